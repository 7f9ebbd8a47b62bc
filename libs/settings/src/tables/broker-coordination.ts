import { boolean, className, int, INT_MAX, list, long, short, string, type SettingRow } from '../setting-row';

const noGroups = 'consumer groups are not implemented yet';
const noTransactions = 'transactions are not implemented yet';
const noShares = 'share groups are not implemented';

/** Broker settings of groups, offsets, transactions and share groups. Source: Kafka GroupCoordinatorConfig, TransactionLogConfig, ShareGroupConfig. */
export const COORDINATION_SETTINGS = {
  'group.initial.rebalance.delay.ms': int('3000', 'recognised', 'How long a new group waits for more members.', {
    harmless: noGroups,
  }),
  'group.min.session.timeout.ms': int('6000', 'recognised', 'Shortest session timeout of a member.', {
    harmless: noGroups,
  }),
  'group.max.session.timeout.ms': int('1800000', 'recognised', 'Longest session timeout of a member.', {
    harmless: noGroups,
  }),
  'group.max.size': int(INT_MAX, 'recognised', 'Members of a group.', { minimum: 1, harmless: noGroups }),
  'group.coordinator.rebalance.protocols': list('classic,consumer,streams', 'recognised', 'Protocols of groups.', {
    harmless: noGroups,
  }),
  'group.coordinator.threads': int('4', 'recognised', 'Threads of the group coordinator.', {
    minimum: 1,
    harmless: noGroups,
  }),
  'group.coordinator.append.linger.ms': int('5', 'recognised', 'How long offset commits are gathered.', {
    minimum: -1,
    harmless: noGroups,
  }),
  'group.consumer.session.timeout.ms': int('45000', 'recognised', 'Session timeout of KIP-848 members.', {
    minimum: 1,
    harmless: noGroups,
  }),
  'group.consumer.min.session.timeout.ms': int('45000', 'recognised', 'Its least value per group.', {
    minimum: 1,
    harmless: noGroups,
  }),
  'group.consumer.max.session.timeout.ms': int('60000', 'recognised', 'Its largest value per group.', {
    minimum: 1,
    harmless: noGroups,
  }),
  'group.consumer.heartbeat.interval.ms': int('5000', 'recognised', 'Heartbeat of KIP-848 members.', {
    minimum: 1,
    harmless: noGroups,
  }),
  'group.consumer.min.heartbeat.interval.ms': int('5000', 'recognised', 'Its least value per group.', {
    minimum: 1,
    harmless: noGroups,
  }),
  'group.consumer.max.heartbeat.interval.ms': int('15000', 'recognised', 'Its largest value per group.', {
    minimum: 1,
    harmless: noGroups,
  }),
  'group.consumer.max.size': int(INT_MAX, 'recognised', 'Members of a KIP-848 group.', {
    minimum: 1,
    harmless: noGroups,
  }),
  'group.consumer.assignors': list('uniform,range', 'recognised', 'Assignors of KIP-848 groups.', {
    harmless: noGroups,
  }),
  'group.consumer.migration.policy': string('bidirectional', 'recognised', 'Moves between the protocols.', {
    harmless: noGroups,
  }),
  'group.consumer.regex.refresh.interval.ms': int(
    '600000',
    'recognised',
    'How often patterns of topics are resolved.',
    { harmless: noGroups },
  ),
  'offset.metadata.max.bytes': int('4096', 'recognised', 'Metadata of a committed offset.', { harmless: noGroups }),
  'offsets.retention.minutes': int('10080', 'recognised', 'How long offsets of an empty group are kept.', {
    minimum: 1,
    harmless: noGroups,
  }),
  'offsets.retention.check.interval.ms': long('600000', 'recognised', 'How often that is enforced.', {
    minimum: 1,
    harmless: noGroups,
  }),
  'offsets.load.buffer.size': int('5242880', 'recognised', 'Read size while a coordinator loads.', {
    minimum: 1,
    harmless: noGroups,
  }),
  'offsets.commit.timeout.ms': int('5000', 'recognised', 'Longest commit.', { minimum: 1, harmless: noGroups }),
  'offsets.topic.num.partitions': int('50', 'recognised', 'Partitions of __consumer_offsets.', {
    minimum: 1,
    harmless: noGroups,
  }),
  'offsets.topic.replication.factor': short('3', 'recognised', 'Replicas of __consumer_offsets.', {
    minimum: 1,
    harmless: noGroups,
  }),
  'offsets.topic.segment.bytes': int('104857600', 'recognised', 'Segments of __consumer_offsets.', {
    minimum: 1,
    harmless: noGroups,
  }),
  'offsets.topic.compression.codec': int('0', 'recognised', 'Codec of __consumer_offsets.', { harmless: noGroups }),
  'transaction.state.log.num.partitions': int('50', 'recognised', 'Partitions of __transaction_state.', {
    minimum: 1,
    harmless: noTransactions,
  }),
  'transaction.state.log.replication.factor': short('3', 'recognised', 'Replicas of __transaction_state.', {
    minimum: 1,
    harmless: noTransactions,
  }),
  'transaction.state.log.min.isr': int('2', 'recognised', 'min.insync.replicas of __transaction_state.', {
    minimum: 1,
    harmless: noTransactions,
  }),
  'transaction.state.log.segment.bytes': int('104857600', 'recognised', 'Segments of __transaction_state.', {
    minimum: 1,
    harmless: noTransactions,
  }),
  'transaction.state.log.load.buffer.size': int('5242880', 'recognised', 'Read size while a coordinator loads.', {
    minimum: 1,
    harmless: noTransactions,
  }),
  'transaction.max.timeout.ms': int('900000', 'recognised', 'Longest transaction.', {
    minimum: 1,
    harmless: noTransactions,
  }),
  'transactional.id.expiration.ms': int(
    '604800000',
    'recognised',
    'Silence after which a transactional id is forgotten.',
    {
      minimum: 1,
      harmless: noTransactions,
    },
  ),
  'transaction.abort.timed.out.transaction.cleanup.interval.ms': int(
    '10000',
    'recognised',
    'How often late transactions are aborted.',
    {
      minimum: 1,
      harmless: noTransactions,
    },
  ),
  'transaction.remove.expired.transaction.cleanup.interval.ms': int(
    '3600000',
    'recognised',
    'How often expired ids are removed.',
    {
      minimum: 1,
      harmless: noTransactions,
    },
  ),
  'transaction.two.phase.commit.enable': boolean('false', 'recognised', 'KIP-939.'),
  'share.coordinator.state.topic.num.partitions': int('50', 'recognised', 'Partitions of __share_group_state.', {
    harmless: noShares,
  }),
  'share.coordinator.state.topic.replication.factor': short('3', 'recognised', 'Replicas of __share_group_state.', {
    harmless: noShares,
  }),
  'share.coordinator.state.topic.min.isr': short('2', 'recognised', 'min.insync.replicas of __share_group_state.', {
    harmless: noShares,
  }),
  'share.coordinator.state.topic.segment.bytes': int('104857600', 'recognised', 'Segments of __share_group_state.', {
    harmless: noShares,
  }),
  'share.coordinator.snapshot.update.records.per.snapshot': int('500', 'recognised', 'Of share groups.', {
    harmless: noShares,
  }),
  'share.coordinator.append.linger.ms': int('5', 'recognised', 'Of share groups.', { harmless: noShares }),
  'share.coordinator.load.buffer.size': int('5242880', 'recognised', 'Of share groups.', { harmless: noShares }),
  'share.coordinator.threads': int('1', 'recognised', 'Of share groups.', { harmless: noShares }),
  'share.coordinator.write.timeout.ms': int('5000', 'recognised', 'Of share groups.', { harmless: noShares }),
  'group.share.enable': boolean('false', 'recognised', 'Share groups.'),
  'group.share.delivery.count.limit': int('5', 'recognised', 'Of share groups.', { harmless: noShares }),
  'group.share.max.share.sessions': int('2000', 'recognised', 'Of share groups.', { harmless: noShares }),
  'group.share.max.size': int('200', 'recognised', 'Of share groups.', { harmless: noShares }),
  'group.share.session.timeout.ms': int('45000', 'recognised', 'Of share groups.', { harmless: noShares }),
  'group.share.heartbeat.interval.ms': int('5000', 'recognised', 'Of share groups.', { harmless: noShares }),
  'group.share.record.lock.duration.ms': int('30000', 'recognised', 'Of share groups.', { harmless: noShares }),
  'group.share.partition.max.record.locks': int('2000', 'recognised', 'Of share groups.', { harmless: noShares }),
  'group.share.persister.class.name': className(
    'org.apache.kafka.server.share.persister.DefaultStatePersister',
    'recognised',
    'Of share groups.',
    { harmless: noShares },
  ),
  'group.streams.session.timeout.ms': int('45000', 'recognised', 'Of streams groups.', { harmless: noGroups }),
  'group.streams.heartbeat.interval.ms': int('5000', 'recognised', 'Of streams groups.', { harmless: noGroups }),
} as const satisfies Readonly<Record<string, SettingRow>>;
