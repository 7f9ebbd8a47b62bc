import type { TopicId } from '@yak/model';
import type { ReadGroupRecord } from '../records/group-record';
import { type Assignment, assignmentOf, EMPTY_ASSIGNMENT } from './assignment';
import { blankMember, type ConsumerMember, EMPTY_MEMBER_STATE, LEAVE_EPOCH, sortedNames, stateOfCode } from './member';
import type { ResolvedPattern, SubscribedTopic } from './records';
import type { GroupStateFacts } from './rules/group-state';

type RecordOf<K extends ReadGroupRecord['kind']> = Extract<ReadGroupRecord, { readonly kind: K }>;

/** The records that make up a group of the consumer protocol. */
export type ConsumerRecord = RecordOf<
  | 'consumerGroup'
  | 'consumerTopics'
  | 'consumerMember'
  | 'targetEpoch'
  | 'targetMember'
  | 'currentAssignment'
  | 'pattern'
>;

/**
 * One group of the consumer protocol as its records have it: nothing else changes it, so that a load gives the same.
 * Replaying is tolerant of what compaction leaves: tombstones without their value, and assignments before their member.
 * Source: KIP-848; Kafka ConsumerGroup and ModernGroup.
 */
export class ConsumerGroupState {
  readonly id: string;
  readonly #members = new Map<string, ConsumerMember>();
  readonly #instances = new Map<string, string>();
  readonly #targets = new Map<string, Assignment>();
  readonly #holders = new Map<TopicId, Map<number, string>>();
  readonly #patterns = new Map<string, ResolvedPattern>();
  readonly #patternUsers = new Map<string, number>();
  readonly #nameUsers = new Map<string, number>();
  #topics: ReadonlyMap<string, SubscribedTopic> = new Map();
  #groupEpoch = 0;
  #assignmentEpoch = 0;
  #classicCount = 0;

  constructor(id: string) {
    this.id = id;
  }

  get members(): ReadonlyMap<string, ConsumerMember> {
    return this.#members;
  }
  /** Member ids by instance id. */
  get instances(): ReadonlyMap<string, string> {
    return this.#instances;
  }
  get groupEpoch(): number {
    return this.#groupEpoch;
  }
  get assignmentEpoch(): number {
    return this.#assignmentEpoch;
  }
  /** By name, as the group last saw them; only topics that existed. */
  get topics(): ReadonlyMap<string, SubscribedTopic> {
    return this.#topics;
  }
  get patterns(): ReadonlyMap<string, ResolvedPattern> {
    return this.#patterns;
  }
  /** How many members use each pattern. */
  get patternUsers(): ReadonlyMap<string, number> {
    return this.#patternUsers;
  }
  /** Members that speak the classic protocol. */
  get classicCount(): number {
    return this.#classicCount;
  }

  targetOf(memberId: string): Assignment {
    return this.#targets.get(memberId) ?? EMPTY_ASSIGNMENT;
  }

  /** The member that has a partition assigned or has yet to give it up; null when it is free. */
  holderOf(topicId: TopicId, partition: number): string | null {
    return this.#holders.get(topicId)?.get(partition) ?? null;
  }

  isSubscribedTo(name: string): boolean {
    if (this.#nameUsers.has(name)) return true;
    for (const pattern of this.#patternUsers.keys())
      if (this.#patterns.get(pattern)?.topics.includes(name) ?? false) return true;
    return false;
  }

  /** Whether a member has reached the newest target. */
  isSettled(member: ConsumerMember): boolean {
    return member.state === 'stable' && member.memberEpoch === this.#assignmentEpoch;
  }

  /** What the group's state follows from. */
  facts(): GroupStateFacts {
    let unsettledCount = 0;
    for (const member of this.#members.values()) if (!this.isSettled(member)) unsettledCount += 1;
    return {
      membersCount: this.#members.size,
      groupEpoch: this.#groupEpoch,
      assignmentEpoch: this.#assignmentEpoch,
      unsettledCount,
    };
  }

  /** Takes one record in. The group's own tombstone (record 3) empties it; the caller takes it away. */
  apply(record: ConsumerRecord): void {
    switch (record.kind) {
      case 'consumerGroup':
        this.#groupEpoch = record.value?.epoch ?? 0;
        return;
      case 'consumerTopics':
        this.#applyTopics(record);
        return;
      case 'consumerMember':
        this.#applyMember(record);
        return;
      case 'targetEpoch':
        this.#assignmentEpoch = record.value?.assignmentEpoch ?? LEAVE_EPOCH;
        return;
      case 'targetMember':
        this.#applyTarget(record);
        return;
      case 'currentAssignment':
        this.#applyCurrent(record);
        return;
      case 'pattern':
        this.#applyPattern(record);
    }
  }

  /** Who holds what, anew from the members: after a load the order of old records may have misled. */
  rebuildHolders(): void {
    this.#holders.clear();
    for (const member of this.#members.values()) this.#hold(member);
  }

  #applyTopics({ value }: RecordOf<'consumerTopics'>): void {
    this.#topics = new Map(
      (value?.topics ?? []).map(({ topicName, topicId, numPartitions }) => [
        topicName,
        { topicId, partitionsCount: numPartitions },
      ]),
    );
  }

  #applyMember({ key: { memberId }, value }: RecordOf<'consumerMember'>): void {
    if (value === null) {
      this.#remove(memberId);
      return;
    }
    const classic = value.classicMemberMetadata;
    this.#put({
      ...(this.#members.get(memberId) ?? blankMember(memberId)),
      instanceId: value.instanceId,
      rackId: value.rackId,
      clientId: value.clientId,
      clientHost: value.clientHost,
      topicNames: sortedNames(value.subscribedTopicNames),
      pattern: value.subscribedTopicRegex === '' ? null : value.subscribedTopicRegex,
      rebalanceTimeoutMs: value.rebalanceTimeoutMs,
      assignor: value.serverAssignor === '' ? null : value.serverAssignor,
      classic:
        classic === null
          ? null
          : {
              sessionTimeoutMs: classic.sessionTimeoutMs,
              protocols: classic.supportedProtocols.map(({ name, metadata }) => ({
                name,
                metadata: Buffer.from(metadata),
              })),
            },
    });
  }

  #applyTarget({ key: { memberId }, value }: RecordOf<'targetMember'>): void {
    if (value === null) this.#targets.delete(memberId);
    else this.#targets.set(memberId, assignmentOf(value.topicPartitions));
  }

