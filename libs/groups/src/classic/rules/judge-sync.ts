import { ErrorCode } from '@yak/model';
import type { ClassicState, MemberClaim } from './group-state';
import { judgeMember } from './judge-member';

/** First version of SyncGroup in which the protocol must be named (KIP-559). */
const NAMES_PROTOCOL_SINCE = 5;

/** What a SyncGroup comes to. */
export type SyncVerdict =
  | { readonly kind: 'refuse'; readonly error: ErrorCode }
  /** It waits for the assignments; the leader's has them. */
  | { readonly kind: 'park' }
  /** It is told its assignment. */
  | { readonly kind: 'answer' };

/** Where the group and the request name the protocol; null for neither side. */
interface Protocol {
  readonly protocolType: string | null;
  readonly protocolName: string | null;
}

/** Source: Kafka KafkaApis.handleSyncGroupRequest. */
export function judgeSyncRequest(request: Protocol & { readonly groupId: string }, apiVersion: number): ErrorCode {
  const isNamed = request.protocolType !== null && request.protocolName !== null;
  if (apiVersion >= NAMES_PROTOCOL_SINCE && !isNamed) return ErrorCode.INCONSISTENT_GROUP_PROTOCOL;
  return request.groupId === '' ? ErrorCode.INVALID_GROUP_ID : ErrorCode.NONE;
}

/** Source: Kafka GroupMetadataManager.validateSyncGroup, classicGroupSyncToClassicGroup. */
export function judgeSync(
  group: Protocol & { readonly state: ClassicState; readonly generation: number },
  request: Protocol & { readonly generationId: number },
  member: MemberClaim,
): SyncVerdict {
  const error = errorOfSync(group, request, member);
  if (error !== ErrorCode.NONE) return { kind: 'refuse', error };
  return { kind: group.state === 'CompletingRebalance' ? 'park' : 'answer' };
}

function errorOfSync(
  group: Protocol & { readonly state: ClassicState; readonly generation: number },
  request: Protocol & { readonly generationId: number },
  member: MemberClaim,
): ErrorCode {
  if (group.state === 'Empty') return ErrorCode.UNKNOWN_MEMBER_ID;
  if (group.state === 'Dead') return ErrorCode.COORDINATOR_NOT_AVAILABLE;
  const error = judgeMember(member);
  if (error !== ErrorCode.NONE) return error;
  if (request.generationId !== group.generation) return ErrorCode.ILLEGAL_GENERATION;
  const isOther =
    differs(request.protocolType, group.protocolType) || differs(request.protocolName, group.protocolName);
  if (isOther) return ErrorCode.INCONSISTENT_GROUP_PROTOCOL;
  return group.state === 'PreparingRebalance' ? ErrorCode.REBALANCE_IN_PROGRESS : ErrorCode.NONE;
}

const differs = (asked: string | null, known: string | null): boolean =>
  asked !== null && known !== null && asked !== known;
