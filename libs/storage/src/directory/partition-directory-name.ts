import { type PartitionIndex, partitionIndex, topicNameFault } from '@yak/model';

const NAME_LENGTH_MAX = 255;

/** The topic and partition that a directory is named for, or null for another kind of directory. Source: Kafka LocalLog.parseTopicPartitionName. */
export function partitionOfDirectory(
  name: string,
): { readonly topic: string; readonly partition: PartitionIndex } | null {
  const match = /^(.+)-(0|[1-9]\d{0,9})$/.exec(name);
  const topic = match?.[1];
  const partition = Number(match?.[2]);
  if (topic === undefined || topicNameFault(topic) !== null || partition >= 2 ** 31) return null;
  return { topic, partition: partitionIndex(partition) };
}

/** Whether a directory waits to be removed. */
export function isDeletedDirectory(name: string): boolean {
  return /\.[0-9a-f]{32}-delete$/.test(name);
}

/**
 * The name of a partition's directory while it waits to be removed: `<topic>-<partition>.<uuid>-delete`, the topic cut so that it fits.
 * @param uuid 32 hexadecimal digits
 */
export function deletedDirectoryName(topic: string, partition: PartitionIndex, uuid: string): string {
  const suffix = `-${partition}.${uuid}-delete`;
  return `${topic.slice(0, NAME_LENGTH_MAX - suffix.length)}${suffix}`;
}
