import { ErrorCode, type TopicId } from '@yak/model';
import type { Heartbeat, RequestOf, SyncGroup } from '@yak/protocol';
import { syncRefused, type HeartbeatResponse, type SyncGroupResponse } from '../classic/answers';
import { judgeSyncRequest } from '../classic/rules/judge-sync';
import { answered, type Decision } from '../decision';
import type { GroupCaller, ShardServices } from '../ports';
import { timerKey } from '../timer-key';
import { differenceOf } from './assignment';
import { writeAssignment } from './classic-protocol';
import { watchConnection } from './connections';
import type { ConsumerGroupState } from './consumer-group-state';
import { type KnownGroup, knownGroup } from './known-group';
import type { ClassicMembership, ConsumerMember } from './member';
import { memberOfInstance } from './rules/locate-member';
import { startClassicTimer, startSession } from './sessions';

type ClassicMember = ConsumerMember & { readonly classic: ClassicMembership };

/** A classic member of a group of the consumer protocol, with its group. */
interface Found {
  readonly group: KnownGroup;
  readonly member: ClassicMember;
}

/**
 * SyncGroup of a classic member: it is told what it has been given. What it says that others shall have is ignored, as nobody
 * leads. Source: Kafka classicGroupSyncToConsumerGroup.
 */
export function classicSync(
  services: ShardServices,
  request: RequestOf<typeof SyncGroup>,
  caller: GroupCaller,
): Decision<SyncGroupResponse> {
  const fault = judgeSyncRequest(request, caller.apiVersion);
  if (fault !== ErrorCode.NONE) return answered(syncRefused(fault));
  const found = find(services, request);
  if (typeof found === 'number') return answered(syncRefused(found));
  const { group, member } = found;
  const error = judgeSync(group.state, member, request);
  if (error === ErrorCode.REBALANCE_IN_PROGRESS) expectJoin(services, found);
  if (error !== ErrorCode.NONE) return answered(syncRefused(error));
  services.timers.cancel(timerKey('sync', group.id, member.memberId));
  startSession(services, group.id, member.memberId);
  watchConnection(services, { groupId: group.id, memberId: member.memberId }, caller);
  const nameOf = (topicId: TopicId): string | null => services.topics.byId(topicId)?.name ?? null;
  return answered({
    errorCode: ErrorCode.NONE,
    protocolType: request.protocolType,
    protocolName: request.protocolName,
    assignment: writeAssignment(member.assigned, member.classic.protocols[0]?.metadata, nameOf),
  });
}

function judgeSync(
  state: ConsumerGroupState,
  member: ClassicMember,
  { protocolType, protocolName, generationId }: RequestOf<typeof SyncGroup>,
): ErrorCode {
  if (generationId !== member.memberEpoch) return ErrorCode.ILLEGAL_GENERATION;
  const isOther =
    (protocolType !== null && protocolType !== 'consumer') ||
    (protocolName !== null && protocolName !== member.classic.protocols[0]?.name);
  if (isOther) return ErrorCode.INCONSISTENT_GROUP_PROTOCOL;
  const isBehind = state.groupEpoch > member.memberEpoch && member.state !== 'unrevoked';
  return isBehind ? ErrorCode.REBALANCE_IN_PROGRESS : ErrorCode.NONE;
}

/**
 * Heartbeat of a classic member: REBALANCE_IN_PROGRESS tells it to give up what it must and to join again.
 * Source: Kafka classicGroupHeartbeatToConsumerGroup.
 */
export function classicHeartbeat(
  services: ShardServices,
  request: RequestOf<typeof Heartbeat>,
  caller: GroupCaller,
): Decision<HeartbeatResponse> {
  const found = find(services, request);
  if (typeof found === 'number') return answered({ errorCode: found });
  const { group, member } = found;
  if (request.generationId !== member.memberEpoch) return answered({ errorCode: ErrorCode.ILLEGAL_GENERATION });
  startSession(services, group.id, member.memberId);
  watchConnection(services, { groupId: group.id, memberId: member.memberId }, caller);
  if (!mustJoinAgain(group.state, member)) return answered({ errorCode: ErrorCode.NONE });
  expectJoin(services, found);
  return answered({ errorCode: ErrorCode.REBALANCE_IN_PROGRESS });
}

/** There is a new epoch, or something to give up, or everything that it waits for is free now. */
function mustJoinAgain(state: ConsumerGroupState, member: ClassicMember): boolean {
  if (member.memberEpoch < state.groupEpoch || member.state === 'unrevoked') return true;
  if (member.state !== 'unreleased') return false;
  for (const [topicId, partitions] of differenceOf(state.targetOf(member.memberId), member.assigned))
    if (partitions.some((partition) => state.holderOf(topicId, partition) !== null)) return false;
  return true;
}

/** It has its rebalance timeout to join again; a timer that runs already goes on. */
function expectJoin(services: ShardServices, { group, member }: Found): void {
  if (services.timers.remainingMs(timerKey('join', group.id, member.memberId)) !== null) return;
  const { memberId, rebalanceTimeoutMs: timeoutMs } = member;
  startClassicTimer(services, 'join', { groupId: group.id, memberId, timeoutMs });
}

interface Sender {
  readonly groupId: string;
  readonly memberId: string;
  readonly groupInstanceId: string | null;
}

/** The error where the sender is no classic member: UNKNOWN_MEMBER_ID or FENCED_INSTANCE_ID. */
function find(services: ShardServices, sender: Sender): Found | ErrorCode {
  const group = knownGroup(services, sender.groupId);
  if (group === null) return ErrorCode.UNKNOWN_MEMBER_ID;
  const member = classicMember(group.state, sender);
  return typeof member === 'number' ? member : { group, member };
}

/** The classic member that a request names by both its ids. */
export function classicMember(
  state: ConsumerGroupState,
  { memberId, groupInstanceId }: Omit<Sender, 'groupId'>,
): ClassicMember | ErrorCode {
  const member =
    groupInstanceId === null ? (state.members.get(memberId) ?? null) : memberOfInstance(state, groupInstanceId);
  if (member === null) return ErrorCode.UNKNOWN_MEMBER_ID;
  if (member.memberId !== memberId) return ErrorCode.FENCED_INSTANCE_ID;
  return isClassic(member) ? member : ErrorCode.UNKNOWN_MEMBER_ID;
}

const isClassic = (member: ConsumerMember): member is ClassicMember => member.classic !== null;
