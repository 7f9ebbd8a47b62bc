import { brokerEpoch, brokerId, ErrorCode, isRefusal } from '@yak/model';
import {
  checkAssignment,
  faultOfPartitionCount,
  newPartitions,
  placeable,
} from '../../../../libs/cluster/src/rules/new-partitions';
import { brokerRecord, shown, TOPIC } from '../../../support/cluster/records';

const brokers = [
  brokerRecord(1, { brokerEpoch: brokerEpoch(3) }),
  brokerRecord(2, { state: 'fenced' }),
  brokerRecord(3, { state: 'shutting-down', rack: 'r' }),
];

test('a new partition has its living replicas in sync, in their registrations, and nobody leads', () => {
  const [first, second] = newPartitions([[brokerId(1), brokerId(2)], [brokerId(3)]], {
    topicId: TOPIC,
    first: 4,
    brokers,
    operationId: 'o',
  });
  expect(first).toMatchObject({
    partition: 4,
    leader: null,
    leaderEpoch: 0,
    partitionEpoch: 0,
    replicas: [1, 2],
    elr: [],
    isRecovering: false,
  });
  expect(shown(first?.isr ?? [])).toBe('1@3');
  expect(second).toMatchObject({ partition: 5, isr: [], replicas: [3] });
});

test('only a broker that lives may be a preferred leader', () => {
  expect(placeable(brokers).map(({ rack, isAlive }) => [rack, isAlive])).toEqual([
    [null, true],
    [null, false],
    ['r', false],
  ]);
});

test.each([
  [[1], null, null],
  [[2, 1], 2, null],
  [[], null, ErrorCode.INVALID_REPLICA_ASSIGNMENT],
  [[1, 1], null, ErrorCode.INVALID_REPLICA_ASSIGNMENT],
  [[1, 9], null, ErrorCode.INVALID_REPLICA_ASSIGNMENT],
  [[-1], null, ErrorCode.INVALID_REPLICA_ASSIGNMENT],
  [[2, 3], null, ErrorCode.INVALID_REPLICA_ASSIGNMENT],
  [[1], 2, ErrorCode.INVALID_REPLICA_ASSIGNMENT],
])('the assignment %j with %s replicas asked for is answered %s', (ids, replicationFactor, code) => {
  const checked = checkAssignment(ids, { brokers, replicationFactor });
  expect(isRefusal(checked) ? checked.code : null).toBe(code);
});

test.each([
  [10_000, null],
  [10_001, ErrorCode.POLICY_VIOLATION],
])('%i new partitions in one request are answered %s', (count, code) => {
  expect(faultOfPartitionCount(count)?.code ?? null).toBe(code);
});
