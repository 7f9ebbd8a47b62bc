import type { BrokerId, PartitionIndex, TopicId } from '@yak/model';
import type { MetadataRecord } from './records';

/** Where the records of each kind begin: what `MetadataStore.list` takes. */
export const keyPrefix = {
  cluster: 'cluster',
  broker: 'broker.',
  topic: 'topic.',
  topicName: 'topic-name.',
  partition: 'partition.',
  config: 'config.',
  producerIds: 'producer-ids',
} as const;

/** Key of the one ClusterRecord. */
export const clusterKey = keyPrefix.cluster;
/** Key of the one ProducerIdsRecord. */
export const producerIdsKey = keyPrefix.producerIds;

/** Key of a broker's record: `broker.3`. */
export function brokerKey(id: BrokerId): string {
  return `${keyPrefix.broker}${id}`;
}

/** Key of a topic's record: `topic.<32 hexadecimal digits>`. Never built from a name: a re-created topic meets no old record. */
export function topicKey(id: TopicId): string {
  return `${keyPrefix.topic}${id}`;
}

/**
 * Key of a name's reservation. Names that collide in metrics (`a.b` and `a_b`) share it, so that compare-and-set alone keeps
 * two of them from being created at once. A legal topic name without dots is a legal NATS key.
 */
export function topicNameKey(name: string): string {
  return `${keyPrefix.topicName}${name.replaceAll('.', '_')}`;
}

/** Key of a partition's record: `partition.<topic id>.<index>`. */
export function partitionKey(id: TopicId, partition: PartitionIndex): string {
  return `${keyPrefix.partition}${id}.${partition}`;
}

/** Key of a topic's settings. */
export function topicConfigKey(id: TopicId): string {
  return `${keyPrefix.config}topic.${id}`;
}

/** Key of one broker's dynamic settings, or of those of every broker for `default`. */
export function brokerConfigKey(broker: BrokerId | 'default'): string {
  return `${keyPrefix.config}broker.${broker}`;
}

/** The key under which a record lives. */
export function keyOf(record: MetadataRecord): string {
  switch (record.kind) {
    case 'cluster':
      return clusterKey;
    case 'broker':
      return brokerKey(record.brokerId);
    case 'topic':
      return topicKey(record.topicId);
    case 'topic-name':
      return topicNameKey(record.name);
    case 'partition':
      return partitionKey(record.topicId, record.partition);
    case 'config':
      return `${keyPrefix.config}${record.resourceType}.${record.resource}`;
    case 'producer-ids':
      return producerIdsKey;
  }
}
