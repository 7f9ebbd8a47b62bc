import { ErrorCode } from '@yak/model';
import type { LeaveGroup, RequestOf } from '@yak/protocol';
import { answered, type Decision } from '../decision';
import type { GroupCaller, ShardServices } from '../ports';
import type { LeaveGroupResponse } from './answers';
import { ClassicGroup } from './classic-group';
import { judgeLeave } from './rules/judge-leave';

/** First version of LeaveGroup with a list of members. */
const LISTS_MEMBERS_SINCE = 3;
/** Characters of a client's reason that go into the journal. */
const REASON_LENGTH_MAX = 255;

interface Leave {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly reason: string | null;
}

/**
 * LeaveGroup to a classic group: each member that is named leaves, static ones by an operator also by their instance id
 * alone. Source: KIP-345; Kafka GroupMetadataManager.classicGroupLeaveToClassicGroup.
 */
export function leaveGroup(
  services: ShardServices,
  request: RequestOf<typeof LeaveGroup>,
  caller: GroupCaller,
): Decision<LeaveGroupResponse> {
  if (request.groupId === '') return answered({ errorCode: ErrorCode.INVALID_GROUP_ID, members: [] });
  const leaves = leavesOf(request, caller.apiVersion);
  const group = services.groups.find(request.groupId);
  if (!(group instanceof ClassicGroup))
    return answered(response(caller.apiVersion, leaves, () => ErrorCode.UNKNOWN_MEMBER_ID));
  if (group.rebalance.state === 'Dead')
    return answered({ errorCode: ErrorCode.COORDINATOR_NOT_AVAILABLE, members: [] });
  const causes: string[] = [];
  const answer = response(caller.apiVersion, leaves, (leave) => leaveOne(group, leave, causes));
  const [first] = causes;
  if (first === undefined) return answered(answer);
  const cause = causes.length === 1 ? first : `${causes.length} members left`;
  const records = group.rebalance.afterRemoval(cause, { endsInitialDelay: false });
  if (records.length === 0) return answered(answer);
  return {
    records,
    answer,
    isReplayed: false,
    onRefused: (error) => {
      group.rebalance.logRefusal(error);
      return response(caller.apiVersion, leaves, () => error, error);
    },
  };
}

const leavesOf = (request: RequestOf<typeof LeaveGroup>, apiVersion: number): readonly Leave[] =>
  apiVersion >= LISTS_MEMBERS_SINCE
    ? request.members
    : [{ memberId: request.memberId, groupInstanceId: null, reason: null }];

/** Takes one member out and notes why; returns its error. */
function leaveOne({ rebalance }: ClassicGroup, leave: Leave, causes: string[]): ErrorCode {
  const { roster } = rebalance;
  const { memberId, groupInstanceId } = leave;
  const claim = roster.claimOf(memberId, groupInstanceId);
  const verdict = judgeLeave({ ...claim, memberId, isPending: roster.pending.has(memberId) });
  if (verdict.kind === 'refuse') return verdict.error;
  const member =
    memberId === ''
      ? roster.findInstance(groupInstanceId)
      : (roster.find(memberId) ?? roster.pending.get(memberId) ?? null);
  if (member === null) return ErrorCode.UNKNOWN_MEMBER_ID;
  const reason = (leave.reason ?? '').slice(0, REASON_LENGTH_MAX);
  const cause = `member ${member.id} left${reason === '' ? '' : `: ${reason}`}`;
  causes.push(cause);
  rebalance.removeMember(member, ErrorCode.UNKNOWN_MEMBER_ID, cause);
  return ErrorCode.NONE;
}

function response(
  apiVersion: number,
  leaves: readonly Leave[],
  errorOf: (leave: Leave) => ErrorCode,
  topError: ErrorCode = ErrorCode.NONE,
): LeaveGroupResponse {
  const members = leaves.map((leave) => ({
    memberId: leave.memberId,
    groupInstanceId: leave.groupInstanceId,
    errorCode: errorOf(leave),
  }));
  if (apiVersion >= LISTS_MEMBERS_SINCE) return { errorCode: topError, members };
  return { errorCode: members[0]?.errorCode ?? topError, members: [] };
}
