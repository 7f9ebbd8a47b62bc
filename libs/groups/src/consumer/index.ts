export { classicJoin } from './classic-join';
export { classicLeave } from './classic-leave';
export { classicHeartbeat, classicSync } from './classic-member-requests';
export { ConsumerGroup } from './consumer-group';
export type { DescribedConsumerGroup } from './describe';
export { consumerGroupHeartbeat } from './heartbeat';
export { replayConsumerRecord } from './replay-consumer-record';
