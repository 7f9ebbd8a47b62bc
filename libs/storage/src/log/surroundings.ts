import type { Clock, Logger, Random } from '@yak/base';
import type { Disk } from '../disk';
import type { HotTailBudget } from '../hot-tail';
import type { OpenFiles } from '../open-files';
import type { StorageError } from '../storage-error';
import type { IndexCache } from './index-cache';
import type { ReadBuffers } from './read-buffers';
import type { WriteSlots } from './write-slots';

/** What the logs of one directory share, and what they may ask of it. */
export interface LogSurroundings {
  readonly disk: Disk;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly files: OpenFiles;
  readonly writeSlots: WriteSlots;
  readonly hotTail: HotTailBudget;
  readonly readBuffers: ReadBuffers;
  readonly indexes: IndexCache;
  /** `batch`: the log end counts a write after its sync; `os`: after the write */
  readonly flushMode: 'batch' | 'os';
  readonly pendingBytesMax: number;
  /** why the directory is offline; null while it works */
  readonly failure: StorageError | null;
  /** The disk failed: every log of the directory goes offline. */
  fail(error: StorageError): void;
  /** High watermark or recovery point moved: to be checkpointed soon. */
  changed(): void;
  /** Makes the recovery points durable now. */
  checkpointRecoveryPoints(): Promise<void>;
  /** Makes the log start offsets durable now. */
  checkpointLogStarts(): Promise<void>;
  /** Makes the offsets below which logs are clean durable now. */
  checkpointCleanedOffsets(): Promise<void>;
  /** Removes a file or directory when the delay has passed, or at the next start. */
  removeLater(path: string, delayMs: number): void;
}
