import type { GroupExplanation } from '../ports';
import type { ClassicMember } from './classic-member';
import type { ClassicRebalance } from './classic-rebalance';

/** Members that one sentence names; of more it says how many. */
const NAMED_MAX = 10;

/** The state of a classic group and why it is so, in sentences; for people. */
export function explainClassicGroup(rebalance: ClassicRebalance): GroupExplanation {
  const { roster } = rebalance;
  return {
    state: rebalance.innerState,
    facts: {
      groupId: rebalance.id,
      generation: rebalance.generation,
      protocolType: roster.protocolType,
      protocol: rebalance.protocolName,
      members: roster.size,
      leader: roster.leaderId,
      idsHandedOut: roster.pending.size,
      awaitingSync: roster.awaitingSync.size,
      joinEndsInMs: rounded(rebalance.joinRemainingMs),
      syncEndsInMs: rounded(rebalance.syncRemainingMs),
    },
    sentences: [...sentencesOf(rebalance), ...sentencesOfPending(rebalance)],
  };
}

function sentencesOf(rebalance: ClassicRebalance): string[] {
  switch (rebalance.innerState) {
    case 'Empty':
      return sentencesOfEmpty(rebalance);
    case 'PreparingRebalance.gathering':
      return [
        `the first members gather: ${counted(rebalance.roster.size, 'member')} so far.`,
        `the rebalance waits ${ahead(rebalance.joinRemainingMs)} more for others to come (group.initial.rebalance.delay.ms).`,
      ];
    case 'PreparingRebalance.rejoining':
      return sentencesOfRejoining(rebalance);
    case 'CompletingRebalance.awaitingLeader':
      return sentencesOfCompleting(rebalance);
    case 'CompletingRebalance.writing':
      return [`the assignments of generation ${rebalance.generation} are written and not committed yet.`];
    case 'Stable':
      return sentencesOfStable(rebalance);
    default:
      return ['the group is no longer here: its shard was unloaded, or it was deleted.'];
  }
}

function sentencesOfEmpty({ roster, generation }: ClassicRebalance): string[] {
  if (roster.protocolType === null) return ['the group has no members and never had any: it is here for its offsets.'];
  return [`the group has no members since generation ${generation}; its offsets are kept until they expire.`];
}

function sentencesOfRejoining(rebalance: ClassicRebalance): string[] {
  const absent = [...rebalance.roster.members].filter((member) => !member.hasJoined);
  const because = `a rebalance is on because ${rebalance.rebalanceCause}.`;
  if (absent.length === 0) return [because, 'every member has joined.'];
  return [
    because,
    ...named(absent, (member) => `joining waits for ${describedMember(rebalance, member)}.`),
    `in ${ahead(rebalance.joinRemainingMs)} it goes on without those that have not joined.`,
  ];
}

function sentencesOfCompleting(rebalance: ClassicRebalance): string[] {
  const { roster } = rebalance;
  const leader = roster.leaderId === null ? null : roster.find(roster.leaderId);
  const who = leader === null ? 'nobody' : describedMember(rebalance, leader);
  return [
    `generation ${rebalance.generation} has ${counted(roster.size, 'member')} and waits for the assignments of its leader, ${who}.`,
    `in ${ahead(rebalance.syncRemainingMs)} it goes on without those whose SyncGroup has not come.`,
  ];
}

function sentencesOfStable(rebalance: ClassicRebalance): string[] {
  const { roster } = rebalance;
  const late = [...roster.awaitingSync].flatMap((memberId) => roster.find(memberId) ?? []);
  return [
    `the group is Stable in generation ${rebalance.generation} with ${counted(roster.size, 'member')}.`,
    ...named([...roster.members], (member) => `${describedMember(rebalance, member)}.`),
    ...named(late, (member) => `member ${member.id} has not fetched its assignment yet.`),
  ];
}

function sentencesOfPending(rebalance: ClassicRebalance): string[] {
  const pending = [...rebalance.roster.pending.values()];
  return named(
    pending,
    (member) =>
      `client ${member.profile.clientId} was told its member id ${since(rebalance, member)} and has not come back.`,
  );
}

function describedMember(rebalance: ClassicRebalance, member: ClassicMember): string {
  const { clientId, clientHost } = member.profile;
  return `member ${member.id} (${clientId} at ${clientHost}), last heard ${since(rebalance, member)}`;
}

function named(members: readonly ClassicMember[], sentence: (member: ClassicMember) => string): string[] {
  const more = members.length - NAMED_MAX;
  const sentences = members.slice(0, NAMED_MAX).map(sentence);
  return more > 0 ? [...sentences, `${counted(more, 'more member')} likewise.`] : sentences;
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
const rounded = (ms: number | null): number | null => (ms === null ? null : Math.round(ms));
const ahead = (ms: number | null): string => `${Math.round((ms ?? 0) / 1_000)} s`;
const since = ({ services }: ClassicRebalance, { heardMs }: ClassicMember): string =>
  `${Math.round((services.clock.monotonicMs() - heardMs) / 1_000)} s ago`;
