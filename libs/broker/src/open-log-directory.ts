import type { Clock, Logger, Meter, Random } from '@yak/base';
import type { BrokerSettings } from '@yak/settings';
import { AppendOnlyFile, type Disk, LogDirectory } from '@yak/storage';

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
    limits: { retentionCheckIntervalMs: settings.value('log.retention.check.interval.ms') },
  });
  try {
    return { directory, obeyedFile: await AppendOnlyFile.open({ disk, path: `${path}/${OBEYED_FILE}` }) };
  } catch (error) {
    await directory.abandon();
    throw error;
  }
}
