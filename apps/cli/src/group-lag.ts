import type { PartitionPlace } from '@yak/client';
import { byPlace } from './group-scope';

/** How far a group is behind in one partition. */
export interface PartitionLag extends PartitionPlace {
  /** The next offset to read; null: nothing was committed. */
  readonly committed: number | null;
  /** Exclusive; null: the partition is gone or its leader did not say. */
  readonly endOffset: number | null;
  /** Records between the two; null where one of them is not known. */
  readonly lag: number | null;
  /** Who reads it; null: nobody. */
  readonly memberId: string | null;
}

/** How far a group is behind in one topic. */
export interface TopicLag {
  readonly topic: string;
  readonly partitions: number;
  /** Of these so many have a lag above 0. */
  readonly behind: number;
  /** So many have no committed offset, or none that can be compared. */
  readonly unknown: number;
  readonly lag: number;
}

/** What is known of a group, to compute its lag of. */
export interface LagFacts {
  readonly committed: readonly (PartitionPlace & { readonly offset: number | null })[];
  readonly members: readonly {
    readonly memberId: string;
    readonly assigned: readonly PartitionPlace[] | null;
  }[];
  /** Ends of logs by `topic-partition`. */
  readonly endOffsets: ReadonlyMap<string, number>;
}

const keyOf = ({ topic, partition }: PartitionPlace): string => `${topic}-${partition}`;

/** A row for every partition that has a committed offset or a reader, sorted. A commit beyond the end counts as no lag. */
export function partitionLags({ committed, members, endOffsets }: LagFacts): readonly PartitionLag[] {
  const offsets = new Map(committed.map((each) => [keyOf(each), each.offset]));
  const readers = new Map(
    members.flatMap(({ memberId, assigned }) => (assigned ?? []).map((place) => [keyOf(place), memberId] as const)),
  );
  const places = new Map<string, PartitionPlace>(
    [...committed, ...members.flatMap(({ assigned }) => assigned ?? [])].map(({ topic, partition }) => [
      keyOf({ topic, partition }),
      { topic, partition },
    ]),
  );
  const rows = [...places].map(([key, place]): PartitionLag => {
    const [offset, endOffset] = [offsets.get(key) ?? null, endOffsets.get(key) ?? null];
    const lag = offset === null || endOffset === null ? null : Math.max(0, endOffset - offset);
    return { ...place, committed: offset, endOffset, lag, memberId: readers.get(key) ?? null };
  });
  return rows.sort(byPlace);
}

/** The same by topic. */
export function topicLags(partitions: readonly PartitionLag[]): readonly TopicLag[] {
  const topics = new Map<string, TopicLag>();
  for (const { topic, lag } of partitions) {
    const before = topics.get(topic) ?? { topic, partitions: 0, behind: 0, unknown: 0, lag: 0 };
    topics.set(topic, {
      topic,
      partitions: before.partitions + 1,
      behind: before.behind + (lag !== null && lag > 0 ? 1 : 0),
      unknown: before.unknown + (lag === null ? 1 : 0),
      lag: before.lag + (lag ?? 0),
    });
  }
  return [...topics.values()];
}
