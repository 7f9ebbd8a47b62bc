import { boolean, double, int, list, LONG_MAX, long, string, type SettingRow } from '../setting-row';

/** Every topic setting: Kafka's names, types, defaults and ranges. Source: Kafka TopicConfig, LogConfig; KIP-1030 (4.0). */
export const TOPIC_SETTINGS = {
  'cleanup.policy': list('delete', 'implemented', 'What becomes of old segments: delete, compact, or both.', {
    oneOf: ['delete', 'compact'],
    minimum: 1,
  }),
  'compression.gzip.level': int('-1', 'recognised', 'Level of gzip where the broker compresses.'),
  'compression.lz4.level': int('9', 'recognised', 'Level of lz4 where the broker compresses.'),
  'compression.type': string(
    'producer',
    'implemented',
    'Codec of stored batches; only `producer`: as the producer sent them.',
    {
      oneOf: ['producer'],
    },
  ),
  'compression.zstd.level': int('3', 'recognised', 'Level of zstd where the broker compresses.'),
  'delete.retention.ms': long('86400000', 'implemented', 'How long compaction keeps tombstones.', {
    minimum: 0,
  }),
  'file.delete.delay.ms': long('60000', 'implemented', 'Time between dropping a segment and removing its files.', {
    minimum: 0,
  }),
  'flush.messages': long(LONG_MAX, 'implemented', 'Sync after this many records, on top of yak.flush.', {
    minimum: 1,
    none: LONG_MAX,
  }),
  'flush.ms': long(LONG_MAX, 'implemented', 'Sync after this long, on top of yak.flush.', {
    minimum: 0,
    none: LONG_MAX,
  }),
  'follower.replication.throttled.replicas': list(
    '',
    'recognised',
    'Replicas whose replication is throttled on the follower.',
  ),
  'index.interval.bytes': int('4096', 'implemented', 'Bytes of log between two entries of the offset index.', {
    minimum: 0,
  }),
  'leader.replication.throttled.replicas': list(
    '',
    'recognised',
    'Replicas whose replication is throttled on the leader.',
  ),
  'local.retention.bytes': long('-2', 'never', 'Tiered storage: bytes kept locally.', { minimum: -2 }),
  'local.retention.ms': long('-2', 'never', 'Tiered storage: time kept locally.', { minimum: -2 }),
  'max.compaction.lag.ms': long(LONG_MAX, 'implemented', 'Longest time a record stays uncompacted.', {
    minimum: 1,
  }),
  'max.message.bytes': int('1048588', 'implemented', 'Largest record batch accepted, in bytes.', { minimum: 0 }),
  'message.timestamp.after.max.ms': long('3600000', 'implemented', 'How far in the future a CreateTime may lie.', {
    minimum: 0,
  }),
  'message.timestamp.before.max.ms': long(LONG_MAX, 'implemented', 'How far in the past a CreateTime may lie.', {
    minimum: 0,
  }),
  'message.timestamp.type': string(
    'CreateTime',
    'implemented',
    'Whose clock stamps records: the producer’s or the broker’s.',
    {
      oneOf: ['CreateTime', 'LogAppendTime'],
    },
  ),
  'min.cleanable.dirty.ratio': double('0.5', 'implemented', 'Share of uncompacted bytes that starts compaction.', {
    minimum: 0,
    maximum: 1,
  }),
  'min.compaction.lag.ms': long('0', 'implemented', 'Shortest time a record stays uncompacted.', {
    minimum: 0,
  }),
  'min.insync.replicas': int('1', 'implemented', 'In-sync replicas that acks=all needs.', { minimum: 1 }),
  preallocate: boolean('false', 'recognised', 'Allocate segment files in advance.'),
  'remote.log.copy.disable': boolean('false', 'never', 'Tiered storage: stop copying.'),
  'remote.log.delete.on.disable': boolean('false', 'never', 'Tiered storage: delete when switched off.'),
  'remote.storage.enable': boolean('false', 'never', 'Tiered storage.'),
  'retention.bytes': long('-1', 'implemented', 'Bytes of a partition kept; -1 for no limit.', {
    minimum: -1,
    none: '-1',
  }),
  'retention.ms': long('604800000', 'implemented', 'Time that records are kept; -1 for no limit.', {
    minimum: -1,
    none: '-1',
  }),
  'segment.bytes': int('1073741824', 'implemented', 'Size at which a segment is closed.', { minimum: 1048576 }),
  'segment.index.bytes': int('10485760', 'implemented', 'Largest size of an index file.', { minimum: 4 }),
  'segment.jitter.ms': long(
    '0',
    'implemented',
    'Random part taken off segment.ms so that segments do not roll together.',
    { minimum: 0 },
  ),
  'segment.ms': long('604800000', 'implemented', 'Age at which a segment is closed.', { minimum: 1 }),
  'unclean.leader.election.enable': boolean(
    'false',
    'implemented',
    'Whether a replica outside the ISR may lead as the last resort, losing data.',
  ),
} as const satisfies Readonly<Record<string, SettingRow>>;

