export type { CoordinatorPort, FedBatch, FedRecord } from './ports';
export { type AppliedChanges, MetadataImage, type MetadataView, type TopicImage } from './metadata-image';
export { BrokerLifecycle, type BrokerLifecycleOptions, type BrokerPhase } from './broker-lifecycle';
