/** A record as formats print it. Buffers are views: copy what outlives the batch. */
export interface PlainRecord {
  readonly offset: number;
  readonly timestampMs: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: readonly { readonly key: string; readonly value: Buffer | null }[];
}

/** A record with the partition it came from. */
export interface ConsumedRecord extends PlainRecord {
  readonly topic: string;
  readonly partition: number;
}
