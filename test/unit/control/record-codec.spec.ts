import { decodeRecord, encodeRecord, MalformedRecord, type MetadataRecord } from '@yak/control';
import { producerId } from '@yak/model';
import { brokerRecord, member, partitionRecord, TOPIC } from '../../support/cluster/records';

const operationId = 'o';
const records: MetadataRecord[] = [
  { kind: 'cluster', clusterId: 'c', metadataIncarnation: 2, operationId },
  brokerRecord(1, { rack: 'r1', state: 'shutting-down' }),
  brokerRecord(2, { httpEndpoint: { host: '127.0.0.1', port: 8080 } }),
  { kind: 'topic', topicId: TOPIC, name: 'orders', partitionCount: 12, operationId },
  { kind: 'topic-name', topicId: TOPIC, name: 'orders', operationId },
  partitionRecord(),
  partitionRecord({
    leader: null,
    isr: [],
    elr: [member(2, 4)],
    lastKnownLeader: { brokerId: member(1, 1).brokerId, directoryId: 'd' },
    isRecovering: true,
  }),
  {
    kind: 'config',
    resourceType: 'topic',
    resource: TOPIC,
    entries: { 'retention.ms': '1' },
    recordEpoch: 3,
    operationId,
  },
  { kind: 'producer-ids', nextProducerId: producerId(4000), operationId },
];

test.each(records)('a $kind record comes back from its JSON as it was', (record) => {
  expect(decodeRecord(encodeRecord(record))).toEqual(record);
});

const broken = (record: MetadataRecord, change: object): string => JSON.stringify({ v: 2, ...record, ...change });

test('a broker of version 1 names no HTTP endpoint', () => {
  const { httpEndpoint, ...first } = brokerRecord(1);
  expect(decodeRecord(JSON.stringify({ v: 1, ...first }))).toEqual({ ...first, httpEndpoint });
});

test.each([
  ['no JSON', '{'],
  ['no object', '[1]'],
  ['no version', JSON.stringify(partitionRecord())],
  ['a version from the future', JSON.stringify({ v: 3, ...partitionRecord() })],
  ['a version before the first', JSON.stringify({ v: 0, ...partitionRecord() })],
  ['an unknown kind', '{"v":1,"kind":"vote","operationId":"o"}'],
  ['no operation id', broken(partitionRecord(), { operationId: undefined })],
  ['a negative epoch', broken(partitionRecord(), { leaderEpoch: -1 })],
  ['a broken topic id', broken(partitionRecord(), { topicId: 'orders' })],
  ['a member without epoch', broken(partitionRecord(), { isr: [{ brokerId: 1 }] })],
  ['an ISR that is no list', broken(partitionRecord(), { isr: {} })],
  ['no replica', broken(partitionRecord(), { replicas: [] })],
  ['a flag that is a text', broken(partitionRecord(), { isRecovering: 'no' })],
  ['a leader left out', broken(partitionRecord(), { leader: undefined })],
  ['an unknown broker state', broken(brokerRecord(1), { state: 'well' })],
  [
    'a port that is a text',
    broken(brokerRecord(1), { endpoints: [{ listenerName: 'a', host: 'b', port: '1', securityProtocol: 'c' }] }),
  ],
  ['no word on HTTP', broken(brokerRecord(1), { httpEndpoint: undefined })],
  ['an HTTP endpoint without a port', broken(brokerRecord(1), { httpEndpoint: { host: 'b' } })],
  ['an illegal topic name', '{"v":1,"kind":"topic-name","operationId":"o","name":"../x","topicId":"aa"}'],
  [
    'settings of a stranger',
    '{"v":1,"kind":"config","operationId":"o","resourceType":"user","resource":"x","entries":{},"recordEpoch":0}',
  ],
  [
    'a setting that is a number',
    '{"v":1,"kind":"config","operationId":"o","resourceType":"topic","resource":"x","entries":{"a":1},"recordEpoch":0}',
  ],
  ['a broken count', '{"v":1,"kind":"cluster","operationId":"o","clusterId":"x","metadataIncarnation":1.5}'],
])('a record with %s is refused', (_, json) => {
  expect(() => decodeRecord(json)).toThrow(MalformedRecord);
});