/** Name of a topic setting. */
export type TopicSettingName = keyof typeof TOPIC_SETTINGS;

/** Topic names of the past that are taken with a warning and dropped. Source: KIP-724 (removed in 4.0). */
export const REMOVED_TOPIC_SETTINGS: ReadonlySet<string> = new Set([
  'message.downconversion.enable',
  'message.format.version',
  'message.timestamp.difference.max.ms',
]);

/** Where a topic setting gets its value without an override: broker settings in order, each with the factor to the topic's unit. */
export const TOPIC_SYNONYMS: Readonly<
  Partial<Record<TopicSettingName, readonly (readonly [name: string, factor: number])[]>>
> = {
  'cleanup.policy': [['log.cleanup.policy', 1]],
  'compression.gzip.level': [['compression.gzip.level', 1]],
  'compression.lz4.level': [['compression.lz4.level', 1]],
  'compression.type': [['compression.type', 1]],
  'compression.zstd.level': [['compression.zstd.level', 1]],
  'delete.retention.ms': [['log.cleaner.delete.retention.ms', 1]],
  'file.delete.delay.ms': [['log.segment.delete.delay.ms', 1]],
  'flush.messages': [['log.flush.interval.messages', 1]],
  'flush.ms': [
    ['log.flush.interval.ms', 1],
    ['log.flush.scheduler.interval.ms', 1],
  ],
  'index.interval.bytes': [['log.index.interval.bytes', 1]],
  'local.retention.bytes': [['log.local.retention.bytes', 1]],
  'local.retention.ms': [['log.local.retention.ms', 1]],
  'max.compaction.lag.ms': [['log.cleaner.max.compaction.lag.ms', 1]],
  'max.message.bytes': [['message.max.bytes', 1]],
  'message.timestamp.after.max.ms': [['log.message.timestamp.after.max.ms', 1]],
  'message.timestamp.before.max.ms': [['log.message.timestamp.before.max.ms', 1]],
  'message.timestamp.type': [['log.message.timestamp.type', 1]],
  'min.cleanable.dirty.ratio': [['log.cleaner.min.cleanable.ratio', 1]],
  'min.compaction.lag.ms': [['log.cleaner.min.compaction.lag.ms', 1]],
  'min.insync.replicas': [['min.insync.replicas', 1]],
  preallocate: [['log.preallocate', 1]],
  'retention.bytes': [['log.retention.bytes', 1]],
  'retention.ms': [
    ['log.retention.ms', 1],
    ['log.retention.minutes', 60_000],
    ['log.retention.hours', 3_600_000],
  ],
  'segment.bytes': [['log.segment.bytes', 1]],
  'segment.index.bytes': [['log.index.size.max.bytes', 1]],
  'segment.jitter.ms': [
    ['log.roll.jitter.ms', 1],
    ['log.roll.jitter.hours', 3_600_000],
  ],
  'segment.ms': [
    ['log.roll.ms', 1],
    ['log.roll.hours', 3_600_000],
  ],
  'unclean.leader.election.enable': [['unclean.leader.election.enable', 1]],
};
