import { boolean, className, double, int, list, LONG_MAX, long, string, type SettingRow } from '../setting-row';

const oneThread = 'one event loop does this work';

/** Broker settings of logs: defaults of topics, places, upkeep. Source: Kafka ServerLogConfigs, CleanerConfig, LogConfig. */
export const LOG_SETTINGS = {
  'auto.create.topics.enable': boolean(
    'true',
    'implemented',
    'Create a topic when a client asks for one that does not exist.',
  ),
  'compression.gzip.level': int('-1', 'recognised', 'Level of gzip where the broker compresses.', {
    dynamic: 'cluster',
  }),
  'compression.lz4.level': int('9', 'recognised', 'Level of lz4 where the broker compresses.', { dynamic: 'cluster' }),
  'compression.type': string(
    'producer',
    'implemented',
    'Codec of stored batches; only `producer`: as the producer sent them.',
    {
      oneOf: ['producer'],
      dynamic: 'cluster',
    },
  ),
  'compression.zstd.level': int('3', 'recognised', 'Level of zstd where the broker compresses.', {
    dynamic: 'cluster',
  }),
  'delete.topic.enable': boolean('true', 'implemented', 'Whether topics may be deleted.'),
  'log.cleaner.backoff.ms': long('15000', 'implemented', 'Pause of the cleaner when there is nothing to do.', {
    minimum: 0,
  }),
  'log.cleaner.dedupe.buffer.size': long('134217728', 'implemented', 'Memory of the cleaner’s key map.', {
    minimum: 1_048_577,
  }),
  'log.cleaner.delete.retention.ms': long('86400000', 'implemented', 'How long compaction keeps tombstones.', {
    minimum: 0,
    dynamic: 'cluster',
  }),
  'log.cleaner.enable': boolean('true', 'implemented', 'Run the cleaner.'),
  'log.cleaner.io.buffer.load.factor': double('0.9', 'implemented', 'Largest fill of the cleaner’s key map.', {
    minimum: 0.01,
    maximum: 1,
  }),
  'log.cleaner.io.buffer.size': int('524288', 'implemented', 'Read and write buffer of the cleaner.', {
    minimum: 0,
  }),
  'log.cleaner.io.max.bytes.per.second': double(
    '1.7976931348623157E308',
    'implemented',
    'Bytes that the cleaner may read and write in a second.',
    {
      minimum: 1,
    },
  ),
  'log.cleaner.max.compaction.lag.ms': long(LONG_MAX, 'implemented', 'Longest time a record stays uncompacted.', {
    minimum: 1,
    dynamic: 'cluster',
  }),
  'log.cleaner.min.cleanable.ratio': double(
    '0.5',
    'implemented',
    'Share of uncompacted bytes that starts compaction.',
    {
      minimum: 0,
      maximum: 1,
      dynamic: 'cluster',
    },
  ),
  'log.cleaner.min.compaction.lag.ms': long('0', 'implemented', 'Shortest time a record stays uncompacted.', {
    minimum: 0,
    dynamic: 'cluster',
  }),
  'log.cleaner.threads': int('1', 'recognised', 'Threads of the cleaner.', { minimum: 0, harmless: oneThread }),
  'log.cleanup.policy': list('delete', 'implemented', 'What becomes of old segments: delete, compact, or both.', {
    oneOf: ['delete', 'compact'],
    minimum: 1,
    dynamic: 'cluster',
  }),
  'log.dir': string('/tmp/kafka-logs', 'implemented', 'Directory of logs where log.dirs is not set.'),
  'log.dir.failure.timeout.ms': long(
    '30000',
    'recognised',
    'How long a broker without a word from the controller keeps a failed directory.',
    {
      minimum: 1,
    },
  ),
  'log.dirs': list(null, 'implemented', 'Directories of logs; YAK uses one.'),
  'log.flush.interval.messages': long(LONG_MAX, 'implemented', 'Sync after this many records, on top of yak.flush.', {
    minimum: 1,
    dynamic: 'cluster',
  }),
  'log.flush.interval.ms': long(null, 'implemented', 'Sync after this long, on top of yak.flush.', {
    dynamic: 'cluster',
  }),
  'log.flush.offset.checkpoint.interval.ms': int('60000', 'recognised', 'How often the recovery point is written.', {
    minimum: 0,
  }),
  'log.flush.scheduler.interval.ms': long(LONG_MAX, 'implemented', 'Kafka’s fallback of log.flush.interval.ms.', {
    minimum: 0,
  }),
  'log.flush.start.offset.checkpoint.interval.ms': int(
    '60000',
    'recognised',
    'How often log start offsets are written.',
    { minimum: 0 },
  ),
  'log.index.interval.bytes': int('4096', 'implemented', 'Bytes of log between two entries of the offset index.', {
    minimum: 0,
    dynamic: 'cluster',
  }),
  'log.index.size.max.bytes': int('10485760', 'implemented', 'Largest size of an index file.', {
    minimum: 4,
    dynamic: 'cluster',
  }),
  'log.initial.task.delay.ms': long('30000', 'recognised', 'Delay of the first upkeep after the start.', {
    minimum: 0,
  }),
  'log.local.retention.bytes': long('-2', 'never', 'Tiered storage: bytes kept locally.', { minimum: -2 }),
  'log.local.retention.ms': long('-2', 'never', 'Tiered storage: time kept locally.', { minimum: -2 }),
  'log.message.timestamp.after.max.ms': long('3600000', 'implemented', 'How far in the future a CreateTime may lie.', {
    minimum: 0,
    dynamic: 'cluster',
  }),
  'log.message.timestamp.before.max.ms': long(LONG_MAX, 'implemented', 'How far in the past a CreateTime may lie.', {
    minimum: 0,
    dynamic: 'cluster',
  }),
  'log.message.timestamp.type': string(
    'CreateTime',
    'implemented',
    'Whose clock stamps records: the producer’s or the broker’s.',
    {
      oneOf: ['CreateTime', 'LogAppendTime'],
      dynamic: 'cluster',
    },
  ),
  'log.preallocate': boolean('false', 'recognised', 'Allocate segment files in advance.', { dynamic: 'cluster' }),
  'log.retention.bytes': long('-1', 'implemented', 'Bytes of a partition kept; -1 for no limit.', {
    minimum: -1,
    dynamic: 'cluster',
  }),
  'log.retention.check.interval.ms': long('300000', 'implemented', 'How often retention is enforced.', { minimum: 1 }),
  'log.retention.hours': int('168', 'implemented', 'Time that records are kept, in hours; see log.retention.ms.', {
    minimum: -1,
  }),
  'log.retention.minutes': int(
    null,
    'implemented',
    'Time that records are kept, in minutes; goes before log.retention.hours.',
    { minimum: -1 },
  ),
  'log.retention.ms': long(
    null,
    'implemented',
    'Time that records are kept; goes before .minutes and .hours; -1 for no limit.',
    {
      minimum: -1,
      dynamic: 'cluster',
    },
  ),
  'log.roll.hours': int('168', 'implemented', 'Age at which a segment is closed, in hours.', { minimum: 1 }),
  'log.roll.jitter.hours': int('0', 'implemented', 'Random part taken off the age, in hours.', { minimum: 0 }),
  'log.roll.jitter.ms': long(null, 'implemented', 'Random part taken off the age; goes before .hours.', {
    minimum: 0,
    dynamic: 'cluster',
  }),
  'log.roll.ms': long(null, 'implemented', 'Age at which a segment is closed; goes before .hours.', {
    minimum: 1,
    dynamic: 'cluster',
  }),
  'log.segment.bytes': int('1073741824', 'implemented', 'Size at which a segment is closed.', {
    minimum: 1048576,
    dynamic: 'cluster',
  }),
  'log.segment.delete.delay.ms': long(
    '60000',
    'implemented',
    'Time between dropping a segment and removing its files.',
    {
      minimum: 0,
      dynamic: 'cluster',
    },
  ),
  'message.max.bytes': int('1048588', 'implemented', 'Largest record batch accepted, in bytes.', {
    minimum: 0,
    dynamic: 'cluster',
  }),
  'min.insync.replicas': int('1', 'implemented', 'In-sync replicas that acks=all needs.', {
    minimum: 1,
    dynamic: 'cluster',
  }),
  'num.partitions': int('1', 'implemented', 'Partitions of a topic that is created without a count.', { minimum: 1 }),
  'num.recovery.threads.per.data.dir': int('2', 'recognised', 'Threads of recovery.', {
    minimum: 1,
    harmless: oneThread,
  }),
  'producer.id.expiration.check.interval.ms': int(
    '600000',
    'recognised',
    'How often expired producers are looked for.',
    { minimum: 1 },
  ),
  'producer.id.expiration.ms': int('86400000', 'implemented', 'Silence after which a producer’s state is forgotten.', {
    minimum: 1,
    dynamic: 'cluster',
  }),
  'unclean.leader.election.enable': boolean(
    'false',
    'implemented',
    'Whether a replica outside the ISR may lead as the last resort, losing data.',
    {
      dynamic: 'cluster',
    },
  ),
  'max.incremental.fetch.session.cache.slots': int('1000', 'implemented', 'Fetch sessions that a broker remembers.', {
    minimum: 0,
  }),
  'fetch.max.bytes': int('57671680', 'implemented', 'Largest answer to one fetch.', { minimum: 1024 }),
  'fetch.purgatory.purge.interval.requests': int('1000', 'recognised', 'Upkeep of parked fetches.', {
    harmless: 'parked requests are removed at once',
  }),
  'producer.purgatory.purge.interval.requests': int('1000', 'recognised', 'Upkeep of parked produces.', {
    harmless: 'parked requests are removed at once',
  }),
  'delete.records.purgatory.purge.interval.requests': int('1', 'recognised', 'Upkeep of parked DeleteRecords.', {
    harmless: 'parked requests are removed at once',
  }),
  'max.request.partition.size.limit': int('2000', 'recognised', 'Partitions in one page of DescribeTopicPartitions.', {
    minimum: 1,
  }),
  'create.topic.policy.class.name': className(null, 'recognised', 'A Java class that judges new topics.'),
  'alter.config.policy.class.name': className(null, 'recognised', 'A Java class that judges altered configurations.'),
  'quota.window.num': int('11', 'recognised', 'Samples of a quota.', { minimum: 1 }),
  'quota.window.size.seconds': int('1', 'recognised', 'Length of a sample of a quota.', { minimum: 1 }),
  'transaction.partition.verification.enable': boolean(
    'true',
    'recognised',
    'Ask the coordinator whether a partition is in a transaction.',
    {
      harmless: 'there are no transactions yet',
    },
  ),
} as const satisfies Readonly<Record<string, SettingRow>>;
