import type { Assignment } from '../assignment';
import { type AssignorInput, type AssignorMember, Shares, subscribersByTopic } from './assignor';

/**
 * Gives each subscriber of a topic a row of neighbouring partitions, in one order of the members for all topics, so that
 * partitions of the same index in topics of one size meet in one member. Not sticky. Source: Kafka RangeAssignor (KIP-848).
 *
 *   7 partitions, members a b c:   a 0 1 2   b 3 4   c 5 6
 */
export function assignRange({ members, partitionsCount }: AssignorInput): ReadonlyMap<string, Assignment> {
  const ordered = [...members].sort(byInstanceThenMember);
  const shares = new Shares(ordered);
  for (const [topicId, indexes] of subscribersByTopic(ordered)) {
    const count = partitionsCount(topicId);
    const least = Math.floor(count / indexes.length);
    const larger = count % indexes.length;
    let partition = 0;
    indexes.forEach((index, position) => {
      const end = partition + least + (position < larger ? 1 : 0);
      for (; partition < end; partition += 1) shares.give(index, topicId, partition);
    });
  }
  return shares.result();
}

/** Static members first, so that a restart under another member id changes nothing. */
function byInstanceThenMember(one: AssignorMember, other: AssignorMember): number {
  if (one.instanceId !== null && other.instanceId !== null) return one.instanceId < other.instanceId ? -1 : 1;
  if (one.instanceId !== null) return -1;
  if (other.instanceId !== null) return 1;
  return one.memberId < other.memberId ? -1 : 1;
}
