import { AssertionFailure } from '@yak/base';
import { createMachineActor, type MachineActor } from '@yak/journal';
import { ErrorCode } from '@yak/model';
import type { Decision } from '../decision';
import type { GroupExplanation, OffsetCaller, ShardServices } from '../ports';
import { timerKey } from '../timer-key';
import { sizeOf } from './assignment';
import { ConsumerGroupState, type ConsumerRecord } from './consumer-group-state';
import { consumerGroupMachine } from './consumer-group.machine';
import { type ConsumerMemberFacts, consumerMemberMachine } from './consumer-member.machine';
import { type DescribedConsumerGroup, describeConsumerGroup } from './describe';
import { explainConsumerGroup } from './explain';
import { type GroupMemory, type KnownGroup, stopTimers } from './known-group';
import type { ConsumerMember } from './member';
import { groupTombstones } from './records';
import { groupStateOf } from './rules/group-state';
import { startRebalance, startSession } from './sessions';

/** A heartbeat tells a member's epoch from this version of OffsetCommit on (KIP-848). */
const OFFSET_COMMIT_WITH_EPOCH = 9;

/**
 * One group of the consumer protocol: its records, and the machines of itself and its members that follow them. While the log
 * is loaded no machine runs; `afterLoad` starts them where the records have led.
 */
export class ConsumerGroup implements KnownGroup {
  readonly kind = 'consumer';
  readonly protocolType = 'consumer';
  readonly state: ConsumerGroupState;
  readonly memory: GroupMemory = {
    topicsRevision: null,
    matching: null,
    removalCauses: new Map(),
    connections: new Map(),
  };
  readonly #services: ShardServices;
  readonly #memberActors = new Map<string, MachineActor<typeof consumerMemberMachine>>();
  #actor: MachineActor<typeof consumerGroupMachine> | null = null;
  #stateTimestampMs: number | null = null;
  #fault: Error | null = null;

  constructor(services: ShardServices, groupId: string) {
    this.#services = services;
    this.state = new ConsumerGroupState(groupId);
    if (!(services.isLoading ?? false)) this.#wake('the first member joins');
  }

  get id(): string {
    return this.state.id;
  }
  get stateName(): string {
    return this.#actor?.state ?? groupStateOf(this.state.facts());
  }
  get membersCount(): number {
    return this.state.members.size;
  }
  get stateTimestampMs(): number | null {
    return this.#stateTimestampMs;
  }

