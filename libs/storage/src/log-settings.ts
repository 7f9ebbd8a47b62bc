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
};
