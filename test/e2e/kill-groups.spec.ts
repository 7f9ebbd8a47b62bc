import { join } from 'node:path';
import { temporaryFolder } from '../support/processes';
import { verifyLogs } from '../support/verify-logs';
import { killGroups } from './campaigns/kill-groups';

const ROUNDS = 6;

test('after kill -9 in the middle of a join, a commit or a compaction no committed offset is lost and no group is stuck', async () => {
  const folder = temporaryFolder();
  const seed = `groups ${Date.now()}`;
  const result = await killGroups({ rounds: ROUNDS, seed, folder: folder.path });
  expect({ seed, faults: result.faults }).toEqual({ seed, faults: [] });
  expect(result.acknowledgedCommits).toBeGreaterThan(0);
  expect(Object.values(result.killedDuring).every((times) => times > 0)).toBe(true);
  expect(verifyLogs(join(folder.path, 'broker-1'))).toMatchObject({ status: 0 });
  folder.remove();
}, 120_000);
