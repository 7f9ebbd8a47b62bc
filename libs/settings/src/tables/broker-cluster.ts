import { boolean, int, list, LONG_MAX, long, string, type SettingRow } from '../setting-row';

const ownCoordinator = 'YAK’s coordinator replaces the controller quorum';
const oneBroker = 'there is one broker, so nothing is replicated';

/** Broker settings of the cluster: identity, quorum, replication. Source: Kafka ServerConfigs, KRaftConfigs, ReplicationConfigs. */
export const CLUSTER_SETTINGS = {
  'node.id': int('1', 'implemented', 'Number of this broker; alias broker.id.', { minimum: 0 }),
  'broker.id': int('-1', 'implemented', 'Older name of node.id.', { minimum: -1 }),
  'broker.id.generation.enable': boolean('true', 'recognised', 'Let ZooKeeper number brokers.', {
    harmless: 'node.id numbers brokers',
  }),
  'reserved.broker.max.id': int('1000', 'recognised', 'Largest number of a broker that is set by hand.', {
    minimum: 0,
    harmless: 'node.id numbers brokers',
  }),
  'broker.rack': string(null, 'implemented', 'Where this broker stands; clients are told.'),
  'process.roles': list('', 'recognised', 'Roles of this process.', {
    oneOf: ['broker', 'controller', 'coordinator'],
    harmless: 'one process is broker and coordinator',
  }),
  'controller.quorum.voters': list('', 'recognised', 'Members of the controller quorum.', { harmless: ownCoordinator }),
  'controller.quorum.bootstrap.servers': list('', 'recognised', 'Where the controller quorum is found.', {
    harmless: ownCoordinator,
  }),
  'controller.quorum.election.timeout.ms': int('1000', 'recognised', 'Of the controller quorum.', {
    harmless: ownCoordinator,
  }),
  'controller.quorum.election.backoff.max.ms': int('1000', 'recognised', 'Of the controller quorum.', {
    harmless: ownCoordinator,
  }),
  'controller.quorum.fetch.timeout.ms': int('2000', 'recognised', 'Of the controller quorum.', {
    harmless: ownCoordinator,
  }),
  'controller.quorum.append.linger.ms': int('25', 'recognised', 'Of the controller quorum.', {
    harmless: ownCoordinator,
  }),
  'controller.quorum.request.timeout.ms': int('2000', 'recognised', 'Of the controller quorum.', {
    harmless: ownCoordinator,
  }),
  'controller.quorum.retry.backoff.ms': int('20', 'recognised', 'Of the controller quorum.', {
    harmless: ownCoordinator,
  }),
  'controller.quorum.auto.join.enable': boolean('false', 'recognised', 'Of the controller quorum.', {
    harmless: ownCoordinator,
  }),
  'controller.listener.names': list(
    null,
    'recognised',
    'Listeners of the controller; those in `listeners` are not opened.',
    {
      harmless: ownCoordinator,
    },
  ),
  'controller.performance.sample.period.ms': long('60000', 'recognised', 'Of the controller.', {
    harmless: ownCoordinator,
  }),
  'controller.performance.always.log.threshold.ms': long('2000', 'recognised', 'Of the controller.', {
    harmless: ownCoordinator,
  }),
  'metadata.log.dir': string(null, 'recognised', 'Directory of the controller’s log.', { harmless: ownCoordinator }),
  'metadata.log.max.record.bytes.between.snapshots': long('20971520', 'recognised', 'Of the controller’s log.', {
    harmless: ownCoordinator,
  }),
  'metadata.log.max.snapshot.interval.ms': long('3600000', 'recognised', 'Of the controller’s log.', {
    harmless: ownCoordinator,
  }),
  'metadata.log.segment.bytes': int('1073741824', 'recognised', 'Of the controller’s log.', {
    harmless: ownCoordinator,
  }),
  'metadata.log.segment.ms': long('604800000', 'recognised', 'Of the controller’s log.', { harmless: ownCoordinator }),
  'metadata.max.retention.bytes': long('104857600', 'recognised', 'Of the controller’s log.', {
    harmless: ownCoordinator,
  }),
  'metadata.max.retention.ms': long('604800000', 'recognised', 'Of the controller’s log.', {
    harmless: ownCoordinator,
  }),
  'metadata.max.idle.interval.ms': int('500', 'recognised', 'Of the controller’s log.', { harmless: ownCoordinator }),
  'initial.broker.registration.timeout.ms': int('60000', 'recognised', 'How long a starting broker tries to register.'),
  'server.max.startup.time.ms': long(LONG_MAX, 'recognised', 'Longest start.'),
  'unstable.api.versions.enable': boolean('false', 'recognised', 'Serve versions that are not final.'),
  'unstable.feature.versions.enable': boolean('false', 'recognised', 'Serve features that are not final.'),
  'broker.heartbeat.interval.ms': int(
    '2000',
    'implemented',
    'How often a broker tells the coordinator that it lives.',
    { minimum: 1 },
  ),
  'broker.session.timeout.ms': int('9000', 'implemented', 'Silence after which the coordinator fences a broker.', {
    minimum: 1,
  }),
  'controlled.shutdown.enable': boolean('true', 'recognised', 'Hand over leadership before stopping.', {
    harmless: oneBroker,
  }),
  'controlled.shutdown.max.retries': int('3', 'recognised', 'Attempts of it.', { harmless: oneBroker }),
  'controlled.shutdown.retry.backoff.ms': long('5000', 'recognised', 'Pause between them.', { harmless: oneBroker }),
  'default.replication.factor': int('1', 'implemented', 'Replicas of a topic that is created without a count.', {
    minimum: 1,
  }),
  'auto.leader.rebalance.enable': boolean('true', 'recognised', 'Lead leadership back to preferred replicas.', {
    harmless: oneBroker,
  }),
  'leader.imbalance.check.interval.seconds': long('300', 'recognised', 'How often.', {
    minimum: 1,
    harmless: oneBroker,
  }),
  'leader.imbalance.per.broker.percentage': int('10', 'recognised', 'From which imbalance.', { harmless: oneBroker }),
  'replica.lag.time.max.ms': long('30000', 'recognised', 'Lag after which a replica leaves the ISR.', {
    harmless: oneBroker,
  }),
  'replica.fetch.max.bytes': int('1048576', 'recognised', 'Bytes per partition of a follower’s fetch.', {
    minimum: 0,
    harmless: oneBroker,
  }),
  'replica.fetch.wait.max.ms': int('500', 'recognised', 'Longest wait of a follower’s fetch.', { harmless: oneBroker }),
  'replica.fetch.min.bytes': int('1', 'recognised', 'Least bytes of a follower’s fetch.', { harmless: oneBroker }),
  'replica.fetch.backoff.ms': int('1000', 'recognised', 'Pause after a failed fetch.', {
    minimum: 0,
    harmless: oneBroker,
  }),
  'replica.fetch.response.max.bytes': int('10485760', 'recognised', 'Bytes of a follower’s fetch.', {
    minimum: 0,
    harmless: oneBroker,
  }),
  'replica.socket.timeout.ms': int('30000', 'recognised', 'Of a follower’s connection.', { harmless: oneBroker }),
  'replica.socket.receive.buffer.bytes': int('65536', 'recognised', 'Of a follower’s connection.', {
    harmless: oneBroker,
  }),
  'replica.selector.class': string(null, 'recognised', 'Which replica a consumer is sent to.'),
  'num.replica.fetchers': int('1', 'recognised', 'Threads of followers.', { harmless: oneBroker }),
  'num.replica.alter.log.dirs.threads': int(null, 'recognised', 'Threads that move logs.', { harmless: oneBroker }),
  'replica.high.watermark.checkpoint.interval.ms': long(
    '5000',
    'implemented',
    'How often high watermarks are written.',
    { minimum: 1 },
  ),
  'replication.quota.window.num': int('11', 'recognised', 'Samples of the replication quota.', { harmless: oneBroker }),
  'replication.quota.window.size.seconds': int('1', 'recognised', 'Length of such a sample.', { harmless: oneBroker }),
  'alter.log.dirs.replication.quota.window.num': int('11', 'recognised', 'Samples of the quota of moves.', {
    harmless: oneBroker,
  }),
  'alter.log.dirs.replication.quota.window.size.seconds': int('1', 'recognised', 'Length of such a sample.', {
    harmless: oneBroker,
  }),
  'controller.quota.window.num': int('11', 'recognised', 'Samples of the controller quota.'),
  'controller.quota.window.size.seconds': int('1', 'recognised', 'Length of such a sample.'),
} as const satisfies Readonly<Record<string, SettingRow>>;
