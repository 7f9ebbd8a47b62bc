import { ErrorCode, isRetriable } from '@yak/model';

/**
 * What the answer of a coordinator means for a member.
 *
 * - `fine`       done
 * - `named`      join again at once, with the member id that came along (KIP-394)
 * - `rebalance`  join again
 * - `lost`       a member no longer: what it had is somebody else's, join anew
 * - `again`      the coordinator moved, loads, or did not answer: the same request again after a while
 * - `fatal`      trying again helps nothing
 */
export type GroupVerdict = 'fine' | 'named' | 'rebalance' | 'lost' | 'again' | 'fatal';

/** Reads an error code of JoinGroup, SyncGroup, Heartbeat or OffsetCommit. */
export function groupVerdict(code: number): GroupVerdict {
  switch (code) {
    case ErrorCode.NONE:
      return 'fine';
    case ErrorCode.MEMBER_ID_REQUIRED:
      return 'named';
    case ErrorCode.REBALANCE_IN_PROGRESS:
      return 'rebalance';
    case ErrorCode.UNKNOWN_MEMBER_ID:
    case ErrorCode.ILLEGAL_GENERATION:
      return 'lost';
    default:
      return isRetriable(code) ? 'again' : 'fatal';
  }
}
