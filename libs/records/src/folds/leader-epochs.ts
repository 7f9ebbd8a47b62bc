import { assert } from '@yak/base';

/** Where an epoch starts in a log: offset of its first record. */
export interface EpochStart {
  readonly epoch: number;
  readonly startOffset: number;
}

/** Where an epoch ends in a log: exclusive. */
export interface EpochEnd {
  readonly epoch: number;
  readonly endOffset: number;
}

/**
 * Which leader epoch wrote which offsets of one log: epochs and start offsets, both strictly rising.
 * A fold over the batches' leader epochs, also told when an epoch begins. Source: KIP-101, KIP-279; Kafka LeaderEpochFileCache.
 */
export class LeaderEpochs {
  readonly #entries: EpochStart[] = [];

  /** From a checkpoint; entries that do not rise are assigned like any other, so the later one wins. */
  constructor(entries: Iterable<EpochStart> = []) {
    for (const { epoch, startOffset } of entries) this.assign(epoch, startOffset);
  }

  /** Oldest first. */
  get entries(): readonly EpochStart[] {
    return this.#entries;
  }

  /**
   * Says that `epoch` starts at `startOffset` (both ≥ 0). Entries that contradict it (a higher or equal epoch, an equal or
   * later start) are dropped: the newer word wins. Nothing happens when the epoch is the latest already, unless it
   * starts earlier than was known.
   * @returns whether anything changed, so that the checkpoint has to be written
   */
  assign(epoch: number, startOffset: number): boolean {
    assert(epoch >= 0, `leader epoch out of range: ${epoch}`);
    assert(startOffset >= 0, `start offset out of range: ${startOffset}`);
    const last = this.#entries.at(-1);
    if (last !== undefined && last.epoch === epoch && startOffset >= last.startOffset) return false;
    this.#dropFromEnd((entry) => entry.epoch >= epoch || entry.startOffset >= startOffset);
    this.#entries.push({ epoch, startOffset });
    return true;
  }

  /** The newest epoch; null before the first. */
  latest(): EpochStart | null {
    return this.#entries.at(-1) ?? null;
  }

  /**
   * Where the newest epoch not newer than `epoch` ends: at the start of the next one, or at `logEndOffset` for the latest.
   * An epoch older than all known is answered with itself and the first known start; one newer than all known, or asked
   * of an empty log, with null.
   *
   *   entries  e1:[0,10)  e3:[10,…)   log end 15
   *   asked    e0 → e0 0    e1 → e1 10    e2 → e1 10    e3 → e3 15    e4 → null
   *
   * Source: Kafka LeaderEpochFileCache.endOffsetFor.
   */
  endOffsetFor(epoch: number, logEndOffset: number): EpochEnd | null {
    const last = this.#entries.at(-1);
    if (last === undefined || epoch < 0 || epoch > last.epoch) return null;
    if (epoch === last.epoch) return { epoch, endOffset: logEndOffset };
    let index = this.#entries.length - 1;
    while (index > 0 && (this.#entries[index - 1]?.epoch ?? 0) > epoch) index -= 1;
    const next = this.#entries[index] ?? last;
    return { epoch: this.#entries[index - 1]?.epoch ?? epoch, endOffset: next.startOffset };
  }

  /** The epoch that wrote `offset`; null when that is before the first known start. */
  epochAt(offset: number): number | null {
    for (let index = this.#entries.length - 1; index >= 0; index -= 1) {
      const entry = this.#entries[index];
      if (entry !== undefined && entry.startOffset <= offset) return entry.epoch;
    }
    return null;
  }

  /** The log now ends before `endOffset`: epochs that start there or later are forgotten. Returns whether any were. */
  truncateFromEnd(endOffset: number): boolean {
    return this.#dropFromEnd((entry) => entry.startOffset >= endOffset);
  }

  /** The log now starts at `startOffset`: older epochs are forgotten and the one it lies in starts there. Returns whether anything changed. */
  truncateFromStart(startOffset: number): boolean {
    let index = 0;
    while ((this.#entries[index + 1]?.startOffset ?? Infinity) <= startOffset) index += 1;
    const first = this.#entries[index];
    if (first === undefined || (index === 0 && first.startOffset >= startOffset)) return false;
    this.#entries.splice(0, index + 1, { epoch: first.epoch, startOffset });
    return true;
  }

  #dropFromEnd(isDropped: (entry: EpochStart) => boolean): boolean {
    const lengthBefore = this.#entries.length;
    let last = this.#entries.at(-1);
    while (last !== undefined && isDropped(last)) {
      this.#entries.pop();
      last = this.#entries.at(-1);
    }
    return this.#entries.length !== lengthBefore;
  }
}
