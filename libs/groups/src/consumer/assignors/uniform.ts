import type { TopicId } from '@yak/model';
import type { Assignment } from '../assignment';
import { type AssignorInput, Shares } from './assignor';
import { assignUnlike } from './uniform-unlike';

/**
 * Spreads partitions evenly over the members, whatever topic they are of, and moves as few as that takes.
 * Source: Kafka UniformAssignor (KIP-848).
 */
export function assignUniform(input: AssignorInput): ReadonlyMap<string, Assignment> {
  return input.isHomogeneous ? assignAlike(input) : assignUnlike(input);
}

type Partition = readonly [TopicId, number];

/**
 * All members subscribe to the same topics: sizes differ by at most 1.
 * Source: Kafka UniformHomogeneousAssignmentBuilder.
 */
function assignAlike({ members, partitionsCount }: AssignorInput): ReadonlyMap<string, Assignment> {
  const topics = [...(members[0]?.topics ?? [])].sort();
  const total = topics.reduce((sum, topicId) => sum + partitionsCount(topicId), 0);
  const least = Math.floor(total / Math.max(members.length, 1));
  const larger = total % Math.max(members.length, 1); // so many members, the first ones, get one more
  const shares = new Shares(members);
  const claimed = new Map<TopicId, Set<number>>(topics.map((topicId) => [topicId, new Set()]));
  const surrendered: Partition[] = [];

  members.forEach(({ target }, index) => {
    const quota = least + (index < larger ? 1 : 0);
    for (const partition of partitionsOf(target)) {
      const ofTopic = claimed.get(partition[0]);
      const isThere = ofTopic !== undefined && partition[1] < partitionsCount(partition[0]);
      if (!isThere || ofTopic.has(partition[1])) continue;
      ofTopic.add(partition[1]);
      if (shares.size(index) < quota) shares.give(index, ...partition);
      else surrendered.push(partition);
    }
  });

  const free = unclaimed(topics, partitionsCount, claimed).concat(surrendered);
  let next = 0;
  members.forEach((_, index) => {
    const quota = least + (index < larger ? 1 : 0);
    const missing = quota - shares.size(index);
    for (const partition of free.slice(next, next + missing)) shares.give(index, ...partition);
    next += missing;
  });
  return shares.result();
}

function partitionsOf(target: Assignment): Partition[] {
  const topics = [...target.keys()].sort();
  return topics.flatMap((topicId) => (target.get(topicId) ?? []).map((partition): Partition => [topicId, partition]));
}

function unclaimed(
  topics: readonly TopicId[],
  partitionsCount: (topicId: TopicId) => number,
  claimed: ReadonlyMap<TopicId, ReadonlySet<number>>,
): Partition[] {
  const free: Partition[] = [];
  for (const topicId of topics)
    for (let partition = 0; partition < partitionsCount(topicId); partition += 1)
      if (!(claimed.get(topicId)?.has(partition) ?? false)) free.push([topicId, partition]);
  return free;
}
