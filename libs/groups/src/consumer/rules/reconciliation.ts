import type { TopicId } from '@yak/model';
import {
  areEqual,
  type Assignment,
  differenceOf,
  EMPTY_ASSIGNMENT,
  filterAssignment,
  intersectionOf,
  unionOf,
} from '../assignment';
import type { CurrentAssignment } from '../member';

/** What one step of a member towards its target is decided from. */
export interface ReconciliationFacts {
  readonly current: CurrentAssignment;
  readonly target: Assignment;
  /** The epoch of the target: a member that holds all of it gets this epoch. */
  readonly targetEpoch: number;
  /** What the member says that it owns; null when it does not say. */
  readonly owned: Assignment | null;
  /** Whether no member holds the partition, neither assigned nor pending revocation. */
  readonly isFree: (topicId: TopicId, partition: number) => boolean;
  /** Whether the member is subscribed to the topic now. */
  readonly isSubscribed: (topicId: TopicId) => boolean;
  readonly hasSubscriptionChanged: boolean;
}

/**
 * The next step of one member towards its target; the very same object when there is none, and `fenced` for a member in a state
 * of a newer broker that still owns something (FENCED_MEMBER_EPOCH).
 *
 *   stable ──target differs──▶ unrevoked ──gave up what it must──▶ unreleased ──others gave up──▶ stable
 *
 * A partition is never given to a member while another one holds it. Source: KIP-848; Kafka CurrentAssignmentBuilder.
 */
export function reconcile(facts: ReconciliationFacts): CurrentAssignment | 'fenced' {
  const { current, targetEpoch, owned } = facts;
  switch (current.state) {
    case 'stable':
      if (current.memberEpoch === targetEpoch && !facts.hasSubscriptionChanged) return current;
      return step(facts, current.memberEpoch);
    case 'unrevoked':
      if (owned === null || intersectionOf(owned, current.pendingRevocation).size > 0) return current;
      return step(facts, current.memberEpoch + 1);
    case 'unreleased':
      return step(facts, current.memberEpoch);
    case 'unknown':
      return owned === null || owned.size > 0 ? 'fenced' : step(facts, targetEpoch);
  }
}

/** @param epoch the member's while it has something to give up */
function step(facts: ReconciliationFacts, epoch: number): CurrentAssignment {
  const { current, targetEpoch, owned } = facts;
  const target = filterAssignment(facts.target, (topicId) => facts.isSubscribed(topicId));
  const keep = intersectionOf(current.assigned, target);
  const revoke = differenceOf(current.assigned, keep);
  const want = differenceOf(target, keep);
  const free = filterAssignment(want, facts.isFree);
  if (revoke.size > 0 && (owned === null || intersectionOf(owned, revoke).size > 0))
    return changed(current, {
      memberEpoch: epoch,
      state: 'unrevoked',
      assigned: keep,
      pendingRevocation: revoke,
    });
  return changed(current, {
    memberEpoch: targetEpoch,
    state: areEqual(want, free) ? 'stable' : 'unreleased',
    assigned: free.size > 0 ? unionOf(keep, free) : keep,
    pendingRevocation: EMPTY_ASSIGNMENT,
  });
}

function changed(current: CurrentAssignment, next: Omit<CurrentAssignment, 'previousMemberEpoch'>): CurrentAssignment {
  const isSame =
    current.memberEpoch === next.memberEpoch &&
    current.state === next.state &&
    areEqual(current.assigned, next.assigned) &&
    areEqual(current.pendingRevocation, next.pendingRevocation);
  return isSame ? current : { ...next, previousMemberEpoch: current.memberEpoch };
}
