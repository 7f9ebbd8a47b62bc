import { ErrorCode } from '@yak/model';
import type { ClassicState, MemberClaim } from './group-state';
import { judgeMember } from './judge-member';

/** What a JoinGroup without a member id comes to. */
export type NewMemberVerdict =
  | { readonly kind: 'refuse'; readonly error: ErrorCode }
  /** The instance id is known: the process was started again, and takes the place of the one before. */
  | { readonly kind: 'replace' }
  /** Its JoinGroup is parked under a new id. */
  | { readonly kind: 'add' }
  /** It is told its id and comes back with it (KIP-394). */
  | { readonly kind: 'handOutId' };

/** First version of JoinGroup in which a dynamic member is first told its id (KIP-394). */
const TWO_STEPS_SINCE = 4;

/** Source: Kafka GroupMetadataManager.classicGroupJoinNewMember. */
export function judgeNewMember(
  group: { readonly state: ClassicState; readonly supportsProtocols: boolean },
  join: { readonly apiVersion: number; readonly instance: 'none' | 'unknown' | 'known' },
): NewMemberVerdict {
  if (group.state === 'Dead') return { kind: 'refuse', error: ErrorCode.COORDINATOR_NOT_AVAILABLE };
  if (!group.supportsProtocols) return { kind: 'refuse', error: ErrorCode.INCONSISTENT_GROUP_PROTOCOL };
  if (join.instance === 'known') return { kind: 'replace' };
  if (join.instance === 'unknown') return { kind: 'add' };
  return join.apiVersion >= TWO_STEPS_SINCE ? { kind: 'handOutId' } : { kind: 'add' };
}

/** What a JoinGroup with a member id comes to. */
export type KnownMemberVerdict =
  | { readonly kind: 'refuse'; readonly error: ErrorCode }
  /** It comes back with the id it was told. */
  | { readonly kind: 'add' }
  /** Its JoinGroup is parked; where the group does not rebalance yet, it begins to. */
  | { readonly kind: 'park' }
  /** Nothing has changed: it is told the present generation. */
  | { readonly kind: 'answer' };

/**
 * @param member.isPending its id was handed out, and it has not joined with it
 * @param member.isSame it offers what it offered before
 * Source: Kafka GroupMetadataManager.classicGroupJoinExistingMember.
 */
export function judgeKnownMember(
  group: { readonly state: ClassicState; readonly supportsProtocols: boolean },
  member: MemberClaim & { readonly isPending: boolean; readonly isLeader: boolean; readonly isSame: boolean },
): KnownMemberVerdict {
  if (group.state === 'Dead') return { kind: 'refuse', error: ErrorCode.COORDINATOR_NOT_AVAILABLE };
  if (!group.supportsProtocols) return { kind: 'refuse', error: ErrorCode.INCONSISTENT_GROUP_PROTOCOL };
  if (member.isPending) {
    // Ids are handed out to dynamic members only: a client that puts an instance id to one is wrong about itself.
    if (member.instance !== 'none') return { kind: 'refuse', error: ErrorCode.UNKNOWN_SERVER_ERROR };
    return { kind: 'add' };
  }
  const error = judgeMember(member);
  return error === ErrorCode.NONE ? judgePresentMember(group.state, member) : { kind: 'refuse', error };
}

function judgePresentMember(
  state: Exclude<ClassicState, 'Dead'>,
  member: { readonly isLeader: boolean; readonly isSame: boolean },
): KnownMemberVerdict {
  switch (state) {
    case 'Empty':
      return { kind: 'refuse', error: ErrorCode.UNKNOWN_MEMBER_ID };
    case 'PreparingRebalance':
      return { kind: 'park' };
    case 'CompletingRebalance':
      return { kind: member.isSame ? 'answer' : 'park' };
    case 'Stable':
      // A leader rejoins when it wants a new assignment: partitions were added, or members of a static group went.
      return { kind: member.isSame && !member.isLeader ? 'answer' : 'park' };
  }
}
