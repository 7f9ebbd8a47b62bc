export { KafkaError } from './kafka-error';
export { type KafkaClientOptions, type RequestTarget } from './kafka-client';
