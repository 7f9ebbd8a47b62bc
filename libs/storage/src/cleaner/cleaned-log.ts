import type { AbortedTransaction, LeaderEpochs, ProducerStates } from '@yak/records';
import type { Offset } from '@yak/model';
import type { LogSettings } from '../log-settings';
import type { ReadGate } from '../log/read-gate';
import type { Segment } from '../log/segment';

/** What the cleaner sees of a log, and what it asks of it. */
export interface CleanedLog {
  readonly directory: string;
  /** oldest first; never empty; the last one grows */
  readonly segments: readonly Segment[];
  readonly settings: LogSettings;
  readonly logStartOffset: number;
  readonly logEndOffset: number;
  readonly lastStableOffset: number;
  readonly recoveryPoint: number;
  readonly cleanedOffset: number;
  readonly indexIntervalBytes: number;
  readonly producers: Pick<ProducerStates, 'entryOf'>;
  readonly leaderEpochs: Pick<LeaderEpochs, 'epochAt'>;
  readonly readGate: Pick<ReadGate, 'whileClosed'>;
  abortedTransactions(range: {
    readonly startOffset: Offset;
    readonly endOffsetExclusive: Offset;
  }): Promise<readonly AbortedTransaction[]>;
  /** Makes what was appended durable, and the recovery point say so. */
  flush(): Promise<void>;
  /** Runs a pass in the log's turn; the signal says to give way. */
  clean(pass: (signal: AbortSignal) => Promise<void>): Promise<void>;
  stopCleaning(): void;
  replaceSegments(replaced: readonly Segment[], cleaned: Segment): void;
  setCleanedOffset(offset: number): Promise<void>;
  enforceRetention(): Promise<void>;
}
