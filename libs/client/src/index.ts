export { KafkaError } from './kafka-error';
export { KafkaClient, type KafkaClientOptions, type ProducedPlace } from './kafka-client';
export type { RequestTarget } from './client-calls';
export { BrokerConnection, type BrokerConnectionOptions, type SendOptions } from './broker-connection';
export type { VersionRange } from './version-choice';
export type { ClusterDescription, PartitionDescription, TopicDescription } from './metadata-cache';
export {
  Admin,
  type ConfigChange,
  type ConfigResource,
  type NewTopic,
  type Outcome,
  type PartitionPlace,
} from './admin';
export { Producer } from './producer';
export type { ProducerOptions, ProducerRecord, RecordPlace } from './producer-options';
export { type ConsumedRecords, Consumer, type ConsumerOptions, type StartPosition } from './consumer';
export { type KeyHash, partitionOfKey } from './partitioner';
