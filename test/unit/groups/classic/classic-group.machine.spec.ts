import { undeclaredDelays } from '@yak/journal';
import { classicGroupMachine } from '../../../../libs/groups/src/classic/classic-group.machine';
import { expectGolden } from '../../../support/journal/golden';
import { expectDrawnIn } from '../../../support/journal/machine-diagram';
import { transitionTable } from '../../../support/journal/machine-table';

const context = { groupId: 'group', generation: 4, protocolName: 'range' };
const states = [
  'Empty',
  { PreparingRebalance: 'gathering' },
  { PreparingRebalance: 'rejoining' },
  { CompletingRebalance: 'awaitingLeader' },
  { CompletingRebalance: 'writing' },
  'Stable',
  'Dead',
].map((value) => ({ value, context }));
const cause = 'test';
const events = [
  { name: 'members.restored', event: { type: 'members.restored', cause } },
  { name: 'rebalance.started', event: { type: 'rebalance.started', cause } },
  { name: 'generation.started 5', event: { type: 'generation.started', cause, generation: 5, protocolName: 'sticky' } },
  { name: 'generation.emptied 5', event: { type: 'generation.emptied', cause, generation: 5 } },
  { name: 'assignments.received 4', event: { type: 'assignments.received', cause, generation: 4 } },
  { name: 'assignments.received 3', event: { type: 'assignments.received', cause, generation: 3 } },
  { name: 'assignments.committed 4', event: { type: 'assignments.committed', cause, generation: 4 } },
  { name: 'assignments.committed 3', event: { type: 'assignments.committed', cause, generation: 3 } },
  { name: 'group.ended', event: { type: 'group.ended', cause } },
];

test('a classic group does with every event in every state what its table says', () => {
  expectGolden('classic-group.txt', transitionTable(classicGroupMachine, states, events));
});

test('a classic group has no misspelt delay', () => {
  expect(undeclaredDelays(classicGroupMachine)).toEqual([]);
});

test('the README draws the classic group as it is', () => {
  expectDrawnIn('groups', classicGroupMachine);
});
