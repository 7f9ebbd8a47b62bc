import { decidePartitionGrowth, type PartitionGrowthFacts } from '@yak/cluster';
import type { PartitionGrowth } from '@yak/control';
import { ErrorCode } from '@yak/model';
import { brokerRecord, TOPIC } from '../../../support/cluster/records';

const facts = (change: Partial<PartitionGrowthFacts> = {}): PartitionGrowthFacts => ({
  topic: { topicId: TOPIC, name: 'orders', partitionCount: 2, replicationFactor: 1 },
  isRepeated: false,
  brokers: [brokerRecord(1), brokerRecord(2)],
  placementStart: 1,
  operationId: 'grow',
  ...change,
});
const growth = (count: number, assignments: number[][] | null = null): PartitionGrowth => ({
  name: 'orders',
  count,
  assignments,
});

test.each([
  ['placed', growth(4), 2],
  ['assigned', growth(3, [[2]]), 1],
])('a topic grows by %s partitions behind its last one', (_, asked, added) => {
  const grown = decidePartitionGrowth(asked, facts());
  if (grown.kind === 'refusal') throw new Error(grown.detail);
  expect(grown.topic).toMatchObject({ topicId: TOPIC, name: 'orders', partitionCount: asked.count });
  expect(grown.partitions.map((record) => record.partition)).toEqual(
    Array.from({ length: added }, (_each, index) => 2 + index),
  );
});

test.each<[string, PartitionGrowth, Partial<PartitionGrowthFacts>, number]>([
  ['that stands in the request twice', growth(4), { isRepeated: true }, ErrorCode.INVALID_REQUEST],
  ['that does not exist', growth(4), { topic: null }, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION],
  ['to as many as it has', growth(2), {}, ErrorCode.INVALID_PARTITIONS],
  ['to fewer than it has', growth(1), {}, ErrorCode.INVALID_PARTITIONS],
  ['to -1', growth(-1), {}, ErrorCode.INVALID_PARTITIONS],
  ['by more than 10,000', growth(10_003), {}, ErrorCode.POLICY_VIOLATION],
  ['with too few assignments', growth(4, [[1]]), {}, ErrorCode.INVALID_REPLICA_ASSIGNMENT],
  ['with too many assignments', growth(3, [[1], [2]]), {}, ErrorCode.INVALID_REPLICA_ASSIGNMENT],
  ['with another number of replicas', growth(3, [[1, 2]]), {}, ErrorCode.INVALID_REPLICA_ASSIGNMENT],
  ['while too few brokers are there', growth(3), { brokers: [] }, ErrorCode.INVALID_REPLICATION_FACTOR],
])('a topic %s does not grow', (_, asked, change, code) => {
  expect(decidePartitionGrowth(asked, facts(change))).toMatchObject({ kind: 'refusal', code });
});
