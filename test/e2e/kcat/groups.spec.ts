import { temporaryFolder } from '../../support/processes';
import { GROUP_PLANS } from '../campaigns/group-plans';
import { churnGroups } from '../campaigns/groups';

const IN_SHORT = ['kafkajs', 'consumer-protocol', 'cooperative', 'mixed', 'static'];

/** A short form of `npm run campaign:groups`; in this folder because it needs kcat. */
test('groups of foreign clients lose nothing and repeat only what was not committed, while members come and go', async () => {
  const folder = temporaryFolder();
  const seed = `groups ${Date.now()}`;
  const result = await churnGroups({
    seed,
    folder: folder.path,
    durationMs: 15_000,
    recordsPerSecond: 200,
    sessionTimeoutMs: 2_000,
    drainMs: 30_000,
    plans: GROUP_PLANS.filter(({ groupId }) => IN_SHORT.includes(groupId)).map((plan) => ({
      ...plan,
      membersMax: Math.min(plan.membersMax, 3),
    })),
  });
  expect({ seed, faults: result.faults }).toEqual({ seed, faults: [] });
  expect(result.produced).toBeGreaterThan(0);
  for (const { rebalances } of result.groups) expect(rebalances).toBeGreaterThan(0);
  folder.remove();
}, 120_000);
