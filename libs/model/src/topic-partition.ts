import type { PartitionIndex } from './ids';

/** `orders-3`: the name of its directory and its key in maps. Unambiguous, as the partition follows the last dash. */
export function topicPartitionKey(topic: string, partition: PartitionIndex): string {
  return `${topic}-${partition}`;
}
