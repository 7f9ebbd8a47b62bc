import type { TopicId } from '@yak/model';

/** Partitions by topic: indexes ascending, each once, no topic without any. Immutable. */
export type Assignment = ReadonlyMap<TopicId, readonly number[]>;

/** One topic's share of an assignment, as records and messages carry it. */
export interface TopicPartitions {
  readonly topicId: TopicId;
  readonly partitions: readonly number[];
}

export const EMPTY_ASSIGNMENT: Assignment = new Map();

const ascending = (one: number, other: number): number => one - other;

/** An assignment from what was received: sorted, each partition once, entries of one topic joined. */
export function assignmentOf(entries: Iterable<TopicPartitions>): Assignment {
  const sets = new Map<TopicId, Set<number>>();
  for (const { topicId, partitions } of entries) {
    const set = sets.get(topicId) ?? new Set();
    for (const partition of partitions) set.add(partition);
    if (set.size > 0) sets.set(topicId, set);
  }
  return new Map([...sets].map(([topicId, set]) => [topicId, [...set].sort(ascending)]));
}

/** The entries for a record or an answer, by topic id, so that equal assignments give equal bytes. */
export function entriesOf(assignment: Assignment): { readonly topicId: TopicId; readonly partitions: number[] }[] {
  return [...assignment]
    .map(([topicId, partitions]) => ({ topicId, partitions: [...partitions] }))
    .sort((one, other) => (one.topicId < other.topicId ? -1 : 1));
}

/** How many partitions it has. */
export function sizeOf(assignment: Assignment): number {
  let size = 0;
  for (const partitions of assignment.values()) size += partitions.length;
  return size;
}

/** The partitions for which `keep` is true. */
export function filterAssignment(
  assignment: Assignment,
  keep: (topicId: TopicId, partition: number) => boolean,
): Assignment {
  const kept = new Map<TopicId, readonly number[]>();
  for (const [topicId, partitions] of assignment) {
    const those = partitions.filter((partition) => keep(topicId, partition));
    if (those.length > 0) kept.set(topicId, those);
  }
  return kept;
}

const membership = (assignment: Assignment): ((topicId: TopicId, partition: number) => boolean) => {
  const sets = new Map([...assignment].map(([topicId, partitions]) => [topicId, new Set(partitions)]));
  return (topicId, partition) => sets.get(topicId)?.has(partition) ?? false;
};

/** What both have. */
export function intersectionOf(one: Assignment, other: Assignment): Assignment {
  return filterAssignment(one, membership(other));
}

/** What `from` has and `without` has not. */
export function differenceOf(from: Assignment, without: Assignment): Assignment {
  const isThere = membership(without);
  return filterAssignment(from, (topicId, partition) => !isThere(topicId, partition));
}

/** What either has. */
export function unionOf(one: Assignment, other: Assignment): Assignment {
  return assignmentOf([...entriesOf(one), ...entriesOf(other)]);
}

/** Whether both have the same partitions. */
export function areEqual(one: Assignment, other: Assignment): boolean {
  if (one === other) return true;
  if (one.size !== other.size) return false;
  for (const [topicId, partitions] of one) {
    const others = other.get(topicId);
    if (others?.length !== partitions.length) return false;
    if (partitions.some((partition, index) => others[index] !== partition)) return false;
  }
  return true;
}

/** Whether `whole` has all of `part`. */
export function isSubset(part: Assignment, whole: Assignment): boolean {
  return differenceOf(part, whole).size === 0;
}
