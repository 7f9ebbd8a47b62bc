import type { TopicId } from '@yak/model';
import type { Assignment } from '../assignment';
import { type AssignorInput, Shares, subscribersByTopic } from './assignor';

/** Rounds of balancing: each round that moves something brings the members nearer to each other. */
const ROUNDS_MAX = 16;

interface SubscribedTopic {
  readonly topicId: TopicId;
  readonly count: number;
  /** Indexes of the members that subscribe to it, ascending. */
  readonly subscribers: readonly number[];
}

/**
 * Members subscribe to different topics: keeps what is still subscribed, gives what is free to the least loaded, then moves
 * partitions from the most to the least loaded subscriber of each topic. Balance comes before stickiness.
 * Source: Kafka UniformHeterogeneousAssignmentBuilder.
 */
export function assignUnlike(input: AssignorInput): ReadonlyMap<string, Assignment> {
  const topics = subscribedTopics(input);
  const shares = new Shares(input.members);
  const free = topics.map((topic) => keepOfTopic(input, topic, shares));
  topics.forEach((topic, position) => {
    giveOut(topic, free[position] ?? [], shares);
  });
  const movable = topics.filter(({ subscribers }) => subscribers.length >= 2);
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    let moved = 0;
    for (const topic of movable) moved += balance(topic, shares);
    if (moved === 0) break;
  }
  return shares.result();
}

/** Most partitions per subscriber first, then fewest subscribers, then by id. */
function subscribedTopics({ members, partitionsCount }: AssignorInput): SubscribedTopic[] {
  return [...subscribersByTopic(members)]
    .map(([topicId, indexes]) => ({ topicId, count: partitionsCount(topicId), subscribers: indexes }))
    .sort(
      (one, other) =>
        other.count / other.subscribers.length - one.count / one.subscribers.length ||
        one.subscribers.length - other.subscribers.length ||
        (one.topicId < other.topicId ? -1 : 1),
    );
}

/** Leaves to its subscribers what they have of a topic; returns the partitions that nobody has. */
function keepOfTopic({ members }: AssignorInput, topic: SubscribedTopic, shares: Shares): number[] {
  const taken = new Set<number>();
  for (const index of topic.subscribers) {
    for (const partition of members[index]?.target.get(topic.topicId) ?? []) {
      if (partition >= topic.count || taken.has(partition)) continue;
      taken.add(partition);
      shares.give(index, topic.topicId, partition);
    }
  }
  return Array.from({ length: topic.count }, (_, partition) => partition).filter((partition) => !taken.has(partition));
}

function giveOut(topic: SubscribedTopic, free: readonly number[], shares: Shares): void {
  for (const partition of free) {
    const least = extremeOf(topic.subscribers, (index) => -shares.size(index));
    if (least !== null) shares.give(least, topic.topicId, partition);
  }
}

/** Returns how many partitions it moved. */
function balance(topic: SubscribedTopic, shares: Shares): number {
  for (let moved = 0; ; moved += 1) {
    const owners = topic.subscribers.filter((index) => shares.sizeOfTopic(index, topic.topicId) > 0);
    const most = extremeOf(owners, (index) => shares.size(index));
    const least = extremeOf(topic.subscribers, (index) => -shares.size(index));
    if (most === null || least === null || shares.size(most) < shares.size(least) + 2) return moved;
    shares.give(least, topic.topicId, shares.takeHighest(most, topic.topicId));
  }
}

/** The first index with the greatest weight. */
function extremeOf(indexes: readonly number[], weight: (index: number) => number): number | null {
  let found: number | null = null;
  for (const index of indexes) if (found === null || weight(index) > weight(found)) found = index;
  return found;
}
