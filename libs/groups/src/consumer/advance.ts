import { ErrorCode, type Refusal, refusal, type TopicId } from '@yak/model';
import type { GroupSettings, GroupTopics } from '../ports';
import type { GroupRecord } from '../records/group-record';
import { areEqual, type Assignment } from './assignment';
import type { ConsumerGroupState } from './consumer-group-state';
import { areSameNames, type ConsumerMember, isSameDescription, type MemberDescription } from './member';
import {
  currentRecord,
  groupEpochRecord,
  memberRecord,
  memberTombstones,
  type SubscribedTopic,
  targetRecord,
  topicsRecord,
} from './records';
import { reconcile } from './rules/reconciliation';
import { type PatternChange, planPattern } from './subscription/plan-pattern';
import { areSameTopics, namesOf, subscribedTopics, topicIdsOf } from './subscription/subscribed-topics';
import { computeTarget } from './target';

/** One sign of life of a member, as a heartbeat of either protocol brings it. */
export interface Advance {
  readonly state: ConsumerGroupState;
  /** The member as it was; blank for a new one; what it takes over for one that replaces another. */
  readonly before: ConsumerMember;
  /** What it says of itself now. */
  readonly description: MemberDescription;
  /** The member of the same instance whose place it takes. */
  readonly replaced: ConsumerMember | null;
  /** What it says that it owns; null when it does not say. */
  readonly owned: Assignment | null;
  /** Whether the topics may have changed since the group looked. */
  readonly isRefreshDue: boolean;
}

/** What a sign of life leads to. */
export interface Advanced {
  readonly records: readonly GroupRecord[];
  readonly member: ConsumerMember;
  readonly hasAssignedChanged: boolean;
  /** Whether record 8 is written. */
  readonly hasMoved: boolean;
  readonly patterns: PatternChange;
}

/** The world as the decision needs it. */
export interface AdvanceWorld {
  readonly topics: GroupTopics;
  readonly settings: GroupSettings;
}

/**
 * Takes a member one step on: what it says of itself (5), the topics (4), the group epoch (3), the target (7, 6), and its own step
 * towards it (8); the records are in this order. FENCED_MEMBER_EPOCH or INVALID_REGULAR_EXPRESSION where it may not.
 * Source: KIP-848; Kafka GroupMetadataManager.consumerGroupHeartbeat.
 */
export function advance(world: AdvanceWorld, facts: Advance): Advanced | Refusal {
  const { state, before, description, replaced } = facts;
  const after: ConsumerMember = { ...before, ...description };
  const patterns = planPattern(state, before.pattern, after.pattern);
  if ('refusal' in patterns) return patterns.refusal;

  const step = epochStep(world, facts, after, patterns);
  const target = targetFor(step);
  const current = reconcile({
    current: after,
    target: target.targetOf(after.memberId),
    targetEpoch: target.epoch,
    owned: facts.owned,
    isFree: (topicId, partition) => state.holderOf(topicId, partition) === null,
    isSubscribed: subscriptionOf(step),
    hasSubscriptionChanged: step.hasSubscriptionChanged || before.pattern !== after.pattern,
  });
  if (current === 'fenced')
    return refusal(ErrorCode.FENCED_MEMBER_EPOCH, 'the member is in a state of a newer broker; it has to join anew');
  const hasMoved = current !== after || replaced !== null;
  return {
    records: [
      ...memberRecords(facts, after),
      ...patterns.records,
      ...step.records,
      ...target.records,
      ...(hasMoved ? [currentRecord(state.id, after.memberId, current)] : []),
    ],
    member: { ...after, ...current },
    hasAssignedChanged: !areEqual(current.assigned, before.assigned),
    hasMoved,
    patterns,
  };
}

/** Record 5 where it differs, after the tombstones of the member that is replaced. */
function memberRecords({ state, before, replaced }: Advance, after: ConsumerMember): readonly GroupRecord[] {
  const own = memberRecord(state.id, after.memberId, after);
  if (replaced !== null) return [...memberTombstones(state.id, replaced.memberId), own];
  return state.members.has(after.memberId) && isSameDescription(before, after) ? [] : [own];
}

interface Step {
  readonly world: AdvanceWorld;
  readonly facts: Advance;
  readonly after: ConsumerMember;
  readonly members: () => readonly ConsumerMember[];
  readonly topics: ReadonlyMap<string, SubscribedTopic>;
  readonly groupEpoch: number;
  readonly hasSubscriptionChanged: boolean;
  /** Records 4 and 3 where they differ. */
  readonly records: readonly GroupRecord[];
}

/** Whether the group comes into a new epoch: its members' subscriptions or its topics have changed, or it is new. */
function epochStep(world: AdvanceWorld, facts: Advance, after: ConsumerMember, patterns: PatternChange): Step {
  const { state, before, replaced } = facts;
  const members = membersWith(state, after, replaced);
  const hasSubscriptionChanged = patterns.hasChanged || !areSameNames(before.topicNames, after.topicNames);
  const topics =
    hasSubscriptionChanged || facts.isRefreshDue
      ? subscribedTopics(members(), state.patterns, world.topics)
      : state.topics;
  const haveTopicsChanged = !areSameTopics(topics, state.topics);
  const isBumped = hasSubscriptionChanged || haveTopicsChanged || state.groupEpoch === 0;
  const groupEpoch = state.groupEpoch + (isBumped ? 1 : 0);
  const records = [
    ...(haveTopicsChanged ? [topicsRecord(state.id, topics)] : []),
    ...(isBumped ? [groupEpochRecord(state.id, groupEpoch)] : []),
  ];
  return { world, facts, after, members, topics, groupEpoch, hasSubscriptionChanged, records };
}

/** The members once the records are replayed; counted only where somebody asks, for most heartbeats change nothing. */
function membersWith(
  state: ConsumerGroupState,
  after: ConsumerMember,
  replaced: ConsumerMember | null,
): () => readonly ConsumerMember[] {
  return () => {
    const members = new Map(state.members);
    if (replaced !== null) members.delete(replaced.memberId);
    members.set(after.memberId, after);
    return [...members.values()];
  };
}

interface TargetOfStep {
  readonly targetOf: (memberId: string) => Assignment;
  readonly epoch: number;
  readonly records: readonly GroupRecord[];
}

/** The stored target, or a new one where the group epoch has grown; a replacement takes over the target of the one before. */
function targetFor({ world, facts, after, members, topics, groupEpoch }: Step): TargetOfStep {
  const { state, replaced } = facts;
  const inherited = replaced === null ? null : state.targetOf(replaced.memberId);
  const before = (memberId: string): Assignment =>
    memberId === after.memberId && inherited !== null ? inherited : state.targetOf(memberId);
  const handedOver = inherited === null ? [] : [targetRecord(state.id, after.memberId, inherited)];
  if (groupEpoch <= state.assignmentEpoch)
    return { targetOf: before, epoch: state.assignmentEpoch, records: handedOver };
  const target = computeTarget({
    groupId: state.id,
    groupEpoch,
    members: members(),
    topics,
    patterns: state.patterns,
    targetOf: before,
    assignors: world.settings.consumer.assignors,
  });
  return { targetOf: target.targetOf, epoch: groupEpoch, records: [...handedOver, ...target.records] };
}

/** Whether the member subscribes to a topic now; looked up only when it is asked. */
function subscriptionOf({ facts, after, topics }: Step): (topicId: TopicId) => boolean {
  let ids: ReadonlySet<TopicId> | null = null;
  return (topicId) => {
    ids ??= topicIdsOf(namesOf(after, facts.state.patterns), topics);
    return ids.has(topicId);
  };
}
