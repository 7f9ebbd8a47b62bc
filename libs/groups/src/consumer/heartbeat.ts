import { ErrorCode, isRefusal, type Refusal, refusal } from '@yak/model';
import type { ConsumerGroupHeartbeat, RequestOf, ResponseInputOf } from '@yak/protocol';
import { ClassicGroup } from '../classic';
import { answered, type Decision } from '../decision';
import type { GroupCaller, ShardServices } from '../ports';
import { randomUuid } from '../random-uuid';
import type { GroupRecord } from '../records/group-record';
import { advance, type Advanced } from './advance';
import { assignmentOf, entriesOf } from './assignment';
import { watchConnection } from './connections';
import { ConsumerGroupState } from './consumer-group-state';
import { isConsumerGroup, type KnownGroup } from './known-group';
import { leave } from './leave';
import { type ConsumerMember, JOIN_EPOCH, type MemberDescription, sortedNames } from './member';
import { planUpgrade, type Upgrade } from './migration';
import { judgeHeartbeat } from './rules/judge-heartbeat';
import { locateMember } from './rules/locate-member';
import { startRebalance, startSession } from './sessions';
import { maybeMatchPatterns } from './subscription/match-patterns';

type Request = RequestOf<typeof ConsumerGroupHeartbeat>;
type Response = ResponseInputOf<typeof ConsumerGroupHeartbeat>;

/**
 * Answers a ConsumerGroupHeartbeat: a member joins, lives on, or leaves. Whether the protocol is enabled and the caller may was
 * looked at before. Source: KIP-848; Kafka GroupMetadataManager.consumerGroupHeartbeat.
 */
export function consumerGroupHeartbeat(
  services: ShardServices,
  request: Request,
  caller: GroupCaller,
): Decision<Response> {
  const fault = judgeHeartbeat(request, caller.apiVersion, services.settings.consumer.assignors);
  if (fault !== null) return answered(faultAnswer(fault));
  if (request.memberEpoch < JOIN_EPOCH) return leave(services, request);
  const place = placeOf(services, request);
  return isRefusal(place) ? answered(faultAnswer(place)) : live(services, { request, caller, place });
}

/** The answer of a heartbeat that is refused. */
export function faultAnswer({ code, detail }: Pick<Refusal, 'code' | 'detail'>): Response {
  return { errorCode: code, errorMessage: detail, memberEpoch: 0, heartbeatIntervalMs: 0 };
}

/** The group that a heartbeat is for. */
interface Place {
  readonly state: ConsumerGroupState;
  /** null while the group is to be made. */
  readonly group: KnownGroup | null;
  /** What goes before all others: the end of a group of the other protocol. */
  readonly records: readonly GroupRecord[];
  /** The classic group that becomes this one. */
  readonly upgrade: Upgrade | null;
}

/** GROUP_ID_NOT_FOUND where there is no such group and none can be made; GROUP_MAX_SIZE_REACHED. */
function placeOf(services: ShardServices, { groupId, memberId, memberEpoch }: Request): Place | Refusal {
  const group = services.groups.find(groupId);
  if (isConsumerGroup(group)) {
    const isFull = group.membersCount >= services.settings.consumer.membersMax && !group.state.members.has(memberId);
    if (isFull)
      return refusal(ErrorCode.GROUP_MAX_SIZE_REACHED, `the group ${groupId} has ${group.membersCount} members`);
    return { state: group.state, group, records: [], upgrade: null };
  }
  if (memberEpoch > JOIN_EPOCH) return refusal(ErrorCode.GROUP_ID_NOT_FOUND, `there is no consumer group ${groupId}`);
  if (group === null || group.stateName === 'Empty')
    return { state: new ConsumerGroupState(groupId), group: null, records: group?.tombstones() ?? [], upgrade: null };
  if (!(group instanceof ClassicGroup)) return refusal(ErrorCode.GROUP_ID_NOT_FOUND);
  const upgrade = planUpgrade(services, group);
  return isRefusal(upgrade) ? upgrade : { state: upgrade.state, group: null, records: upgrade.records, upgrade };
}

interface Sign {
  readonly request: Request;
  readonly caller: GroupCaller;
  readonly place: Place;
}

function live(services: ShardServices, { request, caller, place }: Sign): Decision<Response> {
  const { state, group } = place;
  const memberId = request.memberId === '' ? randomUuid(services.random) : request.memberId;
  const owned = request.topicPartitions === null ? null : assignmentOf(request.topicPartitions);
  const { instanceId, memberEpoch } = request;
  const located = locateMember(state, { memberId, instanceId, memberEpoch, owned });
  if (isRefusal(located)) return answered(faultAnswer(located));
  const revision = services.topics.revision;
  const advanced = advance(services, {
    state,
    ...located,
    description: describedBy(request, caller, located.before),
    owned,
    isRefreshDue: group?.memory.topicsRevision !== revision,
  });
  if (isRefusal(advanced)) return answered(faultAnswer(advanced));
  place.upgrade?.apply();
  if (group !== null) group.memory.topicsRevision = revision;
  startSession(services, state.id, memberId);
  if (advanced.hasMoved) startRebalance(services, state.id, advanced.member);
  maybeMatchPatterns(services, { state, memory: group?.memory ?? null, change: advanced.patterns, caller });
  return {
    records: [...place.records, ...advanced.records],
    answer: answerOf(services, request, advanced),
    onCommitted: () => watchConnection(services, { groupId: state.id, memberId }, caller),
    onRefused: (code) => {
      if (group !== null) group.memory.topicsRevision = null;
      place.upgrade?.undo();
      return faultAnswer(refusal(code));
    },
  };
}

function describedBy(request: Request, caller: GroupCaller, before: ConsumerMember): MemberDescription {
  return {
    instanceId: request.instanceId ?? before.instanceId,
    rackId: request.rackId ?? before.rackId,
    clientId: caller.clientId,
    clientHost: caller.clientHost,
    topicNames: request.subscribedTopicNames === null ? before.topicNames : sortedNames(request.subscribedTopicNames),
    pattern: patternOf(request.subscribedTopicRegex, before.pattern),
    rebalanceTimeoutMs: request.rebalanceTimeoutMs === -1 ? before.rebalanceTimeoutMs : request.rebalanceTimeoutMs,
    assignor: request.serverAssignor ?? before.assignor,
    classic: null,
  };
}

/** null leaves the pattern as it was, the empty one takes it away. */
function patternOf(received: string | null, before: string | null): string | null {
  if (received === null) return before;
  return received === '' ? null : received;
}

function answerOf(services: ShardServices, request: Request, { member, hasAssignedChanged }: Advanced): Response {
  const isFull =
    request.rebalanceTimeoutMs !== -1 &&
    (request.subscribedTopicNames !== null || request.subscribedTopicRegex !== null) &&
    request.topicPartitions !== null;
  const isTold = request.memberEpoch === JOIN_EPOCH || isFull || hasAssignedChanged;
  return {
    errorCode: ErrorCode.NONE,
    memberId: member.memberId,
    memberEpoch: member.memberEpoch,
    heartbeatIntervalMs: services.settings.consumer.heartbeatIntervalMs,
    assignment: isTold ? { topicPartitions: entriesOf(member.assigned) } : null,
  };
}
