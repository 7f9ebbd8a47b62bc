import { crc32 } from 'node:zlib';
import { assert, type Random } from '@yak/base';
import { murmur2 } from './murmur2';

/** How keys are spread: like Kafka's Java client, or like librdkafka. */
export type KeyHash = 'murmur2' | 'crc32';

/**
 * The partition of a key, of all partitions of the topic whether they have a leader or not.
 * `murmur2`: (hash & 0x7fffffff) mod n; `crc32`: CRC-32 mod n, librdkafka's default. An empty key is a key.
 */
export function partitionOfKey(key: Uint8Array, partitionCount: number, hash: KeyHash): number {
  assert(partitionCount >= 1, 'a topic has at least one partition');
  return hash === 'murmur2' ? (murmur2(key) & 0x7fffffff) % partitionCount : crc32(key) % partitionCount;
}

/**
 * The partition of records without a key: it sticks to one until a batch's worth of bytes went there, then draws another.
 * Source: KIP-794 (without its weighing by queue length).
 */
export class StickyPartition {
  #partition = -1;
  #bytes = 0;

  constructor(
    private readonly random: Random,
    private readonly stickyBytes: number,
  ) {}

  /** The partition for a record of this size. */
  next(recordBytes: number, partitionCount: number): number {
    if (this.#partition < 0 || this.#partition >= partitionCount || this.#bytes >= this.stickyBytes) {
      this.#partition = this.random.below(partitionCount);
      this.#bytes = 0;
    }
    this.#bytes += recordBytes;
    return this.#partition;
  }
}
