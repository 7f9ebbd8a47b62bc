import { undeclaredDelays } from '@yak/journal';
import { consumerMemberMachine } from '../../../../libs/groups/src/consumer/consumer-member.machine';
import { expectGolden } from '../../../support/journal/golden';
import { expectDrawnIn } from '../../../support/journal/machine-diagram';
import { transitionTable } from '../../../support/journal/machine-table';

const context = { memberEpoch: 5, state: 'stable', assignedCount: 2, pendingCount: 0 };
const states = [
  'Loaded',
  'Joining',
  'Stable',
  'UnrevokedPartitions',
  'UnreleasedPartitions',
  'Unknown',
  'Away',
  'Left',
].map((value) => ({ value, context }));
const cause = 'test';
const replayed = (facts: Partial<typeof context>) => ({
  name: `assignment.replayed ${facts.memberEpoch ?? context.memberEpoch} ${facts.state ?? context.state}`,
  event: { type: 'assignment.replayed', cause, facts: { ...context, ...facts } },
});
const events = [
  replayed({ memberEpoch: 0 }),
  replayed({ memberEpoch: 6 }),
  replayed({ state: 'unrevoked', pendingCount: 1 }),
  replayed({ state: 'unreleased' }),
  replayed({ state: 'unknown' }),
  replayed({ memberEpoch: -2 }),
  { name: 'member.removed', event: { type: 'member.removed', cause } },
];

test('a consumer member does with every event in every state what its table says', () => {
  expectGolden('consumer-member.txt', transitionTable(consumerMemberMachine, states, events));
});

test('a consumer member has no misspelt delay', () => {
  expect(undeclaredDelays(consumerMemberMachine)).toEqual([]);
});

test('the README draws the consumer member as it is', () => {
  expectDrawnIn('groups', consumerMemberMachine);
});
