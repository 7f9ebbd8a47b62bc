import { undeclaredDelays } from '@yak/journal';
import { classicMemberMachine } from '../../../../libs/groups/src/classic/classic-member.machine';
import { expectGolden } from '../../../support/journal/golden';
import { expectDrawnIn } from '../../../support/journal/machine-diagram';
import { transitionTable } from '../../../support/journal/machine-table';

const context = { groupId: 'group', memberId: 'member', instanceId: null, generation: 4 };
const states = ['identified', 'joining', 'awaitingSync', 'syncing', 'stable', 'expected', 'gone'].map((value) => ({
  value,
  context,
}));
const events = [
  { type: 'member.restored', generation: 7 },
  { type: 'join.parked' },
  { type: 'rebalance.started' },
  { type: 'generation.entered', generation: 5 },
  { type: 'sync.parked' },
  { type: 'assignment.given' },
  { type: 'member.ended' },
].map((event) => ({ name: event.type, event: { ...event, cause: 'test' } }));

test('a member of a classic group does with every event in every state what its table says', () => {
  expectGolden('classic-member.txt', transitionTable(classicMemberMachine, states, events));
});

test('a member of a classic group has no misspelt delay', () => {
  expect(undeclaredDelays(classicMemberMachine)).toEqual([]);
});

test('the README draws the member of a classic group as it is', () => {
  expectDrawnIn('groups', classicMemberMachine);
});
