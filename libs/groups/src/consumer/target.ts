import type { GroupRecord } from '../records/group-record';
import { areEqual, type Assignment, EMPTY_ASSIGNMENT } from './assignment';
import type { AssignorMember } from './assignors/assignor';
import { assignorOf, preferredAssignor } from './assignors/choose';
import { areSameNames, type ConsumerMember } from './member';
import { type SubscribedTopic, targetEpochRecord, targetRecord } from './records';
import { namesOf, type ResolvedPatterns, topicIdsOf } from './subscription/subscribed-topics';

/** What the next target of a group is computed from. */
export interface TargetFacts {
  readonly groupId: string;
  readonly groupEpoch: number;
  readonly members: readonly ConsumerMember[];
  readonly topics: ReadonlyMap<string, SubscribedTopic>;
  readonly patterns: ResolvedPatterns;
  /** The target before, by member id. */
  readonly targetOf: (memberId: string) => Assignment;
  /** `group.consumer.assignors`. */
  readonly assignors: readonly string[];
}

/** A target with the records that make it so. */
export interface Target {
  readonly targetOf: (memberId: string) => Assignment;
  /** One record 7 for each member whose target differs, then record 6. */
  readonly records: readonly GroupRecord[];
}

/** Computes the target assignment of a group epoch. Source: KIP-848; Kafka TargetAssignmentBuilder. */
export function computeTarget(facts: TargetFacts): Target {
  const { groupId, topics, patterns } = facts;
  const members = [...facts.members].sort((one, other) => (one.memberId < other.memberId ? -1 : 1));
  const isHomogeneous = members.every((member) => isAlike(member, members[0] ?? member));
  const idsOf = (member: ConsumerMember): AssignorMember['topics'] => topicIdsOf(namesOf(member, patterns), topics);
  const [first] = members;
  const common = isHomogeneous && first !== undefined ? idsOf(first) : null;
  const counts = new Map([...topics.values()].map((topic) => [topic.topicId, topic.partitionsCount]));
  const assign = assignorOf(preferredAssignor(votesOf(members), facts.assignors));
  const targets = assign({
    members: members.map((member) => ({
      memberId: member.memberId,
      instanceId: member.instanceId,
      topics: common ?? idsOf(member),
      target: facts.targetOf(member.memberId),
    })),
    isHomogeneous,
    partitionsCount: (topicId) => counts.get(topicId) ?? 0,
  });
  const records: GroupRecord[] = [];
  for (const [memberId, target] of targets)
    if (!areEqual(target, facts.targetOf(memberId))) records.push(targetRecord(groupId, memberId, target));
  records.push(targetEpochRecord(groupId, facts.groupEpoch));
  return { targetOf: (memberId) => targets.get(memberId) ?? EMPTY_ASSIGNMENT, records };
}

/** What members ask for; null for those that ask for nothing. */
export function* votesOf(members: Iterable<ConsumerMember>): Generator<string | null> {
  for (const member of members) yield member.assignor;
}

function isAlike(one: ConsumerMember, other: ConsumerMember): boolean {
  return one.pattern === other.pattern && areSameNames(one.topicNames, other.topicNames);
}
