import { ErrorCode } from '@yak/model';
import type { MemberClaim } from './group-state';

/**
 * Whether the sender of a request is the member it names: NONE, or UNKNOWN_MEMBER_ID, or FENCED_INSTANCE_ID where another
 * member took over its instance id. A static member may leave its instance id out. Source: Kafka ClassicGroup.validateMember.
 */
export function judgeMember({ isMember, instance }: MemberClaim): ErrorCode {
  if (instance === 'unknown') return ErrorCode.UNKNOWN_MEMBER_ID;
  if (instance === 'other') return ErrorCode.FENCED_INSTANCE_ID;
  return isMember ? ErrorCode.NONE : ErrorCode.UNKNOWN_MEMBER_ID;
}
