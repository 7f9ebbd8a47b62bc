import { ErrorCode } from '@yak/model';
import type { JoinGroup, RequestOf } from '@yak/protocol';
import { answered, type Decision } from '../decision';
import type { Group, GroupCaller, ShardServices } from '../ports';
import { joinRefused, type JoinGroupResponse } from './answers';
import { ClassicGroup } from './classic-group';
import type { ClassicMember } from './classic-member';
import { heardFrom } from './heard-from';
import { decided, newMemberId, type Join } from './join';
import { newGroupRecord } from './metadata-record';
import { replaceStaticMember } from './replace-static-member';
import { acceptsSize } from './rules/accept-size';
import { judgeKnownMember, judgeNewMember } from './rules/judge-join';
import { judgeJoinRequest } from './rules/judge-join-request';
import { supportsProtocols } from './rules/protocols';

/** Characters of a client's reason that go into the journal. */
const REASON_LENGTH_MAX = 255;

/**
 * JoinGroup to a classic group, to one that is not there yet, or to a consumer group without members, whose place a new
 * classic group takes. The answer waits for the other members.
 * Source: Kafka GroupMetadataManager.classicGroupJoinToClassicGroup.
 */
export function joinGroup(
  services: ShardServices,
  request: RequestOf<typeof JoinGroup>,
  caller: GroupCaller,
): Decision<JoinGroupResponse> {
  const error = judgeJoinRequest(request, services.settings);
  const join = joinOf(request, caller);
  if (error !== ErrorCode.NONE) return refused(join, error);
  const found = services.groups.find(request.groupId);
  if (found instanceof ClassicGroup) return joinPresent(found, join);
  if (join.memberId !== '') return refused(join, ErrorCode.UNKNOWN_MEMBER_ID);
  return joinNew(services, { id: request.groupId, found }, join);
}

function joinOf(request: RequestOf<typeof JoinGroup>, caller: GroupCaller): Join {
  const { sessionTimeoutMs, rebalanceTimeoutMs, protocols, groupInstanceId } = request;
  const { clientId, clientHost } = caller;
  return {
    caller,
    memberId: request.memberId,
    protocolType: request.protocolType,
    reason: (request.reason ?? '').slice(0, REASON_LENGTH_MAX),
    profile: {
      instanceId: groupInstanceId,
      clientId,
      clientHost,
      sessionTimeoutMs,
      // Version 0 has one timeout for both.
      rebalanceTimeoutMs: caller.apiVersion === 0 ? sessionTimeoutMs : rebalanceTimeoutMs,
      protocols: protocols.map(({ name, metadata }) => ({ name, metadata: Buffer.from(metadata) })),
    },
  };
}

const refused = (join: Join, error: number, memberId = join.memberId): Decision<JoinGroupResponse> =>
  answered(joinRefused(join.caller.apiVersion, error, memberId));

/** Makes the group. One that takes no member in the end was never there. */
function joinNew(
  services: ShardServices,
  place: { readonly id: string; readonly found: Group | null },
  join: Join,
): Decision<JoinGroupResponse> {
  const { id, found } = place;
  const group = ClassicGroup.simple(services, id);
  const decision = joinPresent(group, join);
  if (group.membersCount === 0 && group.rebalance.roster.pending.size === 0) {
    group.unload(ErrorCode.NONE);
    return decision;
  }
  services.groups.replace(group);
  return {
    records: [...(found?.tombstones() ?? []), newGroupRecord(id, group.stateTimestampMs)],
    answer: decision.answer,
    isReplayed: false,
    onCommitted: () => found?.unload(ErrorCode.NONE),
    onRefused: (error) => {
      if (found === null) services.groups.remove(id);
      else services.groups.put(found);
      group.unload(error);
      return joinRefused(join.caller.apiVersion, error, '');
    },
  };
}

function joinPresent(group: ClassicGroup, join: Join): Decision<JoinGroupResponse> {
  const { rebalance } = group;
  const { roster, services } = rebalance;
  const member = roster.find(join.memberId);
  const size = {
    state: rebalance.state,
    membersCount: roster.size,
    joinsCount: roster.joinsCount,
    membersMax: services.settings.groupMembersMax,
  };
  if (!acceptsSize(size, { isMember: member !== null, hasJoined: member?.hasJoined ?? false }))
    return leaveOut(group, join);
  return join.memberId === '' ? joinAsNew(group, join) : joinAsKnown(group, join);
}

