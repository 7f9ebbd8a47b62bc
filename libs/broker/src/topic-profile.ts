import type { TopicRules } from '@yak/handlers';
import type { ReplicaSettings } from '@yak/replica';
import { type BrokerSettings, resolveTopicSettings, type TopicSettings } from '@yak/settings';
import type { LogSettings } from '@yak/storage';

/** Most acks that wait at one partition, for the log end and for the high watermark each. */
const PARKED_ACKS_MAX = 100_000;

/** What the settings of one topic mean to each of those that obey them. */
export interface TopicProfile {
  readonly log: LogSettings;
  readonly rules: TopicRules;
  readonly replica: ReplicaSettings;
}

/** Works out the profile of a topic with these explicit settings on this broker. */
export function topicProfile(broker: BrokerSettings, overrides: ReadonlyMap<string, string>): TopicProfile {
  const settings = resolveTopicSettings(broker, overrides);
  const log = logSettings(settings);
  return {
    log,
    rules: {
      maxMessageBytes: settings.value('max.message.bytes'),
      segmentBytes: log.segmentBytes,
      compacted: log.cleanupPolicy.includes('compact'),
      deletes: log.cleanupPolicy.includes('delete'),
      timestampType: settings.value('message.timestamp.type') === 'LogAppendTime' ? 'LogAppendTime' : 'CreateTime',
      timestampBeforeMaxMs: settings.value('message.timestamp.before.max.ms'),
      timestampAfterMaxMs: settings.value('message.timestamp.after.max.ms'),
    },
    replica: { minInSyncReplicas: settings.value('min.insync.replicas'), parkedAcksMax: PARKED_ACKS_MAX },
  };
}

function logSettings(settings: TopicSettings): LogSettings {
  const policies = settings.value('cleanup.policy');
  return {
    segmentBytes: settings.value('segment.bytes'),
    segmentMs: settings.value('segment.ms'),
    segmentJitterMs: settings.value('segment.jitter.ms'),
    segmentIndexBytes: settings.value('segment.index.bytes'),
    indexIntervalBytes: settings.value('index.interval.bytes'),
    retentionMs: settings.value('retention.ms'),
    retentionBytes: settings.value('retention.bytes'),
    cleanupPolicy: (['delete', 'compact'] as const).filter((policy) => policies.includes(policy)),
    fileDeleteDelayMs: settings.value('file.delete.delay.ms'),
    flushMessages: settings.value('flush.messages'),
    flushMs: settings.value('flush.ms'),
    minCleanableDirtyRatio: settings.value('min.cleanable.dirty.ratio'),
    minCompactionLagMs: settings.value('min.compaction.lag.ms'),
    maxCompactionLagMs: settings.value('max.compaction.lag.ms'),
    deleteRetentionMs: settings.value('delete.retention.ms'),
  };
}
