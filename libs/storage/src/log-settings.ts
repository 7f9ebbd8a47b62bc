/** What a log is told by its topic's settings. Bytes, milliseconds; null means "no limit". Source: Kafka LogConfig. */
export interface LogSettings {
  /** `segment.bytes` */
  readonly segmentBytes: number;
  /** `segment.ms` */
  readonly segmentMs: number;
  /** `segment.jitter.ms` */
  readonly segmentJitterMs: number;
  /** `segment.index.bytes` */
  readonly segmentIndexBytes: number;
  /** `index.interval.bytes` */
  readonly indexIntervalBytes: number;
  /** `retention.ms` */
  readonly retentionMs: number | null;
  /** `retention.bytes` */
  readonly retentionBytes: number | null;
  /** `cleanup.policy` */
  readonly cleanupPolicy: readonly ('delete' | 'compact')[];
  /** `file.delete.delay.ms` */
  readonly fileDeleteDelayMs: number;
  /** `flush.messages`: sync after so many offsets, in `os` mode too */
  readonly flushMessages: number | null;
  /** `flush.ms`: sync when the oldest un-synced byte is that old, in `os` mode too; looked at by the sweep */
  readonly flushMs: number | null;
  /** `min.cleanable.dirty.ratio`: the cleaner begins above it; 0 to 1 */
  readonly minCleanableDirtyRatio: number;
  /** `min.compaction.lag.ms` */
  readonly minCompactionLagMs: number;
  /** `max.compaction.lag.ms` */
  readonly maxCompactionLagMs: number;
  /** `delete.retention.ms`: how long tombstones and markers stay after the cleaner has met them */
  readonly deleteRetentionMs: number;
}

/** Kafka's defaults. */
export const defaultLogSettings: LogSettings = {
  segmentBytes: 1024 * 1024 * 1024,
  segmentMs: 7 * 24 * 3600 * 1000,
  segmentJitterMs: 0,
  segmentIndexBytes: 10 * 1024 * 1024,
  indexIntervalBytes: 4096,
  retentionMs: 7 * 24 * 3600 * 1000,
  retentionBytes: null,
  cleanupPolicy: ['delete'],
  fileDeleteDelayMs: 60_000,
  flushMessages: null,
  flushMs: null,
  minCleanableDirtyRatio: 0.5,
  minCompactionLagMs: 0,
  maxCompactionLagMs: Number.MAX_SAFE_INTEGER,
  deleteRetentionMs: 24 * 3600 * 1000,
};

/** Whether the log is compacted, alone or beside deletion. */
export function isCompacted(settings: LogSettings): boolean {
  return settings.cleanupPolicy.includes('compact');
}

/** How old the growing segment may get: in a compacted log it shelters no record beyond the longest lag. Source: Kafka LogConfig.maxSegmentMs. */
export function segmentMsOf(settings: LogSettings): number {
  return isCompacted(settings) ? Math.min(settings.segmentMs, settings.maxCompactionLagMs) : settings.segmentMs;
}
