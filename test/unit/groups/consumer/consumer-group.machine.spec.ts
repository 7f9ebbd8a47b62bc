import { undeclaredDelays } from '@yak/journal';
import { consumerGroupMachine } from '../../../../libs/groups/src/consumer/consumer-group.machine';
import { expectGolden } from '../../../support/journal/golden';
import { expectDrawnIn } from '../../../support/journal/machine-diagram';
import { transitionTable } from '../../../support/journal/machine-table';

const context = { membersCount: 2, groupEpoch: 5, assignmentEpoch: 5, unsettledCount: 0 };
const states = ['Loaded', 'Empty', 'Assigning', 'Reconciling', 'Stable', 'Dead'].map((value) => ({ value, context }));
const cause = 'test';
const replayed = (name: string, facts: Partial<typeof context>) => ({
  name: `record.replayed ${name}`,
  event: { type: 'record.replayed', cause, facts: { ...context, ...facts } },
});
const events = [
  replayed('no members', { membersCount: 0, groupEpoch: 6 }),
  replayed('new epoch', { groupEpoch: 6 }),
  replayed('one on its way', { unsettledCount: 1 }),
  replayed('all settled', {}),
  { name: 'group.removed', event: { type: 'group.removed', cause } },
];

test('a consumer group does with every event in every state what its table says', () => {
  expectGolden('consumer-group.txt', transitionTable(consumerGroupMachine, states, events));
});

test('a consumer group has no misspelt delay', () => {
  expect(undeclaredDelays(consumerGroupMachine)).toEqual([]);
});

test('the README draws the consumer group as it is', () => {
  expectDrawnIn('groups', consumerGroupMachine);
});
