import { ErrorCode } from '@yak/model';
import type { Heartbeat, JoinGroup, LeaveGroup, ResponseInputOf, SyncGroup } from '@yak/protocol';

export type JoinGroupResponse = ResponseInputOf<typeof JoinGroup>;
export type SyncGroupResponse = ResponseInputOf<typeof SyncGroup>;
export type HeartbeatResponse = ResponseInputOf<typeof Heartbeat>;
export type LeaveGroupResponse = ResponseInputOf<typeof LeaveGroup>;

/** First version of JoinGroup in which "no protocol" is null and no longer an empty text. */
const NULL_PROTOCOL_SINCE = 7;
const NO_BYTES = Buffer.alloc(0);

/** The answer to a JoinGroup that fails. */
export function joinRefused(apiVersion: number, errorCode: number, memberId: string): JoinGroupResponse {
  return {
    errorCode,
    generationId: -1,
    protocolType: null,
    protocolName: apiVersion < NULL_PROTOCOL_SINCE ? '' : null,
    leader: '',
    memberId,
    members: [],
  };
}

/** The answer to a SyncGroup that fails. */
export function syncRefused(errorCode: number): SyncGroupResponse {
  return { errorCode, protocolType: null, protocolName: null, assignment: NO_BYTES };
}

/** The answer to a SyncGroup that succeeds. */
export function syncGiven(
  group: { readonly protocolType: string | null; readonly protocolName: string | null },
  assignment: Buffer,
): SyncGroupResponse {
  const { protocolType, protocolName } = group;
  return { errorCode: ErrorCode.NONE, protocolType, protocolName, assignment };
}
