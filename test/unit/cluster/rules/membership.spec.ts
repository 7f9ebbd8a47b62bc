import {
  concerns,
  includesMember,
  isrSizeMin,
  nextLeaderEpoch,
  nextPartitionEpoch,
  withoutBroker,
} from '../../../../libs/cluster/src/rules/membership';
import { brokerId, leaderEpoch, partitionEpoch } from '@yak/model';
import { member, members, partitionRecord, shown } from '../../../support/cluster/records';

test('a member is its registration, not its broker', () => {
  expect(includesMember(members('1@1 2@3'), member(2, 3))).toBe(true);
  expect(includesMember(members('1@1 2@3'), member(2, 4))).toBe(false);
});

test.each([
  ['leads', partitionRecord({ leader: member(4, 1), isr: [], elr: [] }), true],
  ['is in the ISR', partitionRecord({ leader: null, isr: members('4@2') }), true],
  ['is in the ELR', partitionRecord({ leader: null, isr: [], elr: members('4@2') }), true],
  ['is nowhere', partitionRecord(), false],
])('a partition concerns a broker that %s', (_, record, isConcerned) => {
  expect(concerns(record, brokerId(4))).toBe(isConcerned);
});

test('without a broker all its registrations are gone', () => {
  expect(shown(withoutBroker(members('1@1 2@1 1@2'), brokerId(1)))).toBe('2@1');
});

test.each([
  [1, 3, 1],
  [2, 3, 2],
  [5, 3, 3],
])('with min.insync.replicas %i and %i replicas the ISR has at least %i', (minimum, _replicas, expected) => {
  expect(isrSizeMin(partitionRecord(), minimum)).toBe(expected);
});

test('epochs grow by one', () => {
  expect([nextLeaderEpoch(leaderEpoch(4)), nextPartitionEpoch(partitionEpoch(0))]).toEqual([5, 1]);
});
