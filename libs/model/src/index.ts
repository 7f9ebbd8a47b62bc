export * from './ids';
export { ErrorCode, errorName, isRetriable } from './error-code';
export { isRefusal, refusal, type Refusal } from './refusal';
export { isInternalTopic, OFFSETS_TOPIC, topicNameFault, topicNamesCollide } from './topic-name';
export { topicPartitionKey } from './topic-partition';
