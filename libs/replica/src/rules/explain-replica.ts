import type { BrokerId, Offset } from '@yak/model';
import type { Assignment } from './assignment';
import { effectiveMinInSyncReplicas } from './high-watermark';
import type { PartitionFacts, ReplicaMember } from './partition-facts';

/** What a replica knows of itself when somebody asks. */
export interface ReplicaSelf {
  readonly brokerId: BrokerId;
  /** Of its machine: `candidate.resting`. */
  readonly state: string;
  /** The newest record acted upon; null before the first. */
  readonly record: PartitionFacts | null;
  /** What that record asks of this replica; null without a record. */
  readonly assignment: Assignment | null;
  /** A newer record was seen and is not durable here yet. */
  readonly isRecordPending: boolean;
  /** Claims sent in this candidacy, and why the last one was refused. */
  readonly claims: number;
  readonly refusal: string | null;
  /** Why it went offline; null unless it did. */
  readonly failure: string | null;
  readonly minInSyncReplicas: number;
  /** Acks that wait for the log end or the high watermark. */
  readonly parkedAcks: number;
  readonly log: {
    readonly logStartOffset: Offset;
    readonly nextOffset: Offset;
    readonly logEndOffset: Offset;
    readonly highWatermark: Offset;
    readonly lastStableOffset: Offset;
  };
}

/** The state of a replica with the facts that matter and why it is so; the shape of `journal`'s ExplainedState. */
export interface ExplainedReplica {
  readonly state: string;
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;
  readonly sentences: readonly string[];
}

/** Says why a replica is in its state and what that means for clients. */
export function explainReplica(self: ReplicaSelf): ExplainedReplica {
  const pending = 'A newer partition record was seen; it counts once it is durable on this broker.';
  const sentences = [...sentencesOf(self), ...(self.isRecordPending ? [pending] : [])];
  return { state: self.state, facts: factsOf(self), sentences };
}

function factsOf({ record, log, ...self }: ReplicaSelf): ExplainedReplica['facts'] {
  const { logStartOffset, logEndOffset, highWatermark, lastStableOffset } = log;
  const { minInSyncReplicas, parkedAcks, claims, refusal } = self;
  const offsets = { logStartOffset, logEndOffset, highWatermark, lastStableOffset };
  return { ...recordFacts(record), minInSyncReplicas, ...offsets, parkedAcks, claims, refusal };
}

function recordFacts(record: PartitionFacts | null): ExplainedReplica['facts'] {
  if (record === null) return { leader: null, leaderEpoch: null };
  const { leader, leaderEpoch, partitionEpoch, replicas, isr, elr, lastKnownLeader } = record;
  return {
    leader: leader?.brokerId ?? null,
    leaderEpoch,
    partitionEpoch,
    replicas: replicas.join(','),
    isr: idsOf(isr),
    elr: idsOf(elr),
    lastKnownLeader: lastKnownLeader?.brokerId ?? null,
  };
}

function sentencesOf(self: ReplicaSelf): readonly string[] {
  const { state, record, failure } = self;
  if (state === 'stopped') return ['This replica was closed: its topic was deleted, or the broker stops.'];
  if (state === 'offline' || state === 'faulted') {
    const why = failure === null ? '' : `: ${failure}`;
    return [
      `This replica is out of service${why}.`,
      'It answers KAFKA_STORAGE_ERROR, and neither leads nor claims until the broker is started again.',
    ];
  }
  if (record === null) return ['No partition record of this registration of the broker has come yet.'];
  if (state === 'leader') return leaderSentences(self, record);
  if (state.startsWith('candidate')) return candidateSentences(self, record);
  return followerSentences(self, record);
}

