import type { Codec, RecordHeader } from '@yak/records';
import type { KeyHash } from './partitioner';

/** How a producer works. The defaults are those of Kafka's Java client where it has them. */
export interface ProducerOptions {
  /** Whose word counts: nobody's, the leader's, or that of all in-sync replicas. Default `all`. */
  readonly acks?: 0 | 1 | 'all';
  /** No copies and no reordering by retries (KIP-98); needs acks `all`. Default: with acks `all`. */
  readonly isIdempotent?: boolean;
  readonly codec?: Codec;
  /** A batch waits this long for more records. Default 5. */
  readonly lingerMs?: number;
  /** A batch of this size is sent at once; uncompressed bytes. Default 16,384. */
  readonly batchBytes?: number;
  /** Batches of one request together at most, uncompressed (a single larger batch still goes). Default 1,048,576. */
  readonly requestBytesMax?: number;
  /** Records not yet confirmed; above it `send` waits. Default 33,554,432. */
  readonly bufferBytesMax?: number;
  /** Requests in flight per broker, 1 to 5. Default 5. */
  readonly inFlightMax?: number;
  /** A record fails when it is not confirmed within this time. Default 120,000. */
  readonly deliveryTimeoutMs?: number;
  /** How long a broker may wait for the other replicas. Default 30,000. */
  readonly requestTimeoutMs?: number;
  readonly keyHash?: KeyHash;
}

/** A record to send. */
export interface ProducerRecord {
  readonly topic: string;
  /** Left out: by the key's hash, or sticky without a key. */
  readonly partition?: number;
  readonly key?: Buffer | null;
  readonly value: Buffer | null;
  readonly headers?: readonly RecordHeader[];
  /** Left out: now. */
  readonly timestampMs?: number;
}

/** Where a record came to lie. */
export interface RecordPlace {
  readonly topic: string;
  readonly partition: number;
  /** Null with acks=0. */
  readonly offset: number | null;
}
