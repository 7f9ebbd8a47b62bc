import { ErrorCode, isRefusal, type Refusal, refusal } from '@yak/model';
import type { JoinGroup, RequestOf } from '@yak/protocol';
import { joinRefused, type JoinGroupResponse } from '../classic/answers';
import { judgeJoinRequest } from '../classic/rules/judge-join-request';
import { supportsProtocols } from '../classic/rules/protocols';
import { answered, type Decision } from '../decision';
import type { GroupCaller, ShardServices } from '../ports';
import { randomUuid } from '../random-uuid';
import { timerKey } from '../timer-key';
import { advance, type Advanced } from './advance';
import { type ClassicSubscription, readSubscription } from './classic-protocol';
import { watchConnection } from './connections';
import type { ConsumerGroupState } from './consumer-group-state';
import { type KnownGroup, knownGroup } from './known-group';
import { blankMember, type ClassicMembership } from './member';
import {
  fencedInstance,
  type LocatedMember,
  memberOfInstance,
  successorOf,
  unknownMember,
} from './rules/locate-member';
import { startClassicTimer, startSession } from './sessions';
import { maybeMatchPatterns } from './subscription/match-patterns';

type Request = RequestOf<typeof JoinGroup>;

/** Clients from this version on come back with the id that they are told first (KIP-394). */
const MEMBER_ID_REQUIRED_SINCE = 4;

/**
 * JoinGroup to a group of the consumer protocol that has members: each classic member gets its generation at once, which is its
 * member epoch, and the broker assigns. Source: Kafka classicGroupJoinToConsumerGroup.
 */
export function classicJoin(
  services: ShardServices,
  request: Request,
  caller: GroupCaller,
): Decision<JoinGroupResponse> {
  const refused = (code: number, memberId = request.memberId): Decision<JoinGroupResponse> =>
    answered(joinRefused(caller.apiVersion, code, memberId));
  const error = judgeJoinRequest(request, services.settings);
  if (error !== ErrorCode.NONE) return refused(error);
  const group = knownGroup(services, request.groupId);
  if (group === null) return refused(ErrorCode.UNKNOWN_MEMBER_ID);
  const isKnown = group.state.members.has(request.memberId);
  if (group.membersCount >= services.settings.consumer.membersMax && !isKnown)
    return refused(ErrorCode.GROUP_MAX_SIZE_REACHED, '');
  const subscription = subscriptionOf(services, group.state, request);
  if (subscription === null) return refused(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
  const memberId = request.memberId === '' ? randomUuid(services.random) : request.memberId;
  const isToldFirst = request.memberId === '' && request.groupInstanceId === null;
  if (isToldFirst && caller.apiVersion >= MEMBER_ID_REQUIRED_SINCE)
    return refused(ErrorCode.MEMBER_ID_REQUIRED, memberId);
  const located = locate(group.state, request, memberId);
  if (isRefusal(located)) return refused(located.code);
  return join(services, { group, request, caller, located, subscription });
}

/** What the first protocol says; null where the member does not fit to the classic members, or its bytes cannot be read. */
function subscriptionOf(
  services: ShardServices,
  state: ConsumerGroupState,
  { protocolType, protocols }: Request,
): ClassicSubscription | null {
  const listed = new Map<string, number>();
  for (const { classic } of state.members.values())
    for (const name of new Set(classic?.protocols.map((protocol) => protocol.name)))
      listed.set(name, (listed.get(name) ?? 0) + 1);
  const group = { membersCount: state.classicCount, protocolType: 'consumer', listed };
  const [first] = protocols;
  if (protocolType !== 'consumer' || first === undefined) return null;
  if (!supportsProtocols(group, { protocolType, protocols })) return null;
  return readSubscription(first.metadata, services.topics);
}

function locate(
  state: ConsumerGroupState,
  { groupInstanceId, memberId: given }: Request,
  memberId: string,
): LocatedMember | Refusal {
  const holder = groupInstanceId === null ? null : memberOfInstance(state, groupInstanceId);
  if (groupInstanceId === null) return { before: state.members.get(memberId) ?? blankMember(memberId), replaced: null };
  if (given === '')
    return holder === null
      ? { before: blankMember(memberId), replaced: null }
      : { before: successorOf(holder, memberId), replaced: holder };
  if (holder === null) return unknownMember(given, state.id);
  return holder.memberId === given
    ? { before: holder, replaced: null }
    : fencedInstance(groupInstanceId, holder.memberId);
}

interface Join {
  readonly group: KnownGroup;
  readonly request: Request;
  readonly caller: GroupCaller;
  readonly located: LocatedMember;
  readonly subscription: ClassicSubscription;
}

function join(
  services: ShardServices,
  { group, request, caller, located, subscription }: Join,
): Decision<JoinGroupResponse> {
  const { memberId } = located.before;
  const { apiVersion } = caller;
  const rebalanceTimeoutMs = apiVersion === 0 ? request.sessionTimeoutMs : request.rebalanceTimeoutMs;
  const { revision } = services.topics;
  const advanced = advance(services, {
    state: group.state,
    ...located,
    description: {
      instanceId: request.groupInstanceId,
      rackId: subscription.rackId,
      clientId: caller.clientId,
      clientHost: caller.clientHost,
      topicNames: subscription.topicNames,
      pattern: null,
      rebalanceTimeoutMs,
      assignor: null,
      classic: membershipOf(request),
    },
    owned: subscription.owned,
    isRefreshDue: group.memory.topicsRevision !== revision,
  });
  if (isRefusal(advanced)) return answered(joinRefused(apiVersion, asClassicError(advanced).code, memberId));
  group.memory.topicsRevision = revision;
  services.timers.cancel(timerKey('rebalance', group.id, memberId));
  maybeMatchPatterns(services, { state: group.state, memory: group.memory, change: advanced.patterns, caller });
  return {
    records: advanced.records,
    answer: answerOf(request, advanced),
    onCommitted: () => {
      if (!(knownGroup(services, group.id)?.state.members.has(memberId) ?? false)) return;
      services.timers.cancel(timerKey('join', group.id, memberId));
      startSession(services, group.id, memberId);
      startClassicTimer(services, 'sync', { groupId: group.id, memberId, timeoutMs: rebalanceTimeoutMs });
      watchConnection(services, { groupId: group.id, memberId }, caller);
    },
    onRefused: (code) => {
      group.memory.topicsRevision = null;
      return joinRefused(apiVersion, code, memberId);
    },
  };
}

/** The bytes are views of the frame and are kept for long: they are copied. */
function membershipOf({ sessionTimeoutMs, protocols }: Request): ClassicMembership {
  return {
    sessionTimeoutMs,
    protocols: protocols.map(({ name, metadata }) => ({ name, metadata: Buffer.from(metadata) })),
  };
}

/** Classic clients do not know member epochs: they join anew. */
function asClassicError(fault: Refusal): Refusal {
  return fault.code === ErrorCode.FENCED_MEMBER_EPOCH ? refusal(ErrorCode.UNKNOWN_MEMBER_ID, fault.detail) : fault;
}

function answerOf(request: Request, { member }: Advanced): JoinGroupResponse {
  return {
    errorCode: ErrorCode.NONE,
    generationId: member.memberEpoch,
    protocolType: 'consumer',
    protocolName: request.protocols[0]?.name ?? null,
    leader: '',
    memberId: member.memberId,
    members: [],
  };
}
