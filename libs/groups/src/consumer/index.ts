export { ConsumerGroup } from './consumer-group';
export { consumerGroupHeartbeat } from './heartbeat';
export { replayConsumerRecord } from './replay-consumer-record';
