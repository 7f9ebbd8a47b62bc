import { assert } from '@yak/base';

/**
 * Java's String.hashCode: h = 31·h + unit over the UTF-16 units, wrapping as int32; 0 for ''.
 * @returns int32
 */
function javaHash(text: string): number {
  let hash = 0;
  for (let index = 0; index < text.length; index += 1) hash = (Math.imul(31, hash) + text.charCodeAt(index)) | 0;
  return hash;
}

/**
 * The partition of `__consumer_offsets` that holds a group: the absolute hash modulo the count; −2^31 counts as 0.
 * @param partitionsCount of `__consumer_offsets`, ≥ 1
 * Source: Kafka GroupCoordinatorService.partitionFor, Utils.abs.
 */
export function partitionOfGroup(groupId: string, partitionsCount: number): number {
  assert(partitionsCount >= 1, `a topic has at least one partition, not ${partitionsCount}`);
  const hash = javaHash(groupId);
  return (hash === -(2 ** 31) ? 0 : Math.abs(hash)) % partitionsCount;
}
