import { type FedBatch, MetadataImage } from '@yak/cluster';
import { keyOf, type MetadataRecord, partitionKey, topicConfigKey, topicKey, topicNameKey } from '@yak/control';
import { brokerEpoch, brokerId, leaderEpoch, partitionEpoch, partitionIndex, producerId, topicId } from '@yak/model';
import { brokerRecord, member, partitionRecord, TOPIC } from '../../support/cluster/records';

const operationId = 'o';
const topic = (partitionCount: number, name = 'orders', id = TOPIC): MetadataRecord => ({
  kind: 'topic',
  topicId: id,
  name,
  partitionCount,
  operationId,
});
const batch = (revision: number, ...records: MetadataRecord[]): FedBatch => ({
  revision,
  changes: records.map((record) => ({ key: keyOf(record), record, revision })),
});
const deletion = (revision: number, ...keys: string[]): FedBatch => ({
  revision,
  changes: keys.map((key) => ({ key, record: null, revision })),
});
const config: MetadataRecord = {
  kind: 'config',
  resourceType: 'topic',
  resource: TOPIC,
  entries: { 'retention.ms': '5' },
  recordEpoch: 0,
  operationId,
};

function filled(): MetadataImage {
  const image = new MetadataImage();
  image.apply(
    batch(
      1,
      { kind: 'cluster', clusterId: 'c', metadataIncarnation: 0, operationId },
      brokerRecord(2),
      brokerRecord(1, { state: 'fenced' }),
    ),
  );
  image.apply(batch(2, topic(2), partitionRecord(), partitionRecord({ partition: partitionIndex(1) }), config));
  return image;
}

test('the image shows what was fed', () => {
  const image = filled();
  expect(image.clusterId).toBe('c');
  expect(image.revision).toBe(2);
  expect(image.topicCount).toBe(1);
  expect(image.topicByName('orders')).toMatchObject({
    topicId: TOPIC,
    partitionCount: 2,
    partitions: [{ partition: 0 }, { partition: 1 }],
  });
  expect(image.topicById(TOPIC)).toBe(image.topicByName('orders'));
  expect([...image.topics()].map(({ name }) => name)).toEqual(['orders']);
  expect(image.partition(TOPIC, partitionIndex(1))?.leader).toEqual(member(1, 1));
  expect([...image.partitions()]).toHaveLength(2);
  expect(image.topicConfig(TOPIC).get('retention.ms')).toBe('5');
  expect(image.revisionOf(topicKey(TOPIC))).toBe(2);
});

test('what is not there is null or empty, never an error', () => {
  const image = new MetadataImage();
  const other = topicId('b'.repeat(32));
  expect([
    image.topicByName('x'),
    image.topicById(other),
    image.partition(other, partitionIndex(0)),
    image.broker(brokerId(9)),
  ]).toEqual([null, null, null, null]);
  expect([
    image.clusterId,
    image.controllerId,
    image.cluster,
    image.producerIds,
    image.nameReservation('x'),
    image.configRecord('x'),
  ]).toEqual(Array(6).fill(null));
  expect([image.topicConfig(other).size, image.brokerConfig('default').size, image.revisionOf('x')]).toEqual([0, 0, 0]);
});

test('the controller that clients are told is the lowest broker that is not fenced', () => {
  const image = filled();
  expect(image.brokers().map((broker) => broker.brokerId)).toEqual([1, 2]);
  expect(image.aliveBrokers().map((broker) => broker.brokerId)).toEqual([2]);
  expect(image.controllerId).toBe(2);
  image.apply(batch(3, brokerRecord(1, { recordEpoch: 1 })));
  expect(image.controllerId).toBe(1);
});

test('R12: a partition record older than the known one changes nothing and is not reported', () => {
  const image = filled();
  const newer = partitionRecord({
    leader: member(2, 1),
    leaderEpoch: leaderEpoch(6),
    partitionEpoch: partitionEpoch(10),
  });
  expect(image.apply(batch(3, newer)).partitions).toEqual([newer]);
  expect(image.apply(batch(4, partitionRecord({ partitionEpoch: partitionEpoch(99) }))).partitions).toEqual([]);
  expect(image.partition(TOPIC, partitionIndex(0))).toBe(newer);
  expect(image.topicById(TOPIC)?.partitions[0]).toBe(newer);
  expect(image.revisionOf(partitionKey(TOPIC, partitionIndex(0)))).toBe(3);
});

test('applying one record leaves the images of other topics as they are', () => {
  const image = filled();
  const other = topicId('b'.repeat(32));
  image.apply(batch(3, topic(1, 'other', other), partitionRecord({ topicId: other })));
  const before = image.topicById(TOPIC);
  image.apply(batch(4, partitionRecord({ topicId: other, partitionEpoch: partitionEpoch(10) })));
  expect(image.topicById(TOPIC)).toBe(before);
});

test('partitions that come before their topic are there once the topic is', () => {
  const image = new MetadataImage();
  image.apply(batch(1, partitionRecord()));
  expect(image.topicById(TOPIC)).toBeNull();
  expect([...image.topics()]).toEqual([]);
  image.apply(batch(2, topic(1)));
  expect(image.topicById(TOPIC)?.partitions).toHaveLength(1);
});

test('a deleted topic is gone with partitions and settings, and its name may come again with another id', () => {
  const image = filled();
  image.apply(batch(3, { kind: 'topic-name', name: 'orders', topicId: TOPIC, operationId }));
  const keys = [
    topicNameKey('orders'),
    topicKey(TOPIC),
    partitionKey(TOPIC, partitionIndex(0)),
    partitionKey(TOPIC, partitionIndex(1)),
    topicConfigKey(TOPIC),
  ];
  const changes = image.apply(deletion(4, ...keys));
  expect(changes.deletedTopics).toEqual([topic(2)]);
  expect([image.topicByName('orders'), image.topicById(TOPIC), image.partition(TOPIC, partitionIndex(0))]).toEqual([
    null,
    null,
    null,
  ]);
  expect([image.topicCount, image.topicConfig(TOPIC).size, image.nameReservation(topicNameKey('orders'))]).toEqual([
    0,
    0,
    null,
  ]);
  expect(keys.map((key) => image.revisionOf(key))).toEqual([0, 0, 0, 0, 0]);
  const again = topicId('c'.repeat(32));
  image.apply(batch(5, topic(1, 'orders', again), partitionRecord({ topicId: again })));
  expect(image.topicByName('orders')?.topicId).toBe(again);
  expect(image.apply(deletion(6, topicKey(TOPIC))).deletedTopics).toEqual([]);
  expect(image.topicByName('orders')?.topicId).toBe(again);
});

test('a batch reports brokers, topics and settings that changed', () => {
  const image = filled();
  const changes = image.apply(
    batch(3, brokerRecord(2, { brokerEpoch: brokerEpoch(2) }), topic(3), { ...config, recordEpoch: 1 }, config, {
      kind: 'producer-ids',
      nextProducerId: producerId(1000),
      operationId,
    }),
  );
  expect([
    changes.brokers.length,
    changes.topics.length,
    changes.configs.length,
    changes.partitions.length,
    changes.revision,
  ]).toEqual([1, 1, 1, 0, 3]);
  expect(image.producerIds?.nextProducerId).toBe(1000);
  expect(image.topicById(TOPIC)?.partitionCount).toBe(3);
});

test('a partition that alone is deleted leaves the others', () => {
  const image = filled();
  image.apply(deletion(3, partitionKey(TOPIC, partitionIndex(0))));
  expect(image.topicById(TOPIC)?.partitions.map((record) => record.partition)).toEqual([1]);
});
