export type { CoordinatorPort, FedBatch, FedRecord } from './ports';
export { type AppliedChanges, MetadataImage, type MetadataView, type TopicImage } from './metadata-image';
export { BrokerDeposed, BrokerLifecycle, type BrokerLifecycleOptions, type BrokerPhase, type RegistrationStatement } from './broker-lifecycle';
export { BrokerSessions, type BrokerSessionsOptions } from './broker-sessions';
export { type AlteredIsr, type AlterIsrFacts, decideAlterIsr } from './rules/decide-alter-isr';
export { type ClaimFacts, decideClaim, type ElectionSource, type GrantedClaim } from './rules/decide-claim';
export { type ConfigChangeFacts, decideConfigChange } from './rules/decide-config-change';
export { type Departure, partitionAfterFencing, partitionAfterShutdownRequest } from './rules/decide-departure';
export { decidePartitionGrowth, type GrownTopic, type PartitionGrowthFacts } from './rules/decide-partition-growth';
export {
  decideRegistration,
  partitionAfterReturn,
  type Registration,
  type RegistrationFacts,
  type ReturningBroker,
} from './rules/decide-registration';
export { decideTopicCreation, type TopicCreation, type TopicCreationFacts } from './rules/decide-topic-creation';
export { decideTopicDeletion, type TopicDeletionFacts } from './rules/decide-topic-deletion';
export { faultOfPartitionCount } from './rules/new-partitions';
export { nextProducerIdBlock, PRODUCER_ID_BLOCK_SIZE } from './rules/producer-id-block';
