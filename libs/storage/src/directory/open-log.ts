import type { LogSettings } from '../log-settings';
import { loadLog } from '../log/load-log';
import type { RecoveryFacts } from '../log/recover-segments';
import { SegmentedLog } from '../log/segmented-log';
import type { LogSurroundings } from '../log/surroundings';

/** What the directory's checkpoints say of a log. */
export interface LogOrigin {
  readonly wasClean: boolean;
  readonly recoveryPoint: number;
  readonly logStartOffset: number;
  readonly highWatermark: number;
  /** everything below was passed by the cleaner; left out: nothing was */
  readonly cleanedOffset?: number;
  readonly settings: LogSettings;
}

/** Loads, and where needed recovers, the log in a partition's directory. Rejects with a StorageError. */
export async function openLog(
  surroundings: LogSurroundings,
  directory: string,
  names: readonly string[],
  origin: LogOrigin,
): Promise<{ readonly log: SegmentedLog; readonly recovery: RecoveryFacts | null }> {
  const { settings, wasClean, recoveryPoint, logStartOffset, highWatermark, cleanedOffset = 0 } = origin;
  const { indexIntervalBytes } = settings;
  const loaded = await loadLog({
    surroundings,
    directory,
    names,
    recoveryPoint,
    logStartOffset,
    wasClean,
    indexIntervalBytes,
  });
  return {
    log: new SegmentedLog({ surroundings, directory, settings, loaded, highWatermark, cleanedOffset }),
    recovery: loaded.recovery,
  };
}