/** The group is full: who was in it before goes. */
function leaveOut(group: ClassicGroup, join: Join): Decision<JoinGroupResponse> {
  const { rebalance } = group;
  const member = rebalance.roster.find(join.memberId) ?? rebalance.roster.pending.get(join.memberId) ?? null;
  const refusal = joinRefused(join.caller.apiVersion, ErrorCode.GROUP_MAX_SIZE_REACHED, '');
  if (member === null) return answered(refusal);
  const cause = `the group has no room for member ${member.id}`;
  rebalance.removeMember(member, ErrorCode.GROUP_MAX_SIZE_REACHED, cause);
  return decided(group, join.caller, rebalance.afterRemoval(cause, { endsInitialDelay: false }), refusal);
}

function joinAsNew(group: ClassicGroup, join: Join): Decision<JoinGroupResponse> {
  const { rebalance } = group;
  const { roster } = rebalance;
  const old = roster.findInstance(join.profile.instanceId);
  const instance = join.profile.instanceId === null ? 'none' : old === null ? 'unknown' : 'known';
  const verdict = judgeNewMember(
    { state: rebalance.state, supportsProtocols: supports(group, join) },
    { apiVersion: join.caller.apiVersion, instance },
  );
  if (verdict.kind === 'refuse') return refused(join, verdict.error, '');
  if (verdict.kind === 'replace' && old !== null) return replaceStaticMember(group, old, join);
  if (verdict.kind === 'handOutId') return handOutId(group, join);
  const id = newMemberId(rebalance.services, join.profile);
  const member = rebalance.makeMember(id, join.profile, causeOf('it joins', join));
  return addMember(group, member, join);
}

function handOutId(group: ClassicGroup, join: Join): Decision<JoinGroupResponse> {
  const { rebalance } = group;
  const { services, roster } = rebalance;
  if (roster.pending.size >= services.settings.groupMembersMax)
    return refused(join, ErrorCode.GROUP_MAX_SIZE_REACHED, '');
  const id = newMemberId(services, join.profile);
  // What it offers is not kept: it says so again when it comes back.
  const member = rebalance.makeMember(id, { ...join.profile, protocols: [] }, 'its id was handed out');
  rebalance.handOutId(member);
  heardFrom(group, member, join.caller);
  return refused(join, ErrorCode.MEMBER_ID_REQUIRED, id);
}

function joinAsKnown(group: ClassicGroup, join: Join): Decision<JoinGroupResponse> {
  const { rebalance } = group;
  const { roster } = rebalance;
  const { memberId, profile } = join;
  const verdict = judgeKnownMember(
    { state: rebalance.state, supportsProtocols: supports(group, join) },
    {
      ...roster.claimOf(memberId, profile.instanceId),
      isPending: roster.pending.has(memberId),
      isLeader: roster.leaderId === memberId,
      isSame: roster.isSame(memberId, profile),
    },
  );
  if (verdict.kind === 'refuse') return refused(join, verdict.error);
  const pending = roster.takePending(memberId);
  if (pending !== null) {
    pending.introduce(profile);
    return addMember(group, pending, join);
  }
  const member = roster.find(memberId);
  if (member === null) return refused(join, ErrorCode.UNKNOWN_MEMBER_ID);
  heardFrom(group, member, join.caller);
  if (verdict.kind === 'answer') return answered(rebalance.joinAnswer(member));
  roster.update(member, profile);
  const answer = member.parkJoin(join.caller.apiVersion, causeOf('it joins again', join));
  return decided(
    group,
    join.caller,
    rebalance.rebalanceOrComplete(causeOf(`member ${memberId} joins again`, join)),
    answer,
  );
}

function addMember(group: ClassicGroup, member: ClassicMember, join: Join): Decision<JoinGroupResponse> {
  const { rebalance } = group;
  const { apiVersion } = join.caller;
  const answer = rebalance.addMember(member, { apiVersion, protocolType: join.protocolType });
  heardFrom(group, member, join.caller);
  return decided(group, join.caller, rebalance.rebalanceOrComplete(causeOf(`member ${member.id} joins`, join)), answer);
}

/** Whether the group and the member have a protocol in common. */
const supports = ({ rebalance: { roster } }: ClassicGroup, { protocolType, profile }: Join): boolean =>
  supportsProtocols(
    { membersCount: roster.size, protocolType: roster.protocolType, listed: roster.listed },
    { protocolType, protocols: profile.protocols },
  );

const causeOf = (what: string, { reason }: Join): string => (reason === '' ? what : `${what}: ${reason}`);
