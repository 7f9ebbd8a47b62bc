import { ErrorCode, isRefusal, type Refusal, refusal } from '@yak/model';
import type { ConsumerGroupHeartbeat, RequestOf, ResponseInputOf } from '@yak/protocol';
import { answered, type Decision } from '../decision';
import type { ShardServices } from '../ports';
import { EMPTY_ASSIGNMENT } from './assignment';
import { type KnownGroup, knownGroup } from './known-group';
import { type ConsumerMember, LEAVE_STATIC_EPOCH } from './member';
import { currentRecord } from './records';
import { type Removal, removeMembers } from './removal';
import { fencedInstance, memberOfInstance, unknownMember } from './rules/locate-member';

type Request = Pick<RequestOf<typeof ConsumerGroupHeartbeat>, 'groupId' | 'memberId' | 'instanceId' | 'memberEpoch'>;
type Response = ResponseInputOf<typeof ConsumerGroupHeartbeat>;

/**
 * A member leaves: for good (epoch −1), or for a while if it is static (−2): then it keeps its partitions until its session ends.
 * GROUP_ID_NOT_FOUND, UNKNOWN_MEMBER_ID, FENCED_INSTANCE_ID. Source: Kafka consumerGroupLeave.
 */
export function leave(services: ShardServices, request: Request): Decision<Response> {
  const group = knownGroup(services, request.groupId);
  if (group === null)
    return answered(refused(refusal(ErrorCode.GROUP_ID_NOT_FOUND, `there is no consumer group ${request.groupId}`)));
  const member = leavingMember(group, request);
  if (isRefusal(member)) return answered(refused(member));
  const { memberEpoch } = request;
  const removal =
    memberEpoch === LEAVE_STATIC_EPOCH
      ? awayFor(group, member)
      : removeMembers(services, group, new Set([member.memberId]), 'it has left');
  return {
    ...removal,
    answer: { errorCode: ErrorCode.NONE, memberId: member.memberId, memberEpoch, heartbeatIntervalMs: 0 },
    onRefused: (code) => {
      removal.onRefused();
      return refused(refusal(code));
    },
  };
}

/** A static member keeps what it has until it comes back or its session ends. */
function awayFor(group: KnownGroup, member: ConsumerMember): Removal {
  const current = { ...member, memberEpoch: LEAVE_STATIC_EPOCH, pendingRevocation: EMPTY_ASSIGNMENT };
  return { records: [currentRecord(group.id, member.memberId, current)], onRefused: () => undefined };
}

function leavingMember(group: KnownGroup, { memberId, instanceId }: Request): ConsumerMember | Refusal {
  if (instanceId === null) return group.state.members.get(memberId) ?? unknownMember(memberId, group.id);
  const holder = memberOfInstance(group.state, instanceId);
  if (holder === null) return unknownMember(memberId, group.id);
  return holder.memberId === memberId ? holder : fencedInstance(instanceId, holder.memberId);
}

function refused({ code, detail }: Refusal): Response {
  return { errorCode: code, errorMessage: detail, memberEpoch: 0, heartbeatIntervalMs: 0 };
}
