import type { PartitionIndex, TopicId } from '@yak/model';
import type { Disk } from '../disk';
import { StorageError } from '../storage-error';
import { decodePartitionMetadata } from './identity-files';

/** Names the topic id in a partition's directory. */
export const PARTITION_METADATA_FILE = 'partition.metadata';

/** A directory named for a partition, with what the checkpoints say of it. */
export interface PartitionLoad {
  readonly key: string;
  readonly topic: string;
  readonly partition: PartitionIndex;
  readonly recoveryPoint: number;
  readonly logStartOffset: number;
  readonly highWatermark: number;
  readonly cleanedOffset: number;
}

/** A partition's directory that belongs to a topic. */
export interface FoundPartition {
  readonly key: string;
  readonly topic: string;
  readonly partition: PartitionIndex;
  readonly topicId: TopicId;
  readonly names: readonly string[];
}

/**
 * Looks into a partition's directory. Null where a crash interrupted its creation: nothing was ever in it and it is removed.
 * A StorageError as a value where batches are there but no topic id: whose they are cannot be told.
 */
export async function loadPartition(
  from: { readonly disk: Disk; readonly path: string },
  load: PartitionLoad,
): Promise<FoundPartition | StorageError | null> {
  const directory = `${from.path}/${load.key}`;
  const names = (await from.disk.list(directory)).map(({ name }) => name);
  const metadata = names.includes(PARTITION_METADATA_FILE)
    ? await from.disk.readWholeFile(`${directory}/${PARTITION_METADATA_FILE}`)
    : null;
  const topicId = metadata === null ? null : decodePartitionMetadata(metadata);
  const { key, topic, partition } = load;
  if (topicId !== null) return { key, topic, partition, topicId, names };
  if (names.some((name) => name.endsWith('.log'))) {
    return new StorageError(
      'YAK_STORAGE_CORRUPT',
      `${directory}/${PARTITION_METADATA_FILE} names no topic id: restore it, or move the directory away`,
    );
  }
  await from.disk.removeDirectory(directory);
  return null;
}
