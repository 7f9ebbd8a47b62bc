import type { Logger, Random } from '@yak/base';
import { topicPartitionKey } from '@yak/model';
import type { Disk, DiskLock } from '../disk';
import { storageErrorFrom } from '../storage-error';
import { decodeCleanShutdown, type DirectoryIdentity } from './identity-files';
import type { PartitionLoad } from './load-partition';
import { makeDirectoryDurably } from './make-directory-durably';
import { OffsetCheckpoints } from './offset-checkpoints';
import { openIdentity } from './open-identity';
import { isDeletedDirectory, partitionOfDirectory } from './partition-directory-name';

/** Present while the last run ended cleanly. */
export const CLEAN_SHUTDOWN_FILE = '.kafka_cleanshutdown';

/** Who opens which directory. */
export interface OpenDirectoryRequest {
  readonly disk: Disk;
  readonly path: string;
  readonly random: Random;
  readonly logger: Logger;
  readonly nodeId: number;
  readonly clusterId: string | null;
}

/** A directory that is ours now, and what is in it. */
export interface OpenedDirectory {
  readonly lock: DiskLock;
  readonly identity: DirectoryIdentity;
  readonly wasCleanlyShutDown: boolean;
  readonly cleanShutdownBrokerEpoch: number | null;
  readonly partitions: readonly PartitionLoad[];
}

/**
 * Takes the lock, checks whose directory it is, and reads the directory's own files. The clean-shutdown file is gone, durably,
 * before anything is loaded: a crash while loading is an unclean stop. Rejects with a StorageError.
 */
export async function openDirectory(request: OpenDirectoryRequest): Promise<OpenedDirectory> {
  const { disk, path } = request;
  await makeDirectoryDurably(disk, path);
  const lock = await disk.lock(`${path}/.lock`);
  try {
    return await openLocked(request, lock);
  } catch (error) {
    await lock.release();
    throw storageErrorFrom(error, `opening of ${path}`);
  }
}

async function openLocked(request: OpenDirectoryRequest, lock: DiskLock): Promise<OpenedDirectory> {
  const { disk, path, random, nodeId, clusterId, logger } = request;
  const names = (await disk.list(path)).filter(({ isDirectory }) => isDirectory).map(({ name }) => name);
  const found = names.flatMap((name) => partitionOfDirectory(name) ?? []);
  const identity = await openIdentity({ disk, path, random, nodeId, clusterId, hasPartitions: found.length > 0 });
  for (const name of names) if (isDeletedDirectory(name)) await disk.removeDirectory(`${path}/${name}`);

  const marker = await disk.readWholeFile(`${path}/${CLEAN_SHUTDOWN_FILE}`);
  const brokerEpoch = marker === null ? null : decodeCleanShutdown(marker);
  if (marker !== null) await disk.removeFile(`${path}/${CLEAN_SHUTDOWN_FILE}`);
  await disk.syncDirectory(path);

  const checkpoints = new OffsetCheckpoints(disk, path, () => []);
  const recoveryPoints = await checkpoints.read('recoveryPoint', logger);
  const highWatermarks = await checkpoints.read('highWatermark', logger);
  const logStarts = await checkpoints.read('logStart', logger);
  const cleanedOffsets = await checkpoints.read('cleaned', logger);
  const partitions = found.map(({ topic, partition }) => {
    const key = topicPartitionKey(topic, partition);
    return {
      key,
      topic,
      partition,
      recoveryPoint: recoveryPoints.get(key) ?? 0,
      highWatermark: highWatermarks.get(key) ?? 0,
      logStartOffset: logStarts.get(key) ?? 0,
      cleanedOffset: cleanedOffsets.get(key) ?? 0,
    };
  });
  return {
    lock,
    identity,
    wasCleanlyShutDown: brokerEpoch !== null,
    cleanShutdownBrokerEpoch: brokerEpoch,
    partitions,
  };
}
