import { decideTopicCreation, type TopicCreationFacts } from '@yak/cluster';
import type { NewTopic } from '@yak/control';
import { ErrorCode, topicId } from '@yak/model';
import { brokerRecord, settingsWith, TOPIC } from '../../../support/cluster/records';

const topic = (change: Partial<NewTopic> = {}): NewTopic => ({
  name: 'orders',
  partitionCount: null,
  replicationFactor: null,
  assignments: null,
  configs: [],
  ...change,
});
const facts = (change: Partial<TopicCreationFacts> = {}): TopicCreationFacts => ({
  nameHolder: null,
  isRepeated: false,
  brokers: [brokerRecord(1), brokerRecord(2)],
  settings: settingsWith({ 'num.partitions': '3', 'default.replication.factor': '2' }),
  topicId: TOPIC,
  placementStart: 0,
  operationId: 'create',
  ...change,
});
const holder = (name: string) => ({
  kind: 'topic-name' as const,
  name,
  topicId: topicId('b'.repeat(32)),
  operationId: 'x',
});
const assigned = (...brokerIds: number[][]) => brokerIds.map((ids, partition) => ({ partition, brokerIds: ids }));

test.each<[string, Partial<NewTopic>, number, number]>([
  ['with the defaults of the broker', {}, 3, 2],
  ['with numbers of its own', { partitionCount: 5, replicationFactor: 1 }, 5, 1],
  ['with an assignment', { assignments: assigned([2], [1]) }, 2, 1],
  ['with an assignment out of order', { assignments: [...assigned([2], [1])].reverse() }, 2, 1],
  ['with an empty assignment', { assignments: [] }, 3, 2],
])('a topic is created %s', (_, change, partitionCount, replicationFactor) => {
  const creation = decideTopicCreation(topic(change), facts());
  expect(creation).toMatchObject({
    kind: 'creation',
    replicationFactor,
    topic: { name: 'orders', partitionCount },
    reservation: { topicId: TOPIC },
    config: null,
  });
  if (creation.kind === 'creation')
    expect(creation.partitions.map((record) => record.partition)).toEqual([...Array(partitionCount).keys()]);
});

test('settings of the topic are kept, those that Kafka removed are dropped', () => {
  const configs = [
    { name: 'retention.ms', value: '1000' },
    { name: 'message.format.version', value: '3.0' },
  ];
  expect(decideTopicCreation(topic({ configs }), facts())).toMatchObject({
    config: { entries: { 'retention.ms': '1000' }, resource: TOPIC, recordEpoch: 0 },
  });
});

test.each<[string, Partial<NewTopic>, Partial<TopicCreationFacts>, number]>([
  ['that stands in the request twice', {}, { isRepeated: true }, ErrorCode.INVALID_REQUEST],
  ['named like the metadata log', { name: '__cluster_metadata' }, {}, ErrorCode.INVALID_REQUEST],
  ['named ../x', { name: '../x' }, {}, ErrorCode.INVALID_TOPIC_EXCEPTION],
  ['without name', { name: '' }, {}, ErrorCode.INVALID_TOPIC_EXCEPTION],
  ['named with 250 characters', { name: 'x'.repeat(250) }, {}, ErrorCode.INVALID_TOPIC_EXCEPTION],
  ['named in Cyrillic', { name: 'яки' }, {}, ErrorCode.INVALID_TOPIC_EXCEPTION],
  ['that exists', {}, { nameHolder: holder('orders') }, ErrorCode.TOPIC_ALREADY_EXISTS],
  ['that collides', { name: 'a.b' }, { nameHolder: holder('a_b') }, ErrorCode.INVALID_TOPIC_EXCEPTION],
  ['with an unknown setting', { configs: [{ name: 'retention', value: '1' }] }, {}, ErrorCode.INVALID_CONFIG],
  ['with a bad value', { configs: [{ name: 'retention.ms', value: 'long' }] }, {}, ErrorCode.INVALID_CONFIG],
  ['with a null value', { configs: [{ name: 'retention.ms', value: null }] }, {}, ErrorCode.INVALID_CONFIG],
  ['with 0 partitions', { partitionCount: 0 }, {}, ErrorCode.INVALID_PARTITIONS],
  ['with -2 partitions', { partitionCount: -2 }, {}, ErrorCode.INVALID_PARTITIONS],
  ['with 10,001 partitions', { partitionCount: 10_001 }, {}, ErrorCode.POLICY_VIOLATION],
  ['with 0 replicas', { replicationFactor: 0 }, {}, ErrorCode.INVALID_REPLICATION_FACTOR],
  ['with more replicas than brokers', { replicationFactor: 3 }, {}, ErrorCode.INVALID_REPLICATION_FACTOR],
  [
    'while no broker lives',
    { replicationFactor: 1 },
    { brokers: [brokerRecord(1, { state: 'fenced' })] },
    ErrorCode.INVALID_REPLICATION_FACTOR,
  ],
  [
    'with a count beside the assignment',
    { partitionCount: 1, assignments: assigned([1]) },
    {},
    ErrorCode.INVALID_REQUEST,
  ],
  [
    'with replicas beside the assignment',
    { replicationFactor: 1, assignments: assigned([1]) },
    {},
    ErrorCode.INVALID_REQUEST,
  ],
  [
    'assigned with a gap',
    { assignments: [{ partition: 1, brokerIds: [1] }] },
    {},
    ErrorCode.INVALID_REPLICA_ASSIGNMENT,
  ],
  [
    'assigned twice to one partition',
    { assignments: [...assigned([1]), ...assigned([2])] },
    {},
    ErrorCode.INVALID_REPLICA_ASSIGNMENT,
  ],
  ['assigned with unequal replicas', { assignments: assigned([1], [1, 2]) }, {}, ErrorCode.INVALID_REPLICA_ASSIGNMENT],
  ['assigned to a stranger', { assignments: assigned([9]) }, {}, ErrorCode.INVALID_REPLICA_ASSIGNMENT],
])('a topic %s is refused', (_, change, factChange, code) => {
  expect(decideTopicCreation(topic(change), facts(factChange))).toMatchObject({ kind: 'refusal', code });
});
