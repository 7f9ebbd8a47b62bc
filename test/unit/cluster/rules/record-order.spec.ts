import { leaderEpoch, partitionEpoch, producerId, brokerEpoch } from '@yak/model';
import type { MetadataRecord } from '@yak/control';
import { isNewer } from '../../../../libs/cluster/src/rules/record-order';
import { brokerRecord, partitionRecord, TOPIC } from '../../../support/cluster/records';

const partition = (leader: number, epoch: number) =>
  partitionRecord({ leaderEpoch: leaderEpoch(leader), partitionEpoch: partitionEpoch(epoch) });
const broker = (epoch: number, recordEpoch: number) =>
  brokerRecord(1, { brokerEpoch: brokerEpoch(epoch), recordEpoch });
const operationId = 'o';
const topic = (partitionCount: number): MetadataRecord => ({
  kind: 'topic',
  topicId: TOPIC,
  name: 't',
  partitionCount,
  operationId,
});
const config = (recordEpoch: number): MetadataRecord => ({
  kind: 'config',
  resourceType: 'topic',
  resource: TOPIC,
  entries: {},
  recordEpoch,
  operationId,
});
const cluster = (metadataIncarnation: number): MetadataRecord => ({
  kind: 'cluster',
  clusterId: 'c',
  metadataIncarnation,
  operationId,
});
const producers = (next: number): MetadataRecord => ({
  kind: 'producer-ids',
  nextProducerId: producerId(next),
  operationId,
});
const name: MetadataRecord = { kind: 'topic-name', name: 't', topicId: TOPIC, operationId };

test.each<[string, MetadataRecord, MetadataRecord | null, boolean]>([
  ['anything over nothing', partition(0, 0), null, true],
  ['a later partition epoch', partition(5, 10), partition(5, 9), true],
  ['the same record again', partition(5, 9), partition(5, 9), false],
  ['an earlier partition epoch', partition(5, 8), partition(5, 9), false],
  ['a later leader epoch with an earlier partition epoch', partition(6, 1), partition(5, 9), true],
  ['an earlier leader epoch with a later partition epoch', partition(4, 99), partition(5, 9), false],
  ['a later registration', broker(2, 0), broker(1, 7), true],
  ['an earlier registration', broker(1, 7), broker(2, 0), false],
  ['a later state of a registration', broker(1, 2), broker(1, 1), true],
  ['more partitions', topic(3), topic(2), true],
  ['fewer partitions', topic(2), topic(3), false],
  ['later settings', config(2), config(1), true],
  ['earlier settings', config(1), config(2), false],
  ['a later incarnation', cluster(1), cluster(0), true],
  ['producer ids that go back', producers(0), producers(1000), false],
  ['a name that is taken', name, name, false],
])('R12: %s', (_, fed, known, expected) => {
  expect(isNewer(fed, known)).toBe(expected);
});
