import { assert } from '@yak/base';
import { createMachineActor, type MachineActor } from '@yak/journal';
import { ErrorCode } from '@yak/model';
import { answered, type Decision } from '../decision';
import type { ShardServices, TimerKey } from '../ports';
import type { GroupRecord } from '../records/group-record';
import { timerKey } from '../timer-key';
import { syncGiven, syncRefused, type JoinGroupResponse } from './answers';
import { classicGroupMachine } from './classic-group.machine';
import { ClassicMember, type MemberProfile } from './classic-member';
import { ClassicRoster } from './classic-roster';
import type { ClassicGroupEvent } from './events';
import { metadataRecord } from './metadata-record';
import { nextInitialDelay } from './rules/initial-delay';
import { CLASSIC_STATES, type ClassicState } from './rules/group-state';
import { subscribedTopics } from './subscribed-topics';

/** How long a member that has never been in a generation may wait for one, ms. Source: Kafka ClassicGroup, a constant. */
export const NEW_MEMBER_JOIN_TIMEOUT_MS = 300_000;

/**
 * Shortest time, in ms, after which a group of which only absent static members are left is looked at again. Those members may have
 * asked for no rebalance timeout at all, and heartbeats keep them in for ever.
 */
const ABSENT_JOIN_MS_MIN = 1_000;

const NO_BYTES = Buffer.alloc(0);

/** What a group is made of: nothing but its id, or what its record says. */
export interface ClassicBeginning {
  readonly id: string;
  readonly protocolType: string | null;
  readonly generation: number;
  readonly protocolName: string | null;
  readonly stateTimestampMs: number | null;
  readonly cause: string;
}

/**
 * The rebalances of one classic group: who is waited for, and what follows when the waiting is over. Steps change the group
 * at once and return the records to be written, which are for the next load alone.
 * Source: Kafka GroupMetadataManager, "classic group" methods.
 */
export class ClassicRebalance {
  readonly id: string;
  readonly services: ShardServices;
  readonly roster: ClassicRoster;
  readonly #joinKey: TimerKey;
  readonly #syncKey: TimerKey;
  readonly #actor: MachineActor<typeof classicGroupMachine>;
  #state: ClassicState = 'Empty';
  #stateTimestampMs: number | null;
  #subscribedTopics: ReadonlySet<string> | null;
  /** Somebody new has joined since the initial delay began. */
  #hasNewMember = false;
  #rebalanceCause = '';

