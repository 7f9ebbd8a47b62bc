import type { GroupExplanation, ShardServices } from '../ports';
import { timerKey } from '../timer-key';
import { type Assignment, differenceOf } from './assignment';
import { preferredAssignor } from './assignors/choose';
import type { KnownGroup } from './known-group';
import { type ConsumerMember, JOIN_EPOCH } from './member';
import { sessionTimeoutMs } from './sessions';
import { votesOf } from './target';

/** Sentences about members; what is beyond is counted. */
const SENTENCES_MAX = 20;
/** Partitions named in one sentence. */
const NAMES_MAX = 8;

/** The state of a group of the consumer protocol, and why it is so. */
export function explainConsumerGroup(services: ShardServices, group: KnownGroup): GroupExplanation {
  const { state } = group;
  const assignor = preferredAssignor(votesOf(state.members.values()), services.settings.consumer.assignors);
  const sentences = sentencesOf(services, group);
  const rest = sentences.length - SENTENCES_MAX;
  return {
    state: group.stateName,
    facts: {
      protocol: 'consumer',
      groupEpoch: state.groupEpoch,
      assignmentEpoch: state.assignmentEpoch,
      members: group.membersCount,
      classicMembers: state.classicCount,
      assignor,
    },
    sentences: rest > 0 ? [...sentences.slice(0, SENTENCES_MAX), `and ${rest} more of this kind`] : sentences,
  };
}

function sentencesOf(services: ShardServices, group: KnownGroup): string[] {
  const { state } = group;
  if (group.membersCount === 0) return [`the group has no members; its epoch is ${state.groupEpoch}`];
  const members = [...state.members.values()];
  const away = members
    .filter(({ memberEpoch }) => memberEpoch < JOIN_EPOCH)
    .map(({ memberId, instanceId }) => {
      const left = inSeconds(services.timers.remainingMs(timerKey('session', group.id, memberId)) ?? 0);
      return `member ${memberId} of the instance ${String(instanceId)} is away and keeps its partitions for ${left} more`;
    });
  if (state.groupEpoch > state.assignmentEpoch)
    return [
      `the group is in epoch ${state.groupEpoch} and its target is still that of epoch ${state.assignmentEpoch}: ` +
        'the next heartbeat of any member computes it',
      ...away,
    ];
  const waiting = members
    .filter((member) => member.memberEpoch >= JOIN_EPOCH && !state.isSettled(member))
    .flatMap((member) => whyUnsettled(services, group, member));
  if (waiting.length + away.length > 0) return [...waiting, ...away];
  return [`all ${group.membersCount} members hold what the target of epoch ${state.assignmentEpoch} gives them`];
}

function whyUnsettled(services: ShardServices, group: KnownGroup, member: ConsumerMember): string[] {
  const { memberId } = member;
  const heard = lastHeard(services, group, memberId);
  switch (member.state) {
    case 'unrevoked':
      return [
        `member ${memberId} has to give up ${named(services, member.pendingRevocation)} and has not said that it did, ${heard}`,
      ];
    case 'unreleased':
      return whyUnreleased(services, group, member);
    case 'stable':
      return [`member ${memberId} has yet to learn of the target of epoch ${group.state.assignmentEpoch}, ${heard}`];
    case 'unknown':
      return [`member ${memberId} is in a state that a newer broker wrote and has to join anew, ${heard}`];
  }
}

function whyUnreleased(services: ShardServices, group: KnownGroup, member: ConsumerMember): string[] {
  const byHolder = new Map<string | null, Map<Parameters<Assignment['get']>[0], number[]>>();
  for (const [topicId, partitions] of differenceOf(group.state.targetOf(member.memberId), member.assigned))
    for (const partition of partitions) {
      const holder = group.state.holderOf(topicId, partition);
      const held = byHolder.get(holder) ?? new Map<typeof topicId, number[]>();
      held.set(topicId, [...(held.get(topicId) ?? []), partition]);
      byHolder.set(holder, held);
    }
  return [...byHolder].map(([holder, held]) =>
    holder === null
      ? `member ${member.memberId} gets ${named(services, held)} with its next heartbeat, ${lastHeard(services, group, member.memberId)}`
      : `member ${holder} keeps ${named(services, held)} that member ${member.memberId} waits for, ` +
        lastHeard(services, group, holder),
  );
}

/** `partition orders-3`, `partitions orders-1, orders-3`. */
function named(services: ShardServices, assignment: Assignment): string {
  const names = [...assignment].flatMap(([topicId, partitions]) => {
    const topic = services.topics.byId(topicId)?.name ?? topicId;
    return partitions.map((partition) => `${topic}-${partition}`);
  });
  const more = names.length > NAMES_MAX ? ` and ${names.length - NAMES_MAX} more` : '';
  return `${names.length === 1 ? 'partition' : 'partitions'} ${names.slice(0, NAMES_MAX).join(', ')}${more}`;
}

function lastHeard(services: ShardServices, group: KnownGroup, memberId: string): string {
  const remainingMs = services.timers.remainingMs(timerKey('session', group.id, memberId));
  if (remainingMs === null) return 'never heard since the start';
  return `last heartbeat ${inSeconds(sessionTimeoutMs(services, group.id, memberId) - remainingMs)} ago`;
}

const inSeconds = (ms: number): string => `${Math.round(ms / 1000)} s`;
