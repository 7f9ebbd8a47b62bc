import type { Clock, Logger, Meter, Random } from '@yak/base';
import type { BrokerSettings } from '@yak/settings';
import { AppendOnlyFile, type CleanerSettings, type Disk, LogDirectory } from '@yak/storage';

/** What the opening of a log directory needs. */
export interface OpenLogDirectoryOptions {
  readonly settings: BrokerSettings;
  readonly disk: Disk;
  readonly logDirectoryPath: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly meter: Meter;
}

/** The broker's newest obeyed partition records, beside the logs. */
const OBEYED_FILE = 'obeyed-partition-records';

/** Opens the logs of a broker and the file of the partition records that it has obeyed. Rejects with StorageError. */
export async function openLogDirectory(
  options: OpenLogDirectoryOptions,
): Promise<{ readonly directory: LogDirectory; readonly obeyedFile: AppendOnlyFile }> {
  const { settings, disk, logDirectoryPath: path, clock, random, logger, meter } = options;
  const directory = await LogDirectory.open({
    disk,
    path,
    clock,
    random,
    logger,
    meter,
    flushMode: settings.value('yak.flush') === 'os' ? 'os' : 'batch',
    nodeId: settings.value('node.id'),
    clusterId: null,
    cleaner: cleanerSettings(settings),
    limits: { retentionCheckIntervalMs: settings.value('log.retention.check.interval.ms') },
  });
  try {
    return { directory, obeyedFile: await AppendOnlyFile.open({ disk, path: `${path}/${OBEYED_FILE}` }) };
  } catch (error) {
    await directory.abandon();
    throw error;
  }
}

function cleanerSettings(settings: BrokerSettings): CleanerSettings {
  return {
    isEnabled: settings.value('log.cleaner.enable') && settings.value('log.cleaner.threads') > 0,
    backoffMs: settings.value('log.cleaner.backoff.ms'),
    keyMapBytesMax: settings.value('log.cleaner.dedupe.buffer.size'),
    keyMapLoadFactor: settings.value('log.cleaner.io.buffer.load.factor'),
    bufferBytes: settings.value('log.cleaner.io.buffer.size'),
    bytesPerSecondMax: settings.value('log.cleaner.io.max.bytes.per.second'),
  };
}
