import type { PartitionPlace } from '@yak/client';

/** Where a group's offsets are to be set: Kafka's ways. */
export type ResetWay =
  | { readonly kind: 'earliest' | 'latest' | 'current' }
  | { readonly kind: 'offset'; readonly offset: number }
  | { readonly kind: 'shift'; readonly by: number }
  | { readonly kind: 'time'; readonly timestampMs: number }
  /** Offsets by `topic-partition`. */
  | { readonly kind: 'file'; readonly offsets: ReadonlyMap<string, number> };

/** What is known of a partition. */
export interface PartitionFacts extends PartitionPlace {
  /** Null: nothing was committed. */
  readonly committed: number | null;
  readonly logStartOffset: number;
  /** Exclusive: where the next record will be. */
  readonly endOffset: number;
  /** The first record at or after the time that was asked for; null: none, or no time was asked for. */
  readonly offsetAtTime: number | null;
}

/** A partition's offset before and after. */
export interface PlannedOffset extends PartitionPlace {
  readonly current: number | null;
  readonly target: number;
  /** Why the target is not what one might expect; empty: it is. */
  readonly note: string;
}

/** What a way comes to, and what of it cannot be done. */
export interface ResetPlan {
  readonly planned: readonly PlannedOffset[];
  readonly faults: readonly string[];
}

interface Wish {
  readonly offset: number;
  readonly note: string;
}

const wishOf = (way: ResetWay, facts: PartitionFacts): Wish | string => {
  const name = `${facts.topic}-${facts.partition}`;
  switch (way.kind) {
    case 'earliest':
      return { offset: facts.logStartOffset, note: '' };
    case 'latest':
      return { offset: facts.endOffset, note: '' };
    case 'current':
      return facts.committed === null
        ? { offset: facts.endOffset, note: 'nothing was committed: the end' }
        : { offset: facts.committed, note: '' };
    case 'offset':
      return { offset: way.offset, note: '' };
    case 'shift':
      return facts.committed === null
        ? `${name} has no committed offset to shift by ${way.by}`
        : { offset: facts.committed + way.by, note: '' };
    case 'time':
      return facts.offsetAtTime === null
        ? { offset: facts.endOffset, note: 'no record at or after that time: the end' }
        : { offset: facts.offsetAtTime, note: '' };
    case 'file': {
      const offset = way.offsets.get(name);
      return offset === undefined ? `${name} is not in the file` : { offset, note: '' };
    }
  }
};

/**
 * The offsets that a way means. Those outside of the log move to its nearest end, with a note.
 * Source: kafka-consumer-groups --reset-offsets.
 *
 *     log [10, 20), committed 15:  earliest 10 · latest 20 · current 15 · offset 99 → 20 · shift −3 → 12 · shift −9 → 10
 */
export function planReset(way: ResetWay, partitions: readonly PartitionFacts[]): ResetPlan {
  const [planned, faults]: [PlannedOffset[], string[]] = [[], []];
  for (const facts of partitions) {
    const wish = wishOf(way, facts);
    if (typeof wish === 'string') {
      faults.push(wish);
      continue;
    }
    const { topic, partition, committed, logStartOffset, endOffset } = facts;
    const target = Math.max(logStartOffset, Math.min(wish.offset, endOffset));
    const moved = wish.offset < logStartOffset ? 'start' : 'end';
    const note = target === wish.offset ? wish.note : `${wish.offset} is outside of the log: its ${moved}`;
    planned.push({ topic, partition, current: committed, target, note });
  }
  return { planned, faults };
}
