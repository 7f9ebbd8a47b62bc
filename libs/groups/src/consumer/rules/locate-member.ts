import { ErrorCode, type Refusal, refusal } from '@yak/model';
import type { Assignment } from '../assignment';
import type { ConsumerGroupState } from '../consumer-group-state';
import { blankMember, type ConsumerMember, EMPTY_MEMBER_STATE, JOIN_EPOCH, LEAVE_STATIC_EPOCH } from '../member';
import { judgeMemberEpoch } from './member-epoch';

/** Who sends a heartbeat of the consumer protocol. */
export interface HeartbeatSender {
  readonly memberId: string;
  readonly instanceId: string | null;
  /** ≥ 0. */
  readonly memberEpoch: number;
  /** What it says that it owns; null when it does not say. */
  readonly owned: Assignment | null;
}

/** The member as it was, and the one whose place it takes. */
export interface LocatedMember {
  readonly before: ConsumerMember;
  readonly replaced: ConsumerMember | null;
}

/**
 * Finds or makes the member of a heartbeat. UNKNOWN_MEMBER_ID, FENCED_MEMBER_EPOCH, FENCED_INSTANCE_ID, or
 * UNRELEASED_INSTANCE_ID while another member of the instance lives.
 * Source: Kafka getOrMaybeSubscribeDynamicConsumerMember, getOrMaybeSubscribeStaticConsumerMember.
 */
export function locateMember(state: ConsumerGroupState, sender: HeartbeatSender): LocatedMember | Refusal {
  return sender.instanceId === null ? locateDynamic(state, sender) : locateStatic(state, sender, sender.instanceId);
}

function locateDynamic(state: ConsumerGroupState, sender: HeartbeatSender): LocatedMember | Refusal {
  const known = state.members.get(sender.memberId);
  if (known !== undefined) return judged(known, sender);
  if (sender.memberEpoch === JOIN_EPOCH) return { before: blankMember(sender.memberId), replaced: null };
  return unknownMember(sender.memberId, state.id);
}

function locateStatic(state: ConsumerGroupState, sender: HeartbeatSender, instanceId: string): LocatedMember | Refusal {
  const holder = memberOfInstance(state, instanceId);
  if (sender.memberEpoch === JOIN_EPOCH) {
    if (holder === null) return { before: blankMember(sender.memberId), replaced: null };
    if (holder.memberEpoch === LEAVE_STATIC_EPOCH || holder.classic !== null)
      return { before: successorOf(holder, sender.memberId), replaced: holder };
    return refusal(
      ErrorCode.UNRELEASED_INSTANCE_ID,
      `the instance ${instanceId} is still that of member ${holder.memberId}`,
    );
  }
  if (holder === null) return unknownMember(sender.memberId, state.id);
  if (holder.memberId !== sender.memberId) return fencedInstance(instanceId, holder.memberId);
  return judged(holder, sender);
}

function judged(known: ConsumerMember, sender: HeartbeatSender): LocatedMember | Refusal {
  return judgeMemberEpoch(known, sender.memberEpoch, sender.owned) ?? { before: known, replaced: null };
}

/** The member of an instance; null when there is none. */
export function memberOfInstance(state: ConsumerGroupState, instanceId: string): ConsumerMember | null {
  const memberId = state.instances.get(instanceId);
  return memberId === undefined ? null : (state.members.get(memberId) ?? null);
}

/** A member under another id that takes over what a static member said and has. */
export function successorOf(holder: ConsumerMember, memberId: string): ConsumerMember {
  return { ...holder, ...EMPTY_MEMBER_STATE, assigned: holder.assigned, memberId, previousMemberEpoch: JOIN_EPOCH };
}

/** UNKNOWN_MEMBER_ID in words. */
export function unknownMember(memberId: string, groupId: string): Refusal {
  return refusal(ErrorCode.UNKNOWN_MEMBER_ID, `the group ${groupId} has no member ${memberId}`);
}

/** FENCED_INSTANCE_ID in words. */
export function fencedInstance(instanceId: string, memberId: string): Refusal {
  return refusal(ErrorCode.FENCED_INSTANCE_ID, `the instance ${instanceId} is that of member ${memberId} now`);
}