  #applyCurrent({ key: { memberId }, value }: RecordOf<'currentAssignment'>): void {
    const known = this.#members.get(memberId);
    if (value !== null) {
      this.#put({
        ...(known ?? blankMember(memberId)),
        memberEpoch: value.memberEpoch,
        previousMemberEpoch: value.previousMemberEpoch,
        state: stateOfCode(value.state),
        assigned: assignmentOf(value.assignedPartitions),
        pendingRevocation: assignmentOf(value.partitionsPendingRevocation),
      });
    } else if (known !== undefined)
      this.#put({
        ...known,
        ...EMPTY_MEMBER_STATE,
        memberEpoch: LEAVE_EPOCH,
        previousMemberEpoch: LEAVE_EPOCH,
      });
  }

  #applyPattern({ key, value }: RecordOf<'pattern'>): void {
    if (value === null) this.#patterns.delete(key.regularExpression);
    else {
      const { topics, version, timestamp } = value;
      this.#patterns.set(key.regularExpression, {
        topics: sortedNames(topics),
        revision: version,
        timestampMs: timestamp,
      });
    }
  }

  #put(member: ConsumerMember): void {
    this.#forget(member.memberId);
    this.#members.set(member.memberId, member);
    if (member.instanceId !== null) this.#instances.set(member.instanceId, member.memberId);
    if (member.classic !== null) this.#classicCount += 1;
    if (member.pattern !== null) count(this.#patternUsers, member.pattern, 1);
    for (const name of member.topicNames) count(this.#nameUsers, name, 1);
    this.#hold(member);
  }

  #remove(memberId: string): void {
    this.#forget(memberId);
    this.#members.delete(memberId);
  }

  /** Undoes what `#put` noted beside the member itself, which keeps its place in the order. */
  #forget(memberId: string): void {
    const member = this.#members.get(memberId);
    if (member === undefined) return;
    if (member.instanceId !== null && this.#instances.get(member.instanceId) === memberId)
      this.#instances.delete(member.instanceId);
    if (member.classic !== null) this.#classicCount -= 1;
    if (member.pattern !== null) count(this.#patternUsers, member.pattern, -1);
    for (const name of member.topicNames) count(this.#nameUsers, name, -1);
    for (const [topicId, partition] of partitionsHeldBy(member))
      if (this.holderOf(topicId, partition) === memberId) this.#holders.get(topicId)?.delete(partition);
  }

  #hold(member: ConsumerMember): void {
    for (const [topicId, partition] of partitionsHeldBy(member)) {
      const holders = this.#holders.get(topicId) ?? new Map<number, string>();
      holders.set(partition, member.memberId);
      this.#holders.set(topicId, holders);
    }
  }
}

function* partitionsHeldBy({ assigned, pendingRevocation }: ConsumerMember): Generator<[TopicId, number]> {
  for (const [topicId, partitions] of [...assigned, ...pendingRevocation])
    for (const partition of partitions) yield [topicId, partition];
}

function count(counts: Map<string, number>, name: string, by: number): void {
  const next = (counts.get(name) ?? 0) + by;
  if (next > 0) counts.set(name, next);
  else counts.delete(name);
}
