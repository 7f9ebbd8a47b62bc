import { ErrorCode, type Refusal, refusal } from '@yak/model';
import { type Assignment, isSubset } from '../assignment';
import { type CurrentAssignment, JOIN_EPOCH } from '../member';

/**
 * Whether a heartbeat with this epoch is from the member that we know.
 *
 *   received  0          it starts anew and keeps its place (KAFKA-19233)
 *   received  > known    FENCED_MEMBER_EPOCH
 *   received  = known    fine
 *   received  < known    fine only if the answer with the known epoch was lost: it is the epoch before, and what the
 *                        member owns is within what it was given; else FENCED_MEMBER_EPOCH
 *
 * @param owned what the request says that the member owns; null when it does not say
 * Source: KIP-848; Kafka GroupMetadataManager.throwIfConsumerGroupMemberEpochIsInvalid.
 */
export function judgeMemberEpoch(
  member: CurrentAssignment,
  received: number,
  owned: Assignment | null,
): Refusal | null {
  if (received === JOIN_EPOCH || received === member.memberEpoch) return null;
  if (received > member.memberEpoch)
    return refusal(
      ErrorCode.FENCED_MEMBER_EPOCH,
      `the member epoch ${received} is above the known one, ${member.memberEpoch}`,
    );
  const isAnswerLost = received === member.previousMemberEpoch && owned !== null && isSubset(owned, member.assigned);
  if (isAnswerLost) return null;
  return refusal(
    ErrorCode.FENCED_MEMBER_EPOCH,
    `the member epoch ${received} is below the known one, ${member.memberEpoch}; the member has to join anew`,
  );
}
