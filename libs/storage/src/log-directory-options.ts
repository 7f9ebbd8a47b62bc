import type { Clock, Logger, Meter, Random } from '@yak/base';
import type { CleanerSettings } from './cleaner/cleaner-settings';
import type { Disk } from './disk';
import type { LogSettings } from './log-settings';

/** When the log end counts a write: `batch` after its sync, `os` after the write. Setting `yak.flush`. */
export type FlushMode = 'batch' | 'os';

/** Limits and intervals of one log directory; bytes and milliseconds. */
export interface LogDirectoryLimits {
  /** hot tail cache of all partitions together; default 8 MiB: what lives longer is promoted and collected dearly */
  readonly hotTailBytesMax: number;
  /** bytes of one partition that may wait for the disk; default 64 MiB */
  readonly pendingBytesMax: number;
  /** index entries of closed segments kept in memory, all partitions together; default 32 MiB */
  readonly indexBytesMax: number;
  /** open files at once; default 256 */
  readonly openFilesMax: number;
  /** an unused file is closed after about this long; default 30 s */
  readonly openFileIdleMs: number;
  /** high watermarks, recovery points and log starts are checkpointed this often when changed; default 5 s */
  readonly checkpointIntervalMs: number;
  /** `log.retention.check.interval.ms`; default 5 min */
  readonly retentionCheckIntervalMs: number;
  /** `producer.id.expiration.ms`; default 1 day */
  readonly producerIdExpirationMs: number;
  /** partitions loaded, or closed, at once; default 32 */
  readonly loadConcurrency: number;
}

/** What holds where nothing else is asked for. */
export const DEFAULT_LIMITS: LogDirectoryLimits = {
  hotTailBytesMax: 8 * 1024 * 1024,
  pendingBytesMax: 64 * 1024 * 1024,
  indexBytesMax: 32 * 1024 * 1024,
  openFilesMax: 256,
  openFileIdleMs: 30_000,
  checkpointIntervalMs: 5000,
  retentionCheckIntervalMs: 300_000,
  producerIdExpirationMs: 86_400_000,
  loadConcurrency: 32,
};

/** What a log directory is opened with. */
export interface LogDirectoryOptions {
  readonly disk: Disk;
  readonly path: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly meter: Meter;
  readonly flushMode: FlushMode;
  readonly nodeId: number;
  /** 22 characters of URL-safe base64, or null when not known yet (see joinCluster) */
  readonly clusterId: string | null;
  /** settings of logs found at load, until `configure` is called on them; default Kafka's */
  readonly settings?: LogSettings;
  /** compaction; default Kafka's */
  readonly cleaner?: CleanerSettings;
  readonly limits?: Partial<LogDirectoryLimits>;
}
