import { assert, type Clock } from '@yak/base';
import type { TransitionRecord } from './transition-record';

/** A step as its machine reports it; the journal adds sequence, time and node. */
export type Transition = Omit<TransitionRecord, 'sequence' | 'timeMs' | 'node'>;

/** Which records a reader wants; what is left out does not filter. */
export interface JournalFilter {
  readonly node?: string;
  readonly machine?: string;
  readonly id?: string;
}

/** What journals of one process share: the ring, and who listens. */
interface Kept {
  readonly ring: TransitionRecord[];
  readonly listeners: Set<(record: TransitionRecord) => void>;
  lastSequence: number;
}

/** The newest transitions of one node, or of the nodes of one process, in a ring: bounded by `yak.journal.entries`, oldest overwritten first. */
export class Journal {
  /** What its records call this node: `broker-1`. */
  readonly node: string;
  readonly #clock: Clock;
  readonly #kept: Kept;

  /** Most records kept at once, ≥ 1. */
  readonly capacity: number;

  /** @param options.node what the records call this node @param options.capacity records kept, ≥ 1 (`yak.journal.entries`) */
  constructor(options: {
    readonly node: string;
    readonly clock: Clock;
    readonly capacity: number;
    readonly kept?: Kept;
  }) {
    assert(
      Number.isInteger(options.capacity) && options.capacity >= 1,
      `journal capacity out of range: ${options.capacity}`,
    );
    this.node = options.node;
    this.#clock = options.clock;
    this.capacity = options.capacity;
    this.#kept = options.kept ?? { ring: [], listeners: new Set(), lastSequence: 0 };
  }

  /** The same journal as another node of this process writes it: one ring, one order, each record with its own node. */
  forNode(node: string): Journal {
    return new Journal({ node, clock: this.#clock, capacity: this.capacity, kept: this.#kept });
  }

  /** Sequence number of the newest record; 0 when nothing was written yet. */
  get lastSequence(): number {
    return this.#kept.lastSequence;
  }

  /** Writes one transition down and tells the listeners. */
  append(transition: Transition): TransitionRecord {
    this.#kept.lastSequence += 1;
    const { machine, id, from, to, cause, facts } = transition;
    const record = {
      sequence: this.#kept.lastSequence,
      timeMs: this.#clock.wallMs(),
      node: this.node,
      machine,
      id,
      from,
      to,
      cause,
      facts,
    };
    this.#kept.ring[(this.#kept.lastSequence - 1) % this.capacity] = record;
    for (const listener of this.#kept.listeners) listener(record);
    return record;
  }

  /**
   * The records after `sequence` (exclusive; 0 for all that are kept), oldest first. Where the ring has overwritten
   * some, the first record returned has a sequence above `sequence + 1`.
   * @param limit most records returned; who wants the rest asks again with the sequence of the last one
   */
  since(sequence: number, filter: JournalFilter = {}, limit = this.capacity): TransitionRecord[] {
    const oldest = Math.max(this.#kept.lastSequence - this.capacity, 0);
    const records: TransitionRecord[] = [];
    for (let next = Math.max(sequence, oldest) + 1; next <= this.#kept.lastSequence; next += 1) {
      if (records.length >= limit) break;
      const record = this.#at(next);
      if (record !== undefined && matches(record, filter)) records.push(record);
    }
    return records;
  }

  /** The newest `limit` records that pass the filter, oldest first. */
  latest(limit: number, filter: JournalFilter = {}): TransitionRecord[] {
    const oldest = Math.max(this.#kept.lastSequence - this.capacity, 0);
    const records: TransitionRecord[] = [];
    for (let next = this.#kept.lastSequence; next > oldest && records.length < limit; next -= 1) {
      const record = this.#at(next);
      if (record !== undefined && matches(record, filter)) records.push(record);
    }
    return records.reverse();
  }

  /** Calls `listener` with every record from now on, at once and in order; it must not throw. Returns how to end that. */
  onAppended(listener: (record: TransitionRecord) => void): () => void {
    this.#kept.listeners.add(listener);
    return () => {
      this.#kept.listeners.delete(listener);
    };
  }

  #at(sequence: number): TransitionRecord | undefined {
    return this.#kept.ring[(sequence - 1) % this.capacity];
  }
}

const matches = (record: TransitionRecord, filter: JournalFilter): boolean =>
  (filter.node === undefined || filter.node === record.node) &&
  (filter.machine === undefined || filter.machine === record.machine) &&
  (filter.id === undefined || filter.id === record.id);
