import { boolean, className, int, INT_MAX, list, long, short, string, type SettingRow } from '../setting-row';

const noStreams = 'streams groups are not implemented';
const noTransactions = 'transactions are not implemented yet';
const noShares = 'share groups are not implemented';

/** Kafka's class names of the assignors, which it takes beside their short names. */
export const ASSIGNOR_CLASSES: Readonly<Record<string, string>> = {
  'org.apache.kafka.coordinator.group.assignor.UniformAssignor': 'uniform',
  'org.apache.kafka.coordinator.group.assignor.RangeAssignor': 'range',
};

/** Broker settings of groups, offsets, transactions and share groups. Source: Kafka GroupCoordinatorConfig, TransactionLogConfig, ShareGroupConfig. */
export const COORDINATION_SETTINGS = {
  'group.initial.rebalance.delay.ms': int(
    '3000',
    'implemented',
    'How long the first rebalance of a new classic group waits for more members.',
    { minimum: 0 },
  ),
  'group.min.session.timeout.ms': int(
    '6000',
    'implemented',
    'Shortest session timeout that a classic member may ask for.',
  ),
  'group.max.session.timeout.ms': int(
    '1800000',
    'implemented',
    'Longest session timeout that a classic member may ask for.',
  ),
  'group.max.size': int(INT_MAX, 'implemented', 'Most members of a classic group.', { minimum: 1 }),
  'group.coordinator.rebalance.protocols': list(
    'classic,consumer,streams',
    'implemented',
    'Protocols of groups; classic is always there. Without consumer, KIP-848 is refused; streams and share have no effect.',
    { oneOf: ['classic', 'consumer', 'share', 'streams'] },
  ),
  'group.coordinator.threads': int('4', 'recognised', 'Threads of the group coordinator.', {
    minimum: 1,
    harmless: 'one event loop does this work',
  }),
  'group.coordinator.append.linger.ms': int('5', 'recognised', 'How long records of groups are gathered.', {
    minimum: -1,
    harmless: 'what is decided in one turn of the event loop is written at once',
  }),
  'group.consumer.session.timeout.ms': int(
    '45000',
    'implemented',
    'Silence after which a member of a consumer group is removed.',
    { minimum: 1 },
  ),
  'group.consumer.min.session.timeout.ms': int('45000', 'implemented', 'Its least value.', { minimum: 1 }),
  'group.consumer.max.session.timeout.ms': int('60000', 'implemented', 'Its largest value.', { minimum: 1 }),
  'group.consumer.heartbeat.interval.ms': int(
    '5000',
    'implemented',
    'How often members of consumer groups are told to send heartbeats.',
    { minimum: 1 },
  ),
  'group.consumer.min.heartbeat.interval.ms': int('5000', 'implemented', 'Its least value.', { minimum: 1 }),
  'group.consumer.max.heartbeat.interval.ms': int('15000', 'implemented', 'Its largest value.', { minimum: 1 }),
  'group.consumer.max.size': int(INT_MAX, 'implemented', 'Most members of a consumer group.', { minimum: 1 }),
  'group.consumer.assignors': list(
    'uniform,range',
    'implemented',
    'Assignors that the broker has for consumer groups, the default first; Kafka’s class names are taken too.',
    { minimum: 1, oneOf: ['uniform', 'range', ...Object.keys(ASSIGNOR_CLASSES)] },
  ),
  'group.consumer.migration.policy': string(
    'bidirectional',
    'implemented',
    'Which way groups with members may move between the protocols.',
    { oneOf: ['bidirectional', 'upgrade', 'downgrade', 'disabled'] },
  ),
  'group.consumer.regex.refresh.interval.ms': int(
    '600000',
    'implemented',
    'How often the topics of a subscribed pattern are looked up anew.',
    { minimum: 10_000 },
  ),
  'offset.metadata.max.bytes': int(
    '4096',
    'implemented',
    'Longest metadata of a committed offset, counted in UTF-16 units as by Kafka.',
    { minimum: 0 },
  ),
  'offsets.retention.minutes': int(
    '10080',
    'implemented',
    'How long an offset is kept once nobody reads its topic or its group is empty.',
    { minimum: 1 },
  ),
  'offsets.retention.check.interval.ms': long('600000', 'implemented', 'How often that is enforced.', { minimum: 1 }),
  'offsets.load.buffer.size': int('5242880', 'implemented', 'Bytes of one read while groups are loaded.', {
    minimum: 1,
  }),
  'offsets.commit.timeout.ms': int('5000', 'implemented', 'Longest wait for what a group writes to be committed.', {
    minimum: 1,
  }),
  'offsets.topic.num.partitions': int(
    '50',
    'implemented',
    'Partitions that __consumer_offsets is created with; they must never change.',
    { minimum: 1 },
  ),
  'offsets.topic.replication.factor': short('3', 'implemented', 'Replicas that __consumer_offsets is created with.', {
    minimum: 1,
  }),
  'offsets.topic.segment.bytes': int(
    '104857600',
    'implemented',
    'segment.bytes that __consumer_offsets is created with.',
    {
      minimum: 1,
    },
  ),
  'offsets.topic.compression.codec': int('0', 'recognised', 'Codec of what groups write; only 0, none.'),
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
  'group.streams.session.timeout.ms': int('45000', 'recognised', 'Of streams groups.', { harmless: noStreams }),
  'group.streams.heartbeat.interval.ms': int('5000', 'recognised', 'Of streams groups.', { harmless: noStreams }),
} as const satisfies Readonly<Record<string, SettingRow>>;