  constructor(services: ShardServices, beginning: ClassicBeginning) {
    const { clock, journal, logger, meter } = services;
    this.services = services;
    this.id = beginning.id;
    this.roster = new ClassicRoster(beginning.protocolType);
    this.#joinKey = timerKey('join', beginning.id);
    this.#syncKey = timerKey('sync', beginning.id);
    this.#stateTimestampMs = beginning.stateTimestampMs;
    this.#subscribedTopics = subscribedTopics(beginning.protocolType, []);
    this.#actor = createMachineActor({
      machine: classicGroupMachine,
      input: { groupId: beginning.id, generation: beginning.generation, protocolName: beginning.protocolName },
      id: beginning.id,
      cause: beginning.cause,
      clock,
      journal,
      logger,
      meter,
      facts: ({ groupId, generation, protocolName }) => ({
        groupId,
        generation,
        protocol: protocolName,
        members: this.roster.size,
        leader: this.roster.leaderId,
      }),
      onFault: (error) => {
        throw error;
      },
    });
  }

  get state(): ClassicState {
    return this.#state;
  }

  /** The state with its inner one, as the machine names it. */
  get innerState(): string {
    return this.#actor.state;
  }

  get generation(): number {
    return this.#actor.context.generation;
  }

  get protocolName(): string | null {
    return this.#actor.context.protocolName;
  }

  get stateTimestampMs(): number | null {
    return this.#stateTimestampMs;
  }

  /** What the members of the generation read; null where it is not known. */
  get subscribedTopics(): ReadonlySet<string> | null {
    return this.#subscribedTopics;
  }

  /** Why the newest rebalance began. */
  get rebalanceCause(): string {
    return this.#rebalanceCause;
  }

  /** ms until the join phase ends with whoever has joined; null while none is on. */
  get joinRemainingMs(): number | null {
    return this.services.timers.remainingMs(this.#joinKey);
  }

  /** ms until those whose SyncGroup has not come are removed; null while none is waited for. */
  get syncRemainingMs(): number | null {
    return this.services.timers.remainingMs(this.#syncKey);
  }

  /** What the record of the group says now, with the assignments that the members have. */
  record(assignmentOf: (member: ClassicMember) => Buffer = ({ assignment }) => assignment): GroupRecord {
    const { id, generation, protocolName, stateTimestampMs } = this;
    const { protocolType, leaderId } = this.roster;
    const group = { id, generation, protocolName, stateTimestampMs, protocolType, leaderId };
    return metadataRecord(group, this.roster.members, assignmentOf);
  }

  /** A decision of steps that were taken already: a refused append is no more than a line in the log. */
  decide(records: readonly GroupRecord[]): Decision<void> {
    if (records.length === 0) return answered(undefined);
    return { records, answer: undefined, isReplayed: false, onRefused: (error) => this.logRefusal(error) };
  }

  logRefusal(error: ErrorCode): void {
    this.services.logger.log('warn', 'the record of a group was not written', { groupId: this.id, error });
  }

  // ── members ──────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Makes a member that is not in the group yet. */
  makeMember(id: string, profile: MemberProfile, cause: string): ClassicMember {
    return new ClassicMember(this.services, { id, groupId: this.id, profile, cause }, (member) =>
      this.decide(this.#expireSession(member)),
    );
  }

  /** A member is to be heard again within its session. */
  startSession(member: ClassicMember): void {
    const delayMs = member.isNew ? NEW_MEMBER_JOIN_TIMEOUT_MS : member.profile.sessionTimeoutMs;
    this.services.timers.set(member.sessionKey, delayMs, member.expire);
  }

  /** A client was told its id and is to come back with it within its session. */
  handOutId(member: ClassicMember): void {
    this.roster.addPending(member);
    this.startSession(member);
  }

  /** A member that was not in the group joins. */
  addMember(
    member: ClassicMember,
    join: { readonly apiVersion: number; readonly protocolType: string },
  ): Promise<JoinGroupResponse> {
    member.isNew = true;
    if (this.innerState === 'PreparingRebalance.gathering') this.#hasNewMember = true;
    this.roster.add(member, join.protocolType);
    this.startSession(member);
    return member.parkJoin(join.apiVersion, 'it joins');
  }

  /** Takes a member, or an id that was handed out, out of the group. What follows for the others is another step. */
  removeMember(member: ClassicMember, error: ErrorCode, cause: string): void {
    this.services.timers.cancel(member.sessionKey);
    this.roster.remove(member);
    member.end(error, cause);
  }

  /** Members are gone: a group at work rebalances, one that waited for them alone does not wait any longer. */
  afterRemoval(cause: string, options: { readonly endsInitialDelay: boolean }): readonly GroupRecord[] {
    if (this.#state === 'Stable' || this.#state === 'CompletingRebalance') return this.prepare(cause);
    if (this.#state !== 'PreparingRebalance' || !this.roster.haveAllJoined) return [];
    const isGathering = this.innerState === 'PreparingRebalance.gathering';
    return isGathering && !options.endsInitialDelay ? [] : this.#completeJoin(cause);
  }

  /** The socket of a member's last request was closed, and that is how clients leave here (test profile). */
  expectDeparture(member: ClassicMember): void {
    this.services.timers.set(member.sessionKey, 0, () => {
      if (!this.#isHere(member)) return answered(undefined);
      const cause = `the connection of member ${member.id} was closed`;
      this.removeMember(member, ErrorCode.UNKNOWN_MEMBER_ID, cause);
      return this.decide(this.afterRemoval(cause, { endsInitialDelay: false }));
    });
  }

  #isHere(member: ClassicMember): boolean {
    return this.roster.find(member.id) === member || this.roster.pending.get(member.id) === member;
  }

  #expireSession(member: ClassicMember): readonly GroupRecord[] {
    if (!this.#isHere(member)) return [];
    const isPending = this.roster.pending.has(member.id);
    // Who waits for others is not silent. Its session begins anew with the answer.
    if (!isPending && !member.isNew && (member.hasJoined || member.hasSynced)) return [];
    const cause = isPending
      ? `member ${member.id} has not come back with its id`
      : `member ${member.id} was silent for its session`;
    this.removeMember(member, ErrorCode.UNKNOWN_MEMBER_ID, cause);
    return this.afterRemoval(cause, { endsInitialDelay: true });
  }

  // ── joining ──────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Somebody has joined: a rebalance begins, or the one that is on may be complete. */
  rebalanceOrComplete(cause: string): readonly GroupRecord[] {
    if (this.#state !== 'PreparingRebalance') return this.prepare(cause);
    const isComplete = this.innerState === 'PreparingRebalance.rejoining' && this.roster.haveAllJoined;
    return isComplete ? this.#completeJoin('every member has joined') : [];
  }

  /** A rebalance begins. From Empty, CompletingRebalance or Stable. */
  prepare(cause: string): readonly GroupRecord[] {
    const isInitial = this.#state === 'Empty';
    if (this.#state === 'CompletingRebalance') this.#withdrawAssignments(ErrorCode.REBALANCE_IN_PROGRESS);
    this.roster.awaitingSync.clear();
    this.services.timers.cancel(this.#syncKey);
    this.#rebalanceCause = cause;
    this.#send({ type: 'rebalance.started', cause });
    for (const member of this.roster.members) member.send({ type: 'rebalance.started', cause });
    if (isInitial) {
      this.#hasNewMember = false;
      const delayMs = this.services.settings.initialRebalanceDelayMs;
      this.#gather(delayMs, Math.max(this.roster.rebalanceTimeoutMs - delayMs, 0));
      return [];
    }
    if (this.roster.haveAllJoined) return this.#completeJoin(cause);
    this.#awaitJoins();
    return [];
  }

  #gather(waitedMs: number, remainingMs: number): void {
    this.#arm(this.#joinKey, waitedMs, () => {
      const delayMs = this.services.settings.initialRebalanceDelayMs;
      const next = nextInitialDelay({ hasNewMember: this.#hasNewMember, delayMs, waitedMs, remainingMs });
      if (next === null) return this.#completeJoin('the initial delay is over');
      this.#hasNewMember = false;
      this.#gather(next.delayMs, next.remainingMs);
      return [];
    });
  }

  #awaitJoins(delayMsMin = 0): void {
    const delayMs = Math.max(this.roster.rebalanceTimeoutMs, delayMsMin);
    this.#arm(this.#joinKey, delayMs, () => this.#completeJoin('the rebalance timeout is over'));
  }

  /** The join phase is over: those that have joined, and static members whether or not, are the next generation. */
  #completeJoin(cause: string): readonly GroupRecord[] {
    const { roster, services } = this;
    services.timers.cancel(this.#joinKey);
    for (const member of [...roster.members])
      if (!member.hasJoined && member.instanceId === null)
        this.removeMember(member, ErrorCode.UNKNOWN_MEMBER_ID, 'it has not joined within the rebalance timeout');
    if (roster.size > 0 && !roster.electJoinedLeader()) {
      this.#awaitJoins(ABSENT_JOIN_MS_MIN);
      return [];
    }
    roster.awaitingSync.clear();
    const generation = this.generation + 1;
    if (roster.size > 0) {
      this.#startGeneration(generation, cause);
      return [];
    }
    this.#subscribedTopics = subscribedTopics(roster.protocolType, []);
    this.#send({ type: 'generation.emptied', cause, generation });
    return [this.record()];
  }

  #startGeneration(generation: number, cause: string): void {
    const { roster } = this;
    const protocolName = roster.selectProtocol();
    assert(protocolName !== null, `the members of group ${this.id} have no protocol in common`);
    this.#send({ type: 'generation.started', cause, generation, protocolName });
    this.#noteSubscriptions();
    for (const member of roster.members) {
      member.answerJoin(() => this.joinAnswer(member));
      member.isNew = false;
      member.send({ type: 'generation.entered', cause, generation });
      this.startSession(member);
      roster.awaitingSync.add(member.id);
    }
    this.#arm(this.#syncKey, roster.rebalanceTimeoutMs, () => this.#expireSync(generation));
  }

  /** What a member is told of the present generation; the leader also who is in it. */
  joinAnswer(member: ClassicMember): JoinGroupResponse {
    const leader = this.roster.leaderId ?? '';
    return {
      errorCode: ErrorCode.NONE,
      generationId: this.generation,
      protocolType: this.roster.protocolType,
      protocolName: this.protocolName,
      leader,
      memberId: member.id,
      members: member.id === leader ? this.describedMembers() : [],
    };
  }

  /** The members as their leader sees them. */
  describedMembers(): JoinGroupResponse['members'] {
    return [...this.roster.members].map((member) => ({
      memberId: member.id,
      groupInstanceId: member.instanceId,
      metadata: member.metadataOf(this.protocolName),
    }));
  }

  #noteSubscriptions(): void {
    const metadata = [...this.roster.members].map((member) => member.metadataOf(this.protocolName));
    this.#subscribedTopics = subscribedTopics(this.roster.protocolType, metadata);
  }

  // ── syncing ──────────────────────────────────────────────────────────────────────────────────────────────────────

  /** A member's SyncGroup has come. */
  noteSync(member: ClassicMember): void {
    this.roster.awaitingSync.delete(member.id);
    if (this.roster.awaitingSync.size === 0) this.services.timers.cancel(this.#syncKey);
  }

  /** Assignments of this generation are being written. */
  get isWriting(): boolean {
    return this.innerState === 'CompletingRebalance.writing';
  }

  /** The leader has handed in the assignments: the record to write. */
  receiveAssignments(assignments: ReadonlyMap<string, Buffer>): GroupRecord {
    const { generation } = this;
    this.#send({ type: 'assignments.received', cause: 'the leader handed in the assignments', generation });
    return this.record((member) => assignments.get(member.id) ?? NO_BYTES);
  }

  /** The assignments are committed: whoever waits for one gets it, unless the group has moved on. */
  commitAssignments(generation: number, assignments: ReadonlyMap<string, Buffer>): void {
    if (!this.isWriting || generation !== this.generation) return;
    const cause = 'the assignments are committed';
    this.#send({ type: 'assignments.committed', cause, generation });
    for (const member of this.roster.members) {
      member.assignment = assignments.get(member.id) ?? NO_BYTES;
      if (this.answerSync(member)) this.startSession(member);
    }
  }

  /** Gives a member its assignment; false where it does not wait for it. */
  answerSync(member: ClassicMember): boolean {
    const { protocolName } = this;
    const { protocolType } = this.roster;
    if (!member.answerSync(syncGiven({ protocolType, protocolName }, member.assignment))) return false;
    member.send({ type: 'assignment.given', cause: 'it was given its assignment' });
    return true;
  }

  /** The assignments were not written: the members join anew. */
  refuseAssignments(generation: number, error: ErrorCode): void {
    if (!this.isWriting || generation !== this.generation) return;
    this.#withdrawAssignments(error);
    this.prepare('the assignments could not be written');
  }

  #withdrawAssignments(error: ErrorCode): void {
    for (const member of this.roster.members) {
      member.assignment = NO_BYTES;
      if (member.answerSync(syncRefused(error))) this.startSession(member);
    }
  }

  #expireSync(generation: number): readonly GroupRecord[] {
    const isOn = this.#state === 'CompletingRebalance' || this.#state === 'Stable';
    if (!isOn || generation !== this.generation || this.roster.awaitingSync.size === 0) return [];
    const late = [...this.roster.awaitingSync];
    for (const memberId of late) {
      const member = this.roster.find(memberId);
      if (member !== null)
        this.removeMember(
          member,
          ErrorCode.UNKNOWN_MEMBER_ID,
          'its SyncGroup has not come within the rebalance timeout',
        );
    }
    return this.prepare(
      `${late.length === 1 ? `member ${late[0] ?? ''}` : `${late.length} members`} did not sync in time`,
    );
  }

  // ── beginning and end ────────────────────────────────────────────────────────────────────────────────────────────

  /** Puts members in as a record has them: the group is at work. */
  restore(members: readonly ClassicMember[], leaderId: string | null, cause: string): void {
    const { protocolType } = this.roster;
    for (const member of members) {
      this.roster.add(member, protocolType);
      member.send({ type: 'member.restored', cause, generation: this.generation });
    }
    if (leaderId !== null && this.roster.find(leaderId) !== null) this.roster.lead(leaderId);
    this.#noteSubscriptions();
    const timestampMs = this.#stateTimestampMs;
    this.#send({ type: 'members.restored', cause });
    this.#stateTimestampMs = timestampMs;
  }

  /** The group is no more: what waits gets the error. */
  end(error: number, cause: string): void {
    const { roster, services } = this;
    for (const member of [...roster.members, ...roster.pending.values()]) {
      services.timers.cancel(member.sessionKey);
      member.end(error, cause);
    }
    services.timers.cancel(this.#joinKey);
    services.timers.cancel(this.#syncKey);
    this.#send({ type: 'group.ended', cause });
  }

  #arm(key: TimerKey, delayMs: number, step: () => readonly GroupRecord[]): void {
    this.services.timers.set(key, delayMs, () => (this.#state === 'Dead' ? answered(undefined) : this.decide(step())));
  }

  #send(event: ClassicGroupEvent): void {
    this.#actor.send(event);
    const outer = this.#actor.state.split('.')[0];
    const state = CLASSIC_STATES.find((name) => name === outer);
    assert(state !== undefined, `no state of a classic group: ${this.#actor.state}`);
    if (state === this.#state) return;
    this.#state = state;
    this.#stateTimestampMs = this.services.clock.wallMs();
  }
}
