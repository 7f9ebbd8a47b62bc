/** One header of a record. Keys may repeat; order matters. */
export interface RecordHeader {
  readonly key: string;
  readonly value: Buffer | null;
}

/** A record as a reader sees it. Buffers may be views of the batch: copy what outlives it. */
export interface KafkaRecord {
  readonly offset: number;
  readonly timestampMs: number;
  /** null: no key. */
  readonly key: Buffer | null;
  /** null: a tombstone. */
  readonly value: Buffer | null;
  readonly headers: readonly RecordHeader[];
}

/** A record to write; what is left out is null or empty. */
export interface RecordInput {
  /** Integer, ms since the Unix epoch. */
  readonly timestampMs: number;
  readonly key?: Buffer | null;
  readonly value?: Buffer | null;
  readonly headers?: readonly RecordHeader[];
}
