import { ErrorCode } from '@yak/model';
import type { MemberClaim } from './group-state';
import { judgeMember } from './judge-member';

/** What one member's leave comes to. */
export type LeaveVerdict =
  | { readonly kind: 'refuse'; readonly error: ErrorCode }
  /** The member goes. */
  | { readonly kind: 'remove' }
  /** The id that was handed out is taken back. */
  | { readonly kind: 'forget' };

/**
 * @param member.memberId as in the request; '' where an operator names a static member by its instance id alone
 * @param member.instance 'other' where that instance id is known and the member id is ''
 * Source: Kafka GroupMetadataManager.classicGroupLeaveToClassicGroup.
 */
export function judgeLeave(
  member: MemberClaim & { readonly memberId: string; readonly isPending: boolean },
): LeaveVerdict {
  if (member.memberId === '')
    return member.instance === 'other' ? { kind: 'remove' } : { kind: 'refuse', error: ErrorCode.UNKNOWN_MEMBER_ID };
  if (member.isPending) return { kind: 'forget' };
  const error = judgeMember(member);
  return error === ErrorCode.NONE ? { kind: 'remove' } : { kind: 'refuse', error };
}
