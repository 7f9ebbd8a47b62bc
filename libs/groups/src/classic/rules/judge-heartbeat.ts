import { ErrorCode } from '@yak/model';
import type { ClassicState, MemberClaim } from './group-state';
import { judgeMember } from './judge-member';

/**
 * The answer to a heartbeat. NONE and REBALANCE_IN_PROGRESS are signs of life, all others are not.
 * Source: Kafka GroupMetadataManager.classicGroupHeartbeatToClassicGroup, validateClassicGroupHeartbeat.
 */
export function judgeHeartbeat(
  group: { readonly state: ClassicState; readonly generation: number },
  generationId: number,
  member: MemberClaim,
): ErrorCode {
  if (group.state === 'Dead') return ErrorCode.COORDINATOR_NOT_AVAILABLE;
  const error = judgeMember(member);
  if (error !== ErrorCode.NONE) return error;
  if (generationId !== group.generation) return ErrorCode.ILLEGAL_GENERATION;
  switch (group.state) {
    case 'Empty':
      return ErrorCode.UNKNOWN_MEMBER_ID;
    case 'PreparingRebalance':
      return ErrorCode.REBALANCE_IN_PROGRESS;
    case 'CompletingRebalance':
    case 'Stable':
      return ErrorCode.NONE;
  }
}
