import type { TransitionRecord } from '@yak/journal';
import { RunFault } from '@yak/simulation';

/** A record that a producer was told is in the log. */
export interface Acknowledged {
  readonly producer: number;
  /** Its place in what its producer sent to this partition. */
  readonly sequence: number;
  readonly partition: string;
  readonly offset: number;
  readonly value: Buffer;
}

/** A record as it was read. */
export interface ReadRecord {
  readonly offset: number;
  readonly value: Buffer | null;
}

function broken(law: string): never {
  throw new RunFault('broken law', law);
}

/** Bytes as a person can tell them apart. */
function show(value: Buffer | null | undefined): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  const head = value.subarray(0, 24).toString('latin1');
  return `"${head}" of ${value.length} bytes`;
}

/** What clients saw, and what must hold for it. Partitions are named `topic-index`. */
export class Ledger {
  readonly acknowledged: Acknowledged[] = [];
  readonly #lastAcknowledged = new Map<string, Acknowledged>();
  readonly #read = new Map<string, Map<number, Buffer | null>>();
  readonly #highWatermarks = new Map<string, number>();
  readonly #leaderEpochs = new Map<string, number>();
  readonly #mayRepeat = new Set<number>();
  readonly #mayBeRecreated: (partition: string) => boolean;
  readonly #trimmableBefore = new Map<string, number>();
  readonly #trimmedBefore = new Map<string, number>();
  readonly #leads = new Set<string>();
  readonly #ledEpochs = new Map<string, number>();
  /** Led when their process died, and no election but one from the ISR was seen since. */
  readonly #mustRecover = new Set<string>();
  transitions = 0;

  /** @param mayBeRecreated partitions of topics that are deleted and created again under their name: their epochs begin anew */
  constructor(mayBeRecreated: (partition: string) => boolean = () => false) {
    this.#mayBeRecreated = mayBeRecreated;
  }

  /** Records of this producer may be in the log more than once. */
  allowRepeats(producer: number): void {
    this.#mayRepeat.add(producer);
  }

