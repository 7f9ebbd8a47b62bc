import { undeclaredDelays } from '@yak/journal';
import { leaderEpoch } from '@yak/model';
import { groupShardMachine, type ShardContext } from '../../../../libs/groups/src/shard/group-shard.machine';
import { expectGolden } from '../../../support/journal/golden';
import { expectDrawnIn } from '../../../support/journal/machine-diagram';
import { transitionTable } from '../../../support/journal/machine-table';

const context: ShardContext = { leaderEpoch: leaderEpoch(4), loads: 2, records: 0, skipped: 0, reason: null };
const states = ['loading', 'active', 'failed', 'unloaded'].map((value) => ({ value, context }));
const cause = 'a test';
const events = [
  { name: 'log.loaded', event: { type: 'log.loaded', cause, records: 9, skipped: 1 } },
  ...['load.failed', 'log.lost', 'state.broken', 'leadership.ended'].map((type) => ({
    name: type,
    event: { type, cause },
  })),
];

describe('the machine of a shard of groups', () => {
  test('does with every event in every state what the golden table says', () => {
    expectGolden('group-shard.table.txt', transitionTable(groupShardMachine, states, events));
  });

  test('declares every delay that it names', () => {
    expect(undeclaredDelays(groupShardMachine)).toEqual([]);
  });

  test('is drawn in the README as it is', () => {
    expectDrawnIn('groups', groupShardMachine);
  });
});
