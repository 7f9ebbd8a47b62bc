import { ErrorCode } from '@yak/model';
import type { ClassicState, MemberClaim } from './group-state';
import { judgeMember } from './judge-member';

/**
 * Whether offsets may be committed for the group by this caller.
 * @param caller.generation negative for none
 * @param caller.hasIdentity it names a generation, a member or an instance
 * Source: Kafka ClassicGroup.validateOffsetCommit.
 */
export function judgeCommit(
  group: { readonly state: ClassicState; readonly generation: number },
  caller: { readonly generation: number; readonly hasIdentity: boolean },
  member: MemberClaim,
): ErrorCode {
  if (group.state === 'Dead') return ErrorCode.COORDINATOR_NOT_AVAILABLE;
  if (caller.generation < 0 && group.state === 'Empty') return ErrorCode.NONE;
  if (!caller.hasIdentity) return ErrorCode.UNKNOWN_MEMBER_ID;
  const error = judgeMember(member);
  if (error !== ErrorCode.NONE) return error;
  if (caller.generation !== group.generation) return ErrorCode.ILLEGAL_GENERATION;
  return group.state === 'CompletingRebalance' ? ErrorCode.REBALANCE_IN_PROGRESS : ErrorCode.NONE;
}