  /** An acknowledgement. Those of an idempotent producer keep the order in which they were sent. */
  acknowledge(record: Acknowledged): void {
    this.acknowledged.push(record);
    if (this.#mayRepeat.has(record.producer)) return;
    const key = `${record.producer} ${record.partition}`;
    const before = this.#lastAcknowledged.get(key);
    if (before !== undefined && before.sequence < record.sequence && before.offset >= record.offset)
      broken(
        `${record.partition}: ${show(record.value)} got offset ${record.offset} after ${show(before.value)} got ${before.offset}`,
      );
    if (before === undefined || before.sequence < record.sequence) this.#lastAcknowledged.set(key, record);
  }

  /** What a reader got in one go. What was once read stays, and the high watermark never goes back for one reader. */
  read(
    reader: string,
    partition: string,
    { records, highWatermark }: { readonly records: readonly ReadRecord[]; readonly highWatermark: number },
  ): void {
    const known = this.#read.get(partition) ?? new Map<number, Buffer | null>();
    this.#read.set(partition, known);
    for (const { offset, value } of records) {
      const before = known.get(offset);
      if (before !== undefined && !sameBytes(before, value))
        broken(`${partition} at ${offset}: first ${show(before)}, then ${show(value)}`);
      if (offset >= highWatermark)
        broken(`${partition}: offset ${offset} was read above the high watermark ${highWatermark}`);
      known.set(offset, value);
    }
    const highest = this.#highWatermarks.get(`${reader} ${partition}`) ?? 0;
    if (highWatermark < highest)
      broken(`${partition}: the high watermark went back from ${highest} to ${highWatermark}`);
    this.#highWatermarks.set(`${reader} ${partition}`, highWatermark);
  }

  /** Records below this offset are allowed to be gone. */
  mayBeTrimmed(partition: string, offset: number): void {
    this.#trimmableBefore.set(partition, Math.max(offset, this.#trimmableBefore.get(partition) ?? 0));
  }

  /** The log start was acknowledged to be here: it never goes back. */
  trimmed(partition: string, logStart: number): void {
    this.#trimmedBefore.set(partition, Math.max(logStart, this.#trimmedBefore.get(partition) ?? 0));
  }

  /** A step of a machine. Leader epochs of a partition never go back, whatever process is asked; no machine fails. */
  transition(record: TransitionRecord): void {
    this.transitions += 1;
    const { machine, id, from, to, facts, cause } = record;
    if (to === 'faulted') broken(`${machine} ${id} failed: ${cause}`);
    const epoch = facts['leaderEpoch'];
    if (typeof epoch !== 'number') return;
    if (machine === 'partition-election') this.#mustRecover.delete(id);
    if (machine !== 'partition-replica' || this.#mayBeRecreated(id)) return;
    const before = this.#leaderEpochs.get(id) ?? 0;
    if (epoch < before) broken(`${id}: the leader epoch went back from ${before} to ${epoch}`);
    this.#leaderEpochs.set(id, epoch);
    if (to !== 'leader') this.#leads.delete(id);
    else if (from !== 'leader') this.#begins(id, epoch);
  }

  /** The process was killed or the power cut: what it led needs a recovery, for its membership of the ISR means nothing now (R7). */
  died(): void {
    for (const id of this.#leads) this.#mustRecover.add(id);
    this.#leads.clear();
  }

  /** A tenure begins: under an epoch that nobody led in, and after an unclean end not by membership of the ISR. */
  #begins(id: string, epoch: number): void {
    const before = this.#ledEpochs.get(id) ?? 0;
    if (epoch <= before) broken(`${id}: leads in epoch ${epoch} after epoch ${before}`);
    if (this.#mustRecover.has(id)) broken(`${id}: was in the ISR after an unclean end (epoch ${epoch})`);
    this.#ledEpochs.set(id, epoch);
    this.#leads.add(id);
  }

  /** The whole of a partition, read at the end: every acknowledged record once at its offset, everything ever read still there. */
  checkReadBack(partition: string, records: readonly ReadRecord[]): void {
    const found = this.#placed(partition, records);
    const trimmableBefore = this.#trimmableBefore.get(partition) ?? 0;
    for (const { partition: place, offset, value } of this.acknowledged) {
      if (place === partition && offset >= trimmableBefore && !sameBytes(found.get(offset), value))
        broken(`${partition} at ${offset}: ${show(value)} was acknowledged, ${show(found.get(offset))} is there`);
    }
    for (const [offset, value] of this.#read.get(partition) ?? []) {
      if (offset >= trimmableBefore && !sameBytes(found.get(offset), value))
        broken(`${partition} at ${offset}: ${show(value)} was read once, ${show(found.get(offset))} is there`);
    }
  }

  /** What lies at which offset. Offsets grow, none is below the log start, nothing lies there twice. */
  #placed(partition: string, records: readonly ReadRecord[]): Map<number, Buffer | null> {
    const found = new Map<number, Buffer | null>();
    const offsets = new Map<string, number>();
    const trimmedBefore = this.#trimmedBefore.get(partition) ?? 0;
    let next = 0;
    for (const record of records) {
      const { offset, value } = record;
      if (offset < trimmedBefore)
        broken(`${partition}: offset ${offset} was deleted and is there; the log starts at ${trimmedBefore}`);
      if (offset < next) broken(`${partition}: offset ${offset} came after ${next - 1}`);
      next = offset + 1;
      found.set(offset, value);
      this.#checkOnce(partition, record, offsets);
    }
    return found;
  }

  #checkOnce(partition: string, { offset, value }: ReadRecord, offsets: Map<string, number>): void {
    const text = value?.toString('latin1') ?? '';
    const before = offsets.get(text);
    if (before !== undefined && !this.#mayRepeat.has(Number.parseInt(text, 10)))
      broken(`${partition}: ${show(value)} is at ${before} and at ${offset}`);
    offsets.set(text, offset);
  }
}

function sameBytes(one: Buffer | null | undefined, other: Buffer | null | undefined): boolean {
  return one === other || (one instanceof Buffer && other instanceof Buffer && one.equals(other));
}
