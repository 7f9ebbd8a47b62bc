import { ErrorCode } from '@yak/model';
import type { RequestOf, SyncGroup } from '@yak/protocol';
import { answered, type Decision } from '../decision';
import type { GroupCaller, ShardServices } from '../ports';
import { syncGiven, syncRefused, type SyncGroupResponse } from './answers';
import { ClassicGroup } from './classic-group';
import type { ClassicMember } from './classic-member';
import { heardFrom } from './heard-from';
import { judgeSync, judgeSyncRequest } from './rules/judge-sync';

/**
 * SyncGroup to a classic group: the leader's brings the assignments, which are written and then given to all; the others'
 * wait for them. Source: Kafka GroupMetadataManager.classicGroupSyncToClassicGroup.
 */
export function syncGroup(
  services: ShardServices,
  request: RequestOf<typeof SyncGroup>,
  caller: GroupCaller,
): Decision<SyncGroupResponse> {
  const error = judgeSyncRequest(request, caller.apiVersion);
  if (error !== ErrorCode.NONE) return answered(syncRefused(error));
  const group = services.groups.find(request.groupId);
  if (!(group instanceof ClassicGroup)) return answered(syncRefused(ErrorCode.UNKNOWN_MEMBER_ID));
  const { rebalance } = group;
  const { roster, state, generation, protocolName } = rebalance;
  const { protocolType } = roster;
  const verdict = judgeSync(
    { state, generation, protocolName, protocolType },
    request,
    roster.claimOf(request.memberId, request.groupInstanceId),
  );
  if (verdict.kind === 'refuse') return answered(syncRefused(verdict.error));
  const member = roster.find(request.memberId);
  if (member === null) return answered(syncRefused(ErrorCode.UNKNOWN_MEMBER_ID));
  heardFrom(group, member, caller);
  rebalance.noteSync(member);
  if (verdict.kind === 'park') return park(group, member, request);
  member.send({ type: 'assignment.given', cause: 'it asked for its assignment' });
  return answered(syncGiven({ protocolType, protocolName }, member.assignment));
}

function park(
  { rebalance }: ClassicGroup,
  member: ClassicMember,
  request: RequestOf<typeof SyncGroup>,
): Decision<SyncGroupResponse> {
  const answer = member.parkSync('it waits for its assignment');
  // A leader that asks again while its assignments are being written gets those: memory and log stay alike.
  if (rebalance.roster.leaderId !== member.id || rebalance.isWriting) return answered(answer);
  const { generation } = rebalance;
  const assignments = new Map<string, Buffer>();
  for (const { memberId, assignment } of request.assignments)
    if (rebalance.roster.find(memberId) !== null) assignments.set(memberId, Buffer.from(assignment));
  return {
    records: [rebalance.receiveAssignments(assignments)],
    answer,
    isReplayed: false,
    onCommitted: () => rebalance.commitAssignments(generation, assignments),
    onRefused: (error) => {
      rebalance.refuseAssignments(generation, error);
      return syncRefused(error);
    },
  };
}
