import { join } from 'node:path';
import { temporaryFolder } from '../support/processes';
import { verifyLogs } from '../support/verify-logs';
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
    expect(verifyLogs(join(folder.path, 'broker-1'))).toEqual({
      status: 0,
      said: expect.stringMatching(/^\d+ segments, no fault\.$/m) as string,
    });
    folder.remove();
  },
  120_000,
);
