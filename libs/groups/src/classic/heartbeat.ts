import { ErrorCode } from '@yak/model';
import type { Heartbeat, RequestOf } from '@yak/protocol';
import { answered, type Decision } from '../decision';
import type { GroupCaller, ShardServices } from '../ports';
import type { HeartbeatResponse } from './answers';
import { ClassicGroup } from './classic-group';
import { heardFrom } from './heard-from';
import { judgeHeartbeat } from './rules/judge-heartbeat';

/**
 * Heartbeat to a classic group. It begins the member's session anew and changes nothing else; thousands come in a second.
 * Source: Kafka GroupMetadataManager.classicGroupHeartbeatToClassicGroup.
 */
export function heartbeat(
  services: ShardServices,
  request: RequestOf<typeof Heartbeat>,
  caller: GroupCaller,
): Decision<HeartbeatResponse> {
  if (request.groupId === '') return answered({ errorCode: ErrorCode.INVALID_GROUP_ID });
  const group = services.groups.find(request.groupId);
  if (!(group instanceof ClassicGroup)) return answered({ errorCode: ErrorCode.UNKNOWN_MEMBER_ID });
  const { rebalance } = group;
  const claim = rebalance.roster.claimOf(request.memberId, request.groupInstanceId);
  const errorCode = judgeHeartbeat(rebalance, request.generationId, claim);
  if (errorCode === ErrorCode.NONE || errorCode === ErrorCode.REBALANCE_IN_PROGRESS) {
    const member = rebalance.roster.find(request.memberId);
    if (member !== null) {
      heardFrom(group, member, caller);
      rebalance.startSession(member);
    }
  }
  return answered({ errorCode });
}
