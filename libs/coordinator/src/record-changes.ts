import type { Expectation, MetadataChange } from '@yak/bus';
import type { MetadataImage } from '@yak/cluster';
import { brokerKey, keyOf, type MetadataRecord } from '@yak/control';
import type { BrokerId, TopicId } from '@yak/model';
import { type BrokerSettings, resolveTopicSettings } from '@yak/settings';

/** A put over what the image knows of the key. */
export function put(image: MetadataImage, record: MetadataRecord): MetadataChange {
  const key = keyOf(record);
  return { key, record, expectedRevision: image.revisionOf(key) };
}

/** A deletion of what the image knows of the key. */
export function remove(image: MetadataImage, key: string): MetadataChange {
  return { key, record: null, expectedRevision: image.revisionOf(key) };
}

/** That brokers are still registered as the decision saw them. */
export function unchangedBrokers(image: MetadataImage, ids: Iterable<BrokerId>): readonly Expectation[] {
  return [...new Set(ids)].map((id) => ({ key: brokerKey(id), expectedRevision: image.revisionOf(brokerKey(id)) }));
}

/** `min.insync.replicas` of a topic. */
export function minInSyncReplicasOf(image: MetadataImage, settings: BrokerSettings, id: TopicId): number {
  return resolveTopicSettings(settings, image.topicConfig(id)).value('min.insync.replicas');
}
