import { undeclaredDelays } from '@yak/journal';
import { brokerEpoch } from '@yak/model';
import { brokerSessionMachine } from '../../../libs/cluster/src/broker-session.machine';
import { expectGolden } from '../../support/journal/golden';
import { expectDrawnIn } from '../../support/journal/machine-diagram';
import { transitionTable } from '../../support/journal/machine-table';

const context = { brokerEpoch: brokerEpoch(4) };
const types = [
  'broker.registered',
  'broker.caught-up',
  'heartbeat.heard',
  'silence.noticed',
  'session.expired',
  'shutdown.requested',
] as const;
const events = types.flatMap((type) => [
  { name: `${type} 4`, event: { type, cause: 'test', brokerEpoch: brokerEpoch(4) } },
  { name: `${type} 5`, event: { type, cause: 'test', brokerEpoch: brokerEpoch(5) } },
]);

test('a broker session does with every event in every state what its table says', () => {
  const states = ['registering', 'alive', 'suspect', 'fenced', 'shutting-down'].map((value) => ({ value, context }));
  expectGolden('broker-session.txt', transitionTable(brokerSessionMachine, states, events));
});

test('a broker session has no misspelt delay', () => {
  expect(undeclaredDelays(brokerSessionMachine)).toEqual([]);
});

test('the README draws the broker session as it is', () => {
  expectDrawnIn('cluster', brokerSessionMachine);
});
