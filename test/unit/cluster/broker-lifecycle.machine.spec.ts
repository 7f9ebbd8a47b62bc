import { undeclaredDelays } from '@yak/journal';
import { brokerEpoch } from '@yak/model';
import { brokerLifecycleMachine } from '../../../libs/cluster/src/broker-lifecycle.machine';
import { expectGolden } from '../../support/journal/golden';
import { expectDrawnIn } from '../../support/journal/machine-diagram';
import { transitionTable } from '../../support/journal/machine-table';

const types = [
  'start.requested',
  'broker.unfenced',
  'broker.fenced',
  'broker.deposed',
  'leave.requested',
  'leave.completed',
] as const;
const events = [
  ...types.map((type) => ({ name: type, event: { type, cause: 'test' } })),
  {
    name: 'registration.accepted',
    event: { type: 'registration.accepted', cause: 'test', brokerEpoch: brokerEpoch(5) },
  },
];

test('a broker does with every event in every phase of its life what its table says', () => {
  const states = ['starting', 'registering', 'catching-up', 'serving', 'leaving', 'stopped'].map((value) => ({
    value,
    context: { brokerEpoch: null },
  }));
  expectGolden('broker-lifecycle.txt', transitionTable(brokerLifecycleMachine, states, events));
});

test('a broker lifecycle has no misspelt delay', () => {
  expect(undeclaredDelays(brokerLifecycleMachine)).toEqual([]);
});

test('the README draws the broker lifecycle as it is', () => {
  expectDrawnIn('cluster', brokerLifecycleMachine);
});
