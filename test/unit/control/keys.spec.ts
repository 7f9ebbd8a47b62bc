import {
  brokerConfigKey,
  brokerKey,
  clusterKey,
  keyOf,
  partitionKey,
  producerIdsKey,
  topicConfigKey,
  topicKey,
  topicNameKey,
  type MetadataRecord,
} from '@yak/control';
import { brokerId, partitionIndex, producerId } from '@yak/model';
import { brokerRecord, partitionRecord, TOPIC } from '../../support/cluster/records';

const operationId = 'o';
const rows: [string, MetadataRecord, string][] = [
  ['cluster', { kind: 'cluster', clusterId: 'c', metadataIncarnation: 0, operationId }, clusterKey],
  ['broker', brokerRecord(3), brokerKey(brokerId(3))],
  ['topic', { kind: 'topic', topicId: TOPIC, name: 'a..b', partitionCount: 1, operationId }, topicKey(TOPIC)],
  ['topic-name', { kind: 'topic-name', topicId: TOPIC, name: 'a..b', operationId }, topicNameKey('a..b')],
  ['partition', partitionRecord(), partitionKey(TOPIC, partitionIndex(0))],
  [
    'config of a topic',
    { kind: 'config', resourceType: 'topic', resource: TOPIC, entries: {}, recordEpoch: 0, operationId },
    topicConfigKey(TOPIC),
  ],
  [
    'config of a broker',
    { kind: 'config', resourceType: 'broker', resource: '3', entries: {}, recordEpoch: 0, operationId },
    brokerConfigKey(brokerId(3)),
  ],
  [
    'config of all',
    { kind: 'config', resourceType: 'broker', resource: 'default', entries: {}, recordEpoch: 0, operationId },
    brokerConfigKey('default'),
  ],
  ['producer-ids', { kind: 'producer-ids', nextProducerId: producerId(0), operationId }, producerIdsKey],
];

test.each(rows)('a record of kind %s lives under its key, which NATS would take', (_, record, key) => {
  expect(keyOf(record)).toBe(key);
  expect(key).toMatch(/^[-/_=a-zA-Z0-9]+(\.[-/_=a-zA-Z0-9]+)*$/);
});

test.each([
  ['orders.eu', 'orders_eu', true],
  ['orders.eu', 'orders-eu', false],
  ['Orders', 'orders', false],
])('the names %s and %s share a reservation: %s', (one, other, isShared) => {
  expect(topicNameKey(one) === topicNameKey(other)).toBe(isShared);
});

test('no topic meets the keys of another kind', () => {
  expect(topicNameKey('x').startsWith('topic.')).toBe(false);
});
