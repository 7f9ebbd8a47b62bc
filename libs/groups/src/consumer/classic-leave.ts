import { ErrorCode } from '@yak/model';
import type { LeaveGroup, RequestOf } from '@yak/protocol';
import type { LeaveGroupResponse } from '../classic/answers';
import { answered, type Decision } from '../decision';
import type { GroupCaller, ShardServices } from '../ports';
import { classicMember } from './classic-member-requests';
import type { ConsumerGroupState } from './consumer-group-state';
import { knownGroup } from './known-group';
import { removeMembers } from './removal';

/** First version of LeaveGroup with a list of members. */
const LISTS_MEMBERS_SINCE = 3;

interface Left {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly errorCode: ErrorCode;
}

/**
 * LeaveGroup of classic members of a group of the consumer protocol, all in one new epoch. Static ones may be named by their
 * instance alone. Source: Kafka classicGroupLeaveToConsumerGroup.
 */
export function classicLeave(
  services: ShardServices,
  request: RequestOf<typeof LeaveGroup>,
  { apiVersion }: GroupCaller,
): Decision<LeaveGroupResponse> {
  const named =
    apiVersion >= LISTS_MEMBERS_SINCE ? request.members : [{ memberId: request.memberId, groupInstanceId: null }];
  const group = knownGroup(services, request.groupId);
  const members = named.map((one) => leftBy(group?.state ?? null, one));
  const leaving = new Set(
    members.filter(({ errorCode }) => errorCode === ErrorCode.NONE).map(({ memberId }) => memberId),
  );
  const answer = respond(apiVersion, members);
  if (group === null || leaving.size === 0) return answered(answer);
  const removal = removeMembers(services, group, leaving, 'it has left');
  return {
    ...removal,
    answer,
    onRefused: (errorCode) => {
      removal.onRefused();
      return { errorCode, members: [] };
    },
  };
}

function leftBy(state: ConsumerGroupState | null, { memberId, groupInstanceId }: Omit<Left, 'errorCode'>): Left {
  const holderId = groupInstanceId === null ? undefined : state?.instances.get(groupInstanceId);
  const realId = memberId === '' ? (holderId ?? memberId) : memberId;
  const member =
    state === null ? ErrorCode.UNKNOWN_MEMBER_ID : classicMember(state, { memberId: realId, groupInstanceId });
  return { memberId: realId, groupInstanceId, errorCode: typeof member === 'number' ? member : ErrorCode.NONE };
}

function respond(apiVersion: number, members: readonly Left[]): LeaveGroupResponse {
  if (apiVersion >= LISTS_MEMBERS_SINCE) return { errorCode: ErrorCode.NONE, members: [...members] };
  return { errorCode: members[0]?.errorCode ?? ErrorCode.NONE, members: [] };
}
