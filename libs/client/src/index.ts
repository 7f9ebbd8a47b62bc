export { KafkaError } from './kafka-error';
export { KafkaClient, type KafkaClientOptions } from './kafka-client';
export { BrokerConnection } from './broker-connection';
export type { ClusterDescription } from './metadata-cache';
export { Producer } from './producer';
export type { ProducerOptions, ProducerRecord, RecordPlace } from './producer-options';
export { type ConsumedRecords, Consumer, type ConsumerOptions, type StartPosition } from './consumer';
export { partitionOfKey } from './partitioner';
