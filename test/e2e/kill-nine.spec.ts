import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root, temporaryFolder } from '../support/processes';
import { killNine } from './campaigns/kill-nine';

const ROUNDS = 8;

test.each([
  ['os', {}],
  ['batch', { YAK_YAK_FLUSH: 'batch' }],
])(
  'after kill -9 every acknowledged record is there once and in order (yak.flush=%s)',
  async (flush, environment) => {
    const folder = temporaryFolder();
    const seed = `${flush} ${Date.now()}`;
    const result = await killNine({ rounds: ROUNDS, seed, folder: folder.path, environment });
    expect({ seed, faults: result.faults }).toEqual({ seed, faults: [] });
    expect(result.acknowledgedRecords).toBeGreaterThan(0);
    const verified = spawnSync(
      process.execPath,
      [join(root, 'dist', 'yak-cli.cjs'), 'log', 'verify', join(folder.path, 'broker-1')],
      { encoding: 'utf8' },
    );
    const { status, stderr } = verified;
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: expect.stringMatching(/^\d+ segments, no fault\.\n$/) as string,
    });
    folder.remove();
  },
  120_000,
);
