interface EndedTransaction {
  readonly firstOffset: number;
  /** Offset of the marker. */
  readonly lastOffset: number;
}

/**
 * The transactions of one partition that hold back readers of committed records: the open ones, and those whose marker is not
 * yet below the high watermark. Source: Kafka ProducerStateManager (ongoingTxns, unreplicatedTxns).
 */
export class OpenTransactions {
  /** First offset by producer, in the order in which they were opened: in log order, so the first one is the oldest. */
  readonly #open = new Map<number, number>();
  readonly #ended: EndedTransaction[] = [];
  #oldest: number | null = null;

  /** A producer's transaction starts at this offset. One that is open already stays as it is. */
  open(producerId: number, firstOffset: number): void {
    if (this.#open.has(producerId)) return;
    this.#open.set(producerId, firstOffset);
    if (this.#oldest === null || firstOffset < this.#oldest) this.#oldest = firstOffset;
  }

  /** The producer's transaction is over, its marker at `lastOffset`. */
  complete(producerId: number, lastOffset: number): void {
    const firstOffset = this.#open.get(producerId);
    if (firstOffset === undefined) return;
    this.#open.delete(producerId);
    this.#ended.push({ firstOffset, lastOffset });
    if (firstOffset === this.#oldest) this.#oldest = this.#findOldest();
  }

  /** Start of the oldest open transaction; null when none is open. */
  firstOpen(): number | null {
    return this.#oldest;
  }

  /** The same, also counting those that are over with their marker at or above the high watermark; forgets the others. */
  firstUnstable(highWatermark: number): number | null {
    this.#forgetBelow(highWatermark);
    let first = this.#oldest;
    for (const { firstOffset } of this.#ended) if (first === null || firstOffset < first) first = firstOffset;
    return first;
  }

  /** Markers come in log order, so those below the high watermark are a prefix. */
  #forgetBelow(highWatermark: number): void {
    let count = 0;
    while ((this.#ended[count]?.lastOffset ?? highWatermark) < highWatermark) count += 1;
    if (count > 0) this.#ended.splice(0, count);
  }

  #findOldest(): number | null {
    let oldest: number | null = null;
    for (const firstOffset of this.#open.values()) if (oldest === null || firstOffset < oldest) oldest = firstOffset;
    return oldest;
  }
}
