/** One aborted transaction as a Fetch answer names it. */
export interface AbortedRange {
  readonly producerId: number;
  readonly firstOffset: number;
}

/** What of a batch decides whether a read_committed reader may see it. */
export interface BatchFacts {
  readonly lastOffset: number;
  readonly producerId: number;
  readonly isTransactional: boolean;
  /** What its marker says, where it is a control batch. */
  readonly marker: 'abort' | 'commit' | null;
}

/**
 * Leaves out the batches of aborted transactions. Fed with the batches of one Fetch answer in log order.
 * Source: Kafka CompletedFetch.nextFetchedRecord.
 */
export class AbortedFilter {
  readonly #coming: AbortedRange[];
  readonly #aborted = new Set<number>();

  /** @param ranges the answer's aborted transactions, in any order; null for none */
  constructor(ranges: readonly AbortedRange[] | null) {
    this.#coming = [...(ranges ?? [])].sort((one, other) => one.firstOffset - other.firstOffset);
  }

  /** Whether the records of the batch belong to an aborted transaction. */
  isAborted(batch: BatchFacts): boolean {
    for (
      let next = this.#coming[0];
      next !== undefined && next.firstOffset <= batch.lastOffset;
      next = this.#coming[0]
    ) {
      this.#aborted.add(next.producerId);
      this.#coming.shift();
    }
    if (batch.marker === 'abort') this.#aborted.delete(batch.producerId);
    return batch.marker === null && batch.isTransactional && this.#aborted.has(batch.producerId);
  }
}