  /** Takes one record in, and lets the machines follow. */
  replay(record: ConsumerRecord): void {
    const before = this.stateName;
    this.state.apply(record);
    if (this.#actor === null) return;
    this.#follow(record, this.#actor);
    if (this.stateName !== before) this.#stateTimestampMs = this.#services.clock.wallMs();
    if (this.#fault !== null)
      throw new AssertionFailure(`a machine of the group ${this.id} has failed: ${this.#fault.message}`);
  }

  afterLoad(): Decision<void> | null {
    this.state.rebuildHolders();
    this.#wake('the log was loaded');
    for (const member of this.state.members.values()) {
      if (!this.#memberActors.has(member.memberId)) this.#startMember(member, 'the log was loaded');
      startSession(this.#services, this.id, member.memberId);
      startRebalance(this.#services, this.id, member);
    }
    return null;
  }

  judgeCommit(caller: OffsetCaller): ErrorCode {
    if (caller.generationOrEpoch < 0 && this.membersCount === 0) return ErrorCode.NONE;
    const member = this.state.members.get(caller.memberId);
    if (member === undefined) return ErrorCode.UNKNOWN_MEMBER_ID;
    if (member.classic === null && caller.apiVersion < OFFSET_COMMIT_WITH_EPOCH) return ErrorCode.UNSUPPORTED_VERSION;
    return judgeEpoch(member, caller.generationOrEpoch);
  }

  /** A commit is no sign of life in this protocol: members send heartbeats always. */
  noteCommit(): void {}

  judgeFetch(caller: OffsetCaller): ErrorCode {
    const member = this.state.members.get(caller.memberId);
    return member === undefined ? ErrorCode.UNKNOWN_MEMBER_ID : judgeEpoch(member, caller.generationOrEpoch);
  }

  judgeDelete(): ErrorCode {
    return this.membersCount === 0 ? ErrorCode.NONE : ErrorCode.NON_EMPTY_GROUP;
  }

  judgeOffsetDelete(): ErrorCode {
    return ErrorCode.NONE;
  }

  isSubscribedTo(topic: string): boolean {
    return this.state.isSubscribedTo(topic);
  }

  retentionBase(topic: string, commitTimestampMs: number): number | null {
    return this.isSubscribedTo(topic) ? null : commitTimestampMs;
  }

  tombstones(): Decision<void>['records'] {
    return groupTombstones(this.id, [...this.state.members.keys()], [...this.state.patterns.keys()]);
  }

  /** The entry of ConsumerGroupDescribe. */
  describe(): DescribedConsumerGroup {
    return describeConsumerGroup(this.#services, this);
  }

  explain(): GroupExplanation {
    return explainConsumerGroup(this.#services, this);
  }

  /** The group's own tombstone was replayed, or another group took its place. */
  retire(cause: string): void {
    for (const actor of this.#memberActors.values()) actor.send({ type: 'member.removed', cause });
    this.#memberActors.clear();
    for (const stop of this.memory.connections.values()) stop();
    this.memory.connections.clear();
    this.#actor?.send({ type: 'group.removed', cause });
  }

  unload(error: ErrorCode): void {
    for (const memberId of [...this.state.members.keys()]) this.#release(memberId);
    const cause = `the group was unloaded with error ${error}`;
    for (const actor of this.#memberActors.values()) actor.stop(cause);
    this.#memberActors.clear();
    this.#actor?.stop(cause);
  }

  #wake(cause: string): void {
    const { clock, journal, logger, meter } = this.#services;
    this.#stateTimestampMs = clock.wallMs();
    this.#actor ??= createMachineActor({
      machine: consumerGroupMachine,
      input: this.state.facts(),
      id: this.id,
      cause,
      clock,
      journal,
      logger,
      meter,
      onFault: (error) => this.#failed(error),
      facts: ({ groupEpoch, assignmentEpoch, membersCount }) => ({ groupEpoch, assignmentEpoch, membersCount }),
    });
  }

  /**
   * A record 5 and the tombstones before that of a member lead nowhere yet: what follows them in the batch does, and nobody
   * sees the group in between.
   */
  #follow(record: ConsumerRecord, actor: MachineActor<typeof consumerGroupMachine>): void {
    const cause = this.#causeOf(record);
    switch (record.kind) {
      case 'consumerMember':
        if (record.value === null) this.#endMember(record.key.memberId, cause);
        else this.#meetMember(record.key.memberId);
        if (record.value === null) actor.send({ type: 'record.replayed', facts: this.state.facts(), cause });
        return;
      case 'currentAssignment':
        if (record.value === null) return;
        this.#moveMember(record.key.memberId);
        actor.send({ type: 'record.replayed', facts: this.state.facts(), cause });
        return;
      case 'consumerGroup':
      case 'targetEpoch':
        if (record.value !== null) actor.send({ type: 'record.replayed', facts: this.state.facts(), cause });
        return;
      case 'consumerTopics':
      case 'targetMember':
      case 'pattern':
    }
  }

  #causeOf(record: ConsumerRecord): string {
    switch (record.kind) {
      case 'consumerMember': {
        const why = this.memory.removalCauses.get(record.key.memberId) ?? 'another took its place, or the group ends';
        return `member ${record.key.memberId} was removed: ${why}`;
      }
      case 'currentAssignment':
        return `member ${record.key.memberId} took a step to its target`;
      case 'consumerGroup':
        return 'members, subscriptions or topics have changed';
      default:
        return 'the target assignment was computed';
    }
  }

  /** Whoever appears has a session, whatever brought it here: a heartbeat, or a classic group that was upgraded. */
  #meetMember(memberId: string): void {
    const member = this.state.members.get(memberId);
    if (member === undefined || this.#memberActors.has(memberId)) return;
    this.#startMember(member, 'it joined');
    const key = timerKey('session', this.id, memberId);
    if (this.#services.timers.remainingMs(key) === null) startSession(this.#services, this.id, memberId);
  }

  #moveMember(memberId: string): void {
    const member = this.state.members.get(memberId);
    if (member === undefined) return;
    const cause = `its step to the target of epoch ${this.state.assignmentEpoch} was written`;
    this.#memberActors.get(memberId)?.send({ type: 'assignment.replayed', facts: factsOf(member), cause });
  }

  #startMember(member: ConsumerMember, cause: string): void {
    const { clock, journal, logger, meter } = this.#services;
    const actor = createMachineActor({
      machine: consumerMemberMachine,
      input: factsOf(member),
      id: `${this.id}/${member.memberId}`,
      cause,
      clock,
      journal,
      logger,
      meter,
      onFault: (error) => this.#failed(error),
      facts: ({ memberEpoch, assignedCount, pendingCount }) => ({ memberEpoch, assignedCount, pendingCount }),
    });
    this.#memberActors.set(member.memberId, actor);
  }

  #endMember(memberId: string, cause: string): void {
    this.#release(memberId);
    this.memory.removalCauses.delete(memberId);
    this.#memberActors.get(memberId)?.send({ type: 'member.removed', cause });
    this.#memberActors.delete(memberId);
  }

  /** A machine threw, a fault of our own: the next record throws too, and the shard is loaded again. */
  #failed(error: unknown): void {
    this.#fault = error instanceof Error ? error : new Error('a machine threw something else than an error');
  }

  /** Gives back what was set up for a member beside its records. */
  #release(memberId: string): void {
    this.memory.connections.get(memberId)?.();
    this.memory.connections.delete(memberId);
    stopTimers(this.#services, this.id, memberId);
  }
}

function judgeEpoch(member: ConsumerMember, epoch: number): ErrorCode {
  if (epoch === member.memberEpoch) return ErrorCode.NONE;
  return member.classic === null ? ErrorCode.STALE_MEMBER_EPOCH : ErrorCode.ILLEGAL_GENERATION;
}

function factsOf(member: ConsumerMember): ConsumerMemberFacts {
  return {
    memberEpoch: member.memberEpoch,
    state: member.state,
    assignedCount: sizeOf(member.assigned),
    pendingCount: sizeOf(member.pendingRevocation),
  };
}
