import type { Clock, Logger, Meter, Random } from '@yak/base';
import type { PartitionIndex, TopicId } from '@yak/model';
import type { Disk } from './disk';
import type { LogSettings } from './log-settings';
import type { PartitionLog } from './partition-log';

/** When the log end counts a write: `batch` after its sync, `os` after the write. Setting `yak.flush`. */
export type FlushMode = 'batch' | 'os';

/** Limits and intervals of one log directory; bytes and milliseconds. */
export interface LogDirectoryLimits {
  /** hot tail cache of all partitions together; default 64 MiB */
  readonly hotTailBytesMax: number;
  /** bytes of one partition that may wait for the disk; default 64 MiB */
  readonly pendingBytesMax: number;
  /** open files at once; default 256 */
  readonly openFilesMax: number;
  /** an unused file is closed after about this long; default 30 s */
  readonly openFileIdleMs: number;
  /** high watermarks, recovery points and log starts are checkpointed this often when changed; default 5 s */
  readonly checkpointIntervalMs: number;
  /** `log.retention.check.interval.ms`; default 5 min */
  readonly retentionCheckIntervalMs: number;
  /** partitions loaded at once; default 32 */
  readonly loadConcurrency: number;
}

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
  readonly limits?: Partial<LogDirectoryLimits>;
}

/** What recovery did to one log. */
export interface RecoveryReport {
  readonly topic: string;
  readonly partition: PartitionIndex;
  readonly bytesScanned: number;
  /** bytes cut from the end, 0 in the normal case */
  readonly bytesCut: number;
  readonly segmentsDeleted: number;
  /** log end after recovery */
  readonly logEndOffset: number;
  /** batches below the recovery point whose CRC is wrong; they stay and are refused when read */
  readonly corruptBatches: number;
}

/** One log in its directory. */
export interface DirectoryLog {
  readonly topicId: TopicId;
  readonly topic: string;
  readonly partition: PartitionIndex;
  readonly log: PartitionLog;
}

/** All partition logs under one path, with what they share: lock, checkpoints, open files, hot tail, sweep timer. */
export class LogDirectory {
  /** 22 characters of URL-safe base64; made once per directory */
  readonly directoryId: string = '';
  readonly wasCleanlyShutDown: boolean = false;
  /** from the clean-shutdown file; null after an unclean stop or in a new directory */
  readonly cleanShutdownBrokerEpoch: number | null = null;
  readonly recoveries: readonly RecoveryReport[] = [];
  /** by topicPartitionKey */
  readonly logs: ReadonlyMap<string, DirectoryLog> = new Map();

  static open(_options: LogDirectoryOptions): Promise<LogDirectory> {
    return Promise.reject(new Error('being built'));
  }

  get isOffline(): boolean {
    return false;
  }

  /** Calls once when the directory goes offline; at once if it is. */
  onOffline(_listener: (cause: Error) => void): void {
    throw new Error('being built');
  }

  /** Writes the cluster id into meta.properties; `YAK_STORAGE_FOREIGN` when another one is there. */
  joinCluster(_clusterId: string): Promise<void> {
    return Promise.resolve();
  }

  /** Makes a log, durable when it resolves; one of the same topic id is given back, of another: `YAK_STORAGE_FOREIGN`. */
  createLog(_log: { topicId: TopicId; topic: string; partition: PartitionIndex; settings: LogSettings }): Promise<PartitionLog> {
    return Promise.reject(new Error('being built'));
  }

  /** Renames the log's directory away at once and removes it after `file.delete.delay.ms`. An absent log is fine. */
  deleteLog(_topic: string, _partition: PartitionIndex): Promise<void> {
    return Promise.resolve();
  }

  /** Deletes segments that retention allows to go; also runs by itself. */
  enforceRetention(): Promise<void> {
    return Promise.resolve();
  }

  /** Closes all logs, writes the checkpoints and the clean-shutdown file (not when offline), releases the lock. */
  close(_last: { brokerEpoch: number }): Promise<void> {
    return Promise.resolve();
  }

  /** Lets go of everything at once and writes nothing, as a killed process would. */
  abandon(): Promise<void> {
    return Promise.resolve();
  }
}
