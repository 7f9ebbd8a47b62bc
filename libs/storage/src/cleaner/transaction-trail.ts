import { type AbortedTransaction, type BatchHeader, isTransactional } from '@yak/records';

/**
 * What a pass knows about transactions while it walks a log from its start: which data was aborted, and of which transactions it
 * met data at all.
 */
export class TransactionTrail {
  /** aborted transactions by producer, in order of their markers */
  readonly #aborted = new Map<number, AbortedTransaction[]>();
  /** producers of whose present transaction data was met */
  readonly #withData = new Set<number>();

  /** @param aborted of all of the log that is walked */
  constructor(aborted: readonly AbortedTransaction[]) {
    for (const transaction of aborted) {
      const ofProducer = this.#aborted.get(transaction.producerId);
      if (ofProducer === undefined) this.#aborted.set(transaction.producerId, [transaction]);
      else ofProducer.push(transaction);
    }
  }

  /** Whether a batch of data was aborted. */
  isAborted(header: BatchHeader): boolean {
    if (!isTransactional(header)) return false;
    const transactions = this.#aborted.get(header.producerId) ?? [];
    const ending = transactions[firstEndingAtOrAfter(transactions, header.baseOffset)];
    return ending !== undefined && ending.firstOffset <= header.baseOffset;
  }

  /** Takes note of a batch of data. */
  metData(header: BatchHeader): void {
    if (isTransactional(header)) this.#withData.add(header.producerId);
  }

  /** Takes note of a marker, which ends its producer's transaction. Returns whether data of it was met, and the transaction if it was aborted. */
  metMarker(header: BatchHeader): { readonly hasData: boolean; readonly aborted: AbortedTransaction | null } {
    const hasData = this.#withData.delete(header.producerId);
    const transactions = this.#aborted.get(header.producerId) ?? [];
    const ending = transactions[firstEndingAtOrAfter(transactions, header.baseOffset)];
    return { hasData, aborted: ending?.lastOffset === header.baseOffset ? ending : null };
  }
}

function firstEndingAtOrAfter(transactions: readonly AbortedTransaction[], offset: number): number {
  let low = 0;
  let high = transactions.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((transactions[middle]?.lastOffset ?? 0) >= offset) high = middle;
    else low = middle + 1;
  }
  return low;
}