function leaderSentences(
  { brokerId, minInSyncReplicas, parkedAcks, log }: ReplicaSelf,
  record: PartitionFacts,
): string[] {
  const needed = effectiveMinInSyncReplicas(minInSyncReplicas, record.replicas.length);
  const inSync = record.isr.length;
  const sentences = [
    `This broker, ${brokerId}, leads in leader epoch ${record.leaderEpoch}.`,
    `${inSync} of ${record.replicas.length} replicas in sync (${idsOf(record.isr)}); acks=all needs ${needed}.`,
  ];
  const behind = record.replicas.filter((id) => !record.isr.some((one) => one.brokerId === id));
  if (behind.length > 0) sentences.push(`Not in sync: broker ${behind.join(', ')}.`);
  if (inSync < needed)
    sentences.push('Producers with acks=all are refused with NOT_ENOUGH_REPLICAS and the high watermark stands still.');
  sentences.push(watermarkSentence(log));
  if (parkedAcks > 0)
    sentences.push(`${parkedAcks} ${parkedAcks === 1 ? 'write waits' : 'writes wait'} to be acknowledged.`);
  return sentences;
}

function watermarkSentence({ nextOffset, logEndOffset, highWatermark, lastStableOffset }: ReplicaSelf['log']): string {
  if (logEndOffset < nextOffset) return `${waitOf(logEndOffset, nextOffset)} for the disk.`;
  if (highWatermark < logEndOffset) return `${waitOf(highWatermark, logEndOffset)} for the in-sync followers.`;
  if (lastStableOffset < highWatermark)
    return `All is committed up to ${highWatermark}; an open transaction holds read_committed at ${lastStableOffset}.`;
  return `Everything up to the log end, ${logEndOffset}, is committed.`;
}

/** The offsets from one to another, exclusive, that wait. */
function waitOf(from: Offset, endExclusive: Offset): string {
  const last = endExclusive - 1;
  return last === from ? `Offset ${from} waits` : `Offsets ${from} to ${last} wait`;
}

function candidateSentences({ state, claims, refusal }: ReplicaSelf, { leaderEpoch }: PartitionFacts): string[] {
  if (state === 'candidate.assuming')
    return [
      `The metadata names this replica leader in epoch ${leaderEpoch}; it serves once that epoch is durable here.`,
    ];
  const nobody = `Nobody leads in leader epoch ${leaderEpoch}, and this replica may claim the leadership.`;
  const claim = `claim${claims === 1 ? '' : 's'}`;
  if (state === 'candidate.resting')
    return [
      nobody,
      `${claims} ${claim} refused, the last because: ${refusal ?? 'unknown'}. It claims again after a rest.`,
    ];
  return [nobody, `It has sent ${claims} ${claim} and waits for the metadata to name it.`];
}

function followerSentences({ assignment, brokerId }: ReplicaSelf, record: PartitionFacts): string[] {
  const { leader, leaderEpoch } = record;
  if (leader !== null && assignment === 'wait')
    return [`The record still names an earlier life of this broker, ${brokerId}, leader in epoch ${leaderEpoch}.`];
  if (leader !== null && leader.brokerId !== brokerId)
    return [`Broker ${leader.brokerId} leads in leader epoch ${leaderEpoch}; this replica follows it.`];
  if (assignment !== 'wait') return [`Its role in leader epoch ${leaderEpoch} is about to change.`];
  return [`Nobody leads in leader epoch ${leaderEpoch}, and this replica may not claim.`, eligibleSentence(record)];
}

/** Who may claim instead (R9). */
function eligibleSentence({ isr, elr, lastKnownLeader }: PartitionFacts): string {
  if (isr.length > 0) return `The claim belongs to a member of the ISR, in its present registration: ${idsOf(isr)}.`;
  if (elr.length > 0) return `The ISR is empty; the claim belongs to an eligible leader replica: ${idsOf(elr)}.`;
  if (lastKnownLeader !== null)
    return `ISR and ELR are empty; only broker ${lastKnownLeader.brokerId} may come back, with the disk that it led on.`;
  return 'ISR and ELR are empty and no last leader is known: a person has to decide.';
}

const idsOf = (members: readonly ReplicaMember[]): string => members.map(({ brokerId }) => brokerId).join(',');
