import { MetadataImage } from '@yak/cluster';
import { topicConfigKey } from '@yak/control';
import { brokerId } from '@yak/model';
import { minInSyncReplicasOf, put, remove, unchangedBrokers } from '../../../libs/coordinator/src/record-changes';
import { brokerRecord, settingsWith, TOPIC } from '../../support/cluster/records';

const image = new MetadataImage();
const config = {
  kind: 'config',
  resourceType: 'topic',
  resource: TOPIC,
  entries: { 'min.insync.replicas': '3' },
  recordEpoch: 0,
  operationId: 'o',
} as const;
image.apply({ revision: 8, changes: [{ key: 'broker.1', record: brokerRecord(1), revision: 7 }] });

test('changes expect the revision that the image knows, or none', () => {
  expect(put(image, brokerRecord(1))).toMatchObject({ key: 'broker.1', expectedRevision: 7 });
  expect(put(image, brokerRecord(2))).toMatchObject({ key: 'broker.2', expectedRevision: 0 });
  expect(remove(image, 'broker.1')).toEqual({ key: 'broker.1', record: null, expectedRevision: 7 });
});

test('brokers are guarded once each', () => {
  expect(unchangedBrokers(image, [brokerId(1), brokerId(2), brokerId(1)])).toEqual([
    { key: 'broker.1', expectedRevision: 7 },
    { key: 'broker.2', expectedRevision: 0 },
  ]);
});

test("min.insync.replicas is the topic's own, else the broker's", () => {
  const settings = settingsWith({ 'min.insync.replicas': '2' });
  expect(minInSyncReplicasOf(image, settings, TOPIC)).toBe(2);
  image.apply({ revision: 9, changes: [{ key: topicConfigKey(TOPIC), record: config, revision: 9 }] });
  expect(minInSyncReplicasOf(image, settings, TOPIC)).toBe(3);
});
