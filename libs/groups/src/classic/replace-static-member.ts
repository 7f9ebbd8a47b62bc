import { ErrorCode } from '@yak/model';
import type { Decision } from '../decision';
import { joinRefused, type JoinGroupResponse } from './answers';
import type { ClassicGroup } from './classic-group';
import type { ClassicMember } from './classic-member';
import { heardFrom } from './heard-from';
import { decided, newMemberId, type Join } from './join';

/** First version of JoinGroup in which a leader may be told to skip the assignment (KIP-814). */
const SKIPS_ASSIGNMENT_SINCE = 9;

/**
 * A process with a known instance id was started again: it takes the place of the one before, with its assignment, and the
 * one before is fenced. Where the group is Stable and its protocol stays there is no rebalance; the answer is held until
 * the new member id is durable. Source: KIP-345, KIP-814; Kafka
 * GroupMetadataManager.updateStaticMemberThenRebalanceOrCompleteJoin.
 */
export function replaceStaticMember(group: ClassicGroup, old: ClassicMember, join: Join): Decision<JoinGroupResponse> {
  const { rebalance } = group;
  const { roster } = rebalance;
  const leaderBefore = roster.leaderId;
  const id = newMemberId(rebalance.services, join.profile);
  const { clientId, clientHost } = old.profile; // Kafka shows those of the first process, and so tools expect
  const next = rebalance.makeMember(id, { ...join.profile, clientId, clientHost }, `it takes the place of ${old.id}`);
  succeed(group, { old, next, error: ErrorCode.FENCED_INSTANCE_ID, cause: `member ${id} has its instance id now` });
  heardFrom(group, next, join.caller);
  const isKept = rebalance.state === 'Stable' && roster.selectProtocol() === rebalance.protocolName;
  if (isKept) return keepGeneration(group, { old, next, leaderBefore }, join);
  const answer = next.parkJoin(join.caller.apiVersion, 'it joins in the place of another process');
  const cause = `static member ${join.profile.instanceId ?? ''} joins again as ${id}`;
  return decided(group, join.caller, rebalance.rebalanceOrComplete(cause), answer);
}

interface Succession {
  readonly old: ClassicMember;
  readonly next: ClassicMember;
}

function succeed(
  { rebalance }: ClassicGroup,
  { old, next, error, cause }: Succession & { readonly error: ErrorCode; readonly cause: string },
): void {
  next.assignment = old.assignment;
  next.isNew = old.isNew;
  rebalance.services.timers.cancel(old.sessionKey);
  rebalance.roster.replace(old, next);
  old.end(error, cause);
  rebalance.startSession(next);
}

function keepGeneration(
  group: ClassicGroup,
  { old, next, leaderBefore }: Succession & { readonly leaderBefore: string | null },
  join: Join,
): Decision<JoinGroupResponse> {
  const { rebalance } = group;
  const { generation, protocolName } = rebalance;
  const { apiVersion } = join.caller;
  const { leaderId, protocolType } = rebalance.roster;
  next.send({ type: 'generation.entered', cause: 'it needs no rebalance', generation });
  const isSkipping = apiVersion >= SKIPS_ASSIGNMENT_SINCE && leaderId === next.id;
  // An old client that were told to lead would compute an assignment; so it is told of a leader that is not there.
  const leader = (apiVersion >= SKIPS_ASSIGNMENT_SINCE ? leaderId : leaderBefore) ?? '';
  const answer: JoinGroupResponse = {
    errorCode: ErrorCode.NONE,
    generationId: generation,
    protocolType,
    protocolName,
    leader,
    skipAssignment: isSkipping,
    memberId: next.id,
    members: isSkipping ? rebalance.describedMembers() : [],
  };
  return {
    records: [rebalance.record()],
    answer,
    isReplayed: false,
    onRefused: (error) => {
      const cause = 'the change of its member id was not written';
      const restored = rebalance.makeMember(old.id, old.profile, cause);
      succeed(group, { old: next, next: restored, error, cause });
      restored.send({ type: 'member.restored', cause, generation });
      const refusal = joinRefused(apiVersion, error, '');
      return { ...refusal, generationId: generation, protocolType, protocolName, leader: leaderBefore ?? '' };
    },
  };
}
