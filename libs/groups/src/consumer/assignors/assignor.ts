import type { TopicId } from '@yak/model';
import type { Assignment } from '../assignment';

/** One member as an assignor sees it. */
export interface AssignorMember {
  readonly memberId: string;
  readonly instanceId: string | null;
  /** The topics that it subscribes to and that exist. */
  readonly topics: ReadonlySet<TopicId>;
  /** The target of the assignment before. */
  readonly target: Assignment;
}

/** What a target assignment is computed from. */
export interface AssignorInput {
  /** By member id, ascending. */
  readonly members: readonly AssignorMember[];
  /** Whether all members subscribe to the same topics. */
  readonly isHomogeneous: boolean;
  readonly partitionsCount: (topicId: TopicId) => number;
}

/** Computes who shall have what; every member is in the result. Equal inputs give equal results. */
export type Assignor = (input: AssignorInput) => ReadonlyMap<string, Assignment>;

/** Who subscribes to each topic: indexes into `members`, ascending. */
export function subscribersByTopic(members: readonly AssignorMember[]): ReadonlyMap<TopicId, readonly number[]> {
  const subscribers = new Map<TopicId, number[]>();
  members.forEach(({ topics }, index) => {
    for (const topicId of topics) {
      const indexes = subscribers.get(topicId);
      if (indexes === undefined) subscribers.set(topicId, [index]);
      else indexes.push(index);
    }
  });
  return subscribers;
}

/** Partition lists in the making, by member. */
export class Shares {
  readonly #shares: readonly Map<TopicId, Set<number>>[];
  readonly #sizes: number[];
  readonly #members: readonly AssignorMember[];

  constructor(members: readonly AssignorMember[]) {
    this.#members = members;
    this.#shares = members.map(() => new Map<TopicId, Set<number>>());
    this.#sizes = members.map(() => 0);
  }

  size(index: number): number {
    return this.#sizes[index] ?? 0;
  }

  sizeOfTopic(index: number, topicId: TopicId): number {
    return this.#shares[index]?.get(topicId)?.size ?? 0;
  }

  give(index: number, topicId: TopicId, partition: number): void {
    const share = this.#shares[index];
    const partitions = share?.get(topicId) ?? new Set();
    partitions.add(partition);
    share?.set(topicId, partitions);
    this.#sizes[index] = this.size(index) + 1;
  }

  /** Takes the highest partition of a topic away; there must be one. */
  takeHighest(index: number, topicId: TopicId): number {
    const partitions = this.#shares[index]?.get(topicId) ?? new Set<number>();
    const highest = [...partitions].reduce((one, other) => Math.max(one, other), -1);
    partitions.delete(highest);
    this.#sizes[index] = this.size(index) - 1;
    return highest;
  }

  result(): ReadonlyMap<string, Assignment> {
    return new Map(this.#members.map(({ memberId }, index) => [memberId, this.#assignmentOf(index)]));
  }

  #assignmentOf(index: number): Assignment {
    const entries = [...(this.#shares[index] ?? [])].filter(([, partitions]) => partitions.size > 0);
    return new Map(
      entries.map(([topicId, partitions]) => [topicId, [...partitions].sort((one, other) => one - other)]),
    );
  }
}
