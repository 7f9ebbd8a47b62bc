import { BROKER_SETTINGS, type BrokerSettingName } from './tables/broker-table';

/** Name of a profile: a set of defaults. `production` is Kafka's own. */
export type ProfileName = 'production' | 'dev' | 'test';

/** A default that depends on the cluster: the smaller of a number and the count of brokers. */
const UP_TO_THREE_BROKERS = 'min(3, brokers)';

/**
 * What each profile sets away from Kafka's defaults, as text. Data, printed by `yak-cli config describe --profile`.
 * A row without effect yet stands here already so that the profile does not change when its room arrives.
 */
export const PROFILES: Readonly<Record<ProfileName, Readonly<Partial<Record<BrokerSettingName, string>>>>> = {
  production: {},
  dev: {
    'advertised.listeners': 'auto',
    'default.replication.factor': UP_TO_THREE_BROKERS,
    'group.consumer.heartbeat.interval.ms': '500',
    'group.consumer.min.heartbeat.interval.ms': '10',
    'group.consumer.min.session.timeout.ms': '10',
    'group.consumer.session.timeout.ms': '10000',
    'group.initial.rebalance.delay.ms': '0',
    'group.min.session.timeout.ms': '10',
    'log.segment.bytes': '67108864',
    'offsets.topic.num.partitions': '1',
    'offsets.topic.replication.factor': UP_TO_THREE_BROKERS,
    'transaction.state.log.min.isr': '1',
    'transaction.state.log.num.partitions': '1',
    'transaction.state.log.replication.factor': UP_TO_THREE_BROKERS,
    'yak.fetch.max.wait.ms.limit': '500',
    'yak.flush': 'os',
    'yak.internal.topics.eager': 'true',
  },
  test: {
    'advertised.listeners': 'auto',
    'broker.heartbeat.interval.ms': '100',
    'broker.session.timeout.ms': '500',
    'group.consumer.heartbeat.interval.ms': '50',
    'group.consumer.min.heartbeat.interval.ms': '10',
    'group.consumer.min.session.timeout.ms': '10',
    'group.consumer.session.timeout.ms': '500',
    'group.initial.rebalance.delay.ms': '0',
    'group.min.session.timeout.ms': '10',
    listeners: 'PLAINTEXT://127.0.0.1:0',
    'log.cleaner.backoff.ms': '50',
    'log.segment.bytes': '1048576',
    'log.segment.delete.delay.ms': '0',
    'offsets.topic.num.partitions': '1',
    'offsets.topic.replication.factor': '1',
    'replica.fetch.wait.max.ms': '10',
    'replica.lag.time.max.ms': '500',
    'transaction.state.log.min.isr': '1',
    'transaction.state.log.num.partitions': '1',
    'transaction.state.log.replication.factor': '1',
    'yak.fetch.max.wait.ms.limit': '100',
    'yak.flush': 'os',
    'yak.group.leave.on.disconnect': 'true',
    'yak.http.listener': '127.0.0.1:0',
    'yak.internal.topics.eager': 'true',
  },
};

/** The profile's text of a setting in a cluster of so many brokers, or null where the profile says nothing. */
export function profileText(profile: ProfileName, name: BrokerSettingName, brokers: number): string | null {
  const text = PROFILES[profile][name];
  if (text === UP_TO_THREE_BROKERS) return String(Math.min(3, brokers));
  return text ?? null;
}

/** Tells a profile's name from any other text. */
export function isProfileName(text: string): text is ProfileName {
  return (BROKER_SETTINGS['yak.profile'].oneOf as readonly string[]).includes(text);
}
