import type { TimerId } from '@yak/base';
import type { MessageInputOf, MessageOf, MessageSchema } from '@yak/codec';
import { ErrorCode } from '@yak/model';
import {
  type Api,
  Heartbeat,
  JoinGroup,
  LeaveGroup,
  OffsetCommit,
  OffsetFetch,
  type ResponseOf,
  SyncGroup,
} from '@yak/protocol';
import { type AssignedMember, assignCooperativeSticky, assignRange, type PartitionCounts } from './assignors';
import type { ClientCalls } from './client-calls';
import { type Coordinators, isCoordinatorAbsent } from './coordinators';
import type { AssignorName, GroupConsumerOptions } from './group-options';
import { type GroupEvent, type GroupPhase, nextPhase } from './group-phase';
import { decodeAssignment, decodeSubscription, encodeAssignment, encodeSubscription, readable } from './group-protocol';
import { groupVerdict } from './group-verdict';
import { KafkaError, throwIfError } from './kafka-error';
import { byTopic, type PartitionPlace } from './partition-place';
import { backoffMs, DEFAULT_BACKOFF, pause } from './retry';
import { Signal } from './signal';

/** What a member needs to know of how it behaves. */
export type MembershipOptions = Required<
  Pick<
    GroupConsumerOptions,
    | 'groupId'
    | 'topics'
    | 'assignors'
    | 'sessionTimeoutMs'
    | 'heartbeatIntervalMs'
    | 'rebalanceTimeoutMs'
    | 'pollIntervalMaxMs'
  >
>;

type Joined = ResponseOf<typeof JoinGroup>;

/** Beyond what the group may take, an answer takes its time on the way. */
const ANSWER_SLACK_MS = 5_000;
/** A first join takes two turns (the member id comes with the first); whoever needs more waits between them. */
const TURNS_AT_ONCE = 2;

/**
 * One member of a classic group: joins, syncs, sends heartbeats, leaves. What it is doing is its `phase`; that something
 * happened which the reader should act on is told by `news`. Its requests have a lane of their own, because the answer to
 * JoinGroup is held back until every member has come.
 */
export class GroupMembership {
  /** Raised when a rebalance was called, the membership was lost or ended. */
  readonly news = new Signal();
  readonly #calls: ClientCalls;
  readonly #coordinators: Coordinators;
  readonly #options: MembershipOptions;
  readonly #lane: string;
  #phase: GroupPhase = 'outside';
  #memberId = '';
  /** Null: none, or lost. */
  #generation: number | null = null;
  #beatTimer: TimerId | null = null;
  #heardOfReaderMs: number;
  #fault: KafkaError | null = null;
  /** What the leader based its assignment on; null for followers. */
  #counts: PartitionCounts | null = null;

  constructor(calls: ClientCalls, coordinators: Coordinators, options: MembershipOptions) {
    this.#calls = calls;
    this.#coordinators = coordinators;
    this.#options = options;
    this.#lane = coordinators.newLane();
    this.#heardOfReaderMs = calls.clock.monotonicMs();
  }

  get phase(): GroupPhase {
    return this.#phase;
  }

  /** The id that the coordinator gave; empty: none yet. */
  get memberId(): string {
    return this.#memberId;
  }

  /** Whether the member gives everything back before it rejoins: as soon as it lists one assignor that demands it. */
  get isEager(): boolean {
    return this.#options.assignors.includes('range');
  }

  /** The reader is alive. Throws the KafkaError that ended the membership, if one did. */
  touch(): void {
    this.#heardOfReaderMs = this.#calls.clock.monotonicMs();
    if (this.#fault !== null) throw this.#fault;
  }

  /**
   * Joins and syncs until the member has its share. While the coordinator moves, loads or does not answer it tries again, but
   * not for longer than `retryTimeoutMs` of the client after the first failure in a row.
   * @param ownedNow what it still reads, asked before each attempt
   * @returns null when it was told to leave meanwhile. Throws KafkaError for what no retry mends.
   */
  async join(ownedNow: () => readonly PartitionPlace[]): Promise<readonly PartitionPlace[] | null> {
    this.stopBeating();
    const { clock, retryTimeoutMs } = this.#calls;
    let [failures, deadlineMs, turns] = [0, Infinity, 0];
    while (!this.isEnding()) {
      try {
        const assigned = await this.attempt(ownedNow());
        if (assigned !== null) {
          this.arm();
          return assigned;
        }
        [failures, deadlineMs, turns] = [0, Infinity, turns + 1];
        if (turns > TURNS_AT_ONCE) await this.wait(turns - TURNS_AT_ONCE);
      } catch (error) {
        if (!(error instanceof KafkaError) || !error.retriable || clock.monotonicMs() > deadlineMs) throw error;
        if (failures === 0) deadlineMs = clock.monotonicMs() + retryTimeoutMs;
        failures += 1;
        await this.wait(failures);
        await this.#calls.metadata.refresh([]).catch(codeOf);
      }
    }
    return null;
  }

  /** Calls for a rebalance by itself. */
  rejoin(): void {
    if (!this.isMember()) return;
    this.move('rebalance.called');
    this.news.raise();
  }

  /**
   * Whether the group's topics have another number of partitions than the leader has shared out; false for followers, and
   * while nobody can be asked.
   */
  async isOutgrown(): Promise<boolean> {
    if (this.#counts === null) return false;
    const now = await this.countsOf([...this.#counts.keys(), ...this.#options.topics]).catch(codeOf);
    return typeof now !== 'number' && [...now].some(([topic, count]) => this.#counts?.get(topic) !== count);
  }

  /** The group's offsets; null where there is none. Retries. Throws KafkaError. */
  async committed(places: readonly PartitionPlace[]): Promise<(PartitionPlace & { readonly offset: number | null })[]> {
    const { groupId } = this.#options;
    const topics = byTopic(places, ({ partition }) => partition).map(({ name, partitions }) => ({
      name,
      partitionIndexes: partitions,
    }));
    const body = { groupId, topics, groups: [{ groupId, topics }], requireStable: true };
    return this.#calls.retrying(async () => {
      const answer = await this.ask(OffsetFetch, body);
      const group = answer.groups[0] ?? answer;
      this.check(group.errorCode);
      return group.topics.flatMap(({ name, partitions }) =>
        partitions.map(({ partitionIndex, committedOffset, errorCode }) => {
          throwIfError(errorCode, `${name}-${partitionIndex}`);
          return { topic: name, partition: partitionIndex, offset: committedOffset < 0 ? null : committedOffset };
        }),
      );
    });
  }

  /** Commits offsets as this member. Retries. Throws KafkaError; a rebalance or a lost membership is noted before. */
  async commit(offsets: readonly (PartitionPlace & { readonly offset: number })[]): Promise<void> {
    if (offsets.length === 0) return;
    // Without a generation the request would count as that of a tool, and an empty group would take it.
    if (this.#generation === null) throw new KafkaError(ErrorCode.UNKNOWN_MEMBER_ID, 'the membership was lost');
    const body = {
      groupId: this.#options.groupId,
      generationIdOrMemberEpoch: this.#generation,
      memberId: this.#memberId,
      topics: byTopic(offsets, ({ partition, offset }) => ({
        partitionIndex: partition,
        committedOffset: offset,
        committedMetadata: '',
      })),
    };
    await this.#calls.retrying(async () => {
      const answer = await this.ask(OffsetCommit, body);
      const codes = answer.topics.flatMap(({ partitions }) => partitions.map(({ errorCode }) => errorCode));
      // A topic that was deleted meanwhile needs no offset any more.
      const code = codes.find((each) => each !== ErrorCode.NONE && each !== ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
      this.hear(code ?? ErrorCode.NONE);
      this.check(code ?? ErrorCode.NONE);
    });
  }

  /** The member is to end: what is held back at the coordinator is given up. Nothing joins any more. */
  startLeaving(): void {
    if (this.isEnding()) return;
    if (this.#phase === 'joining' || this.#phase === 'syncing') this.#calls.closeLane(this.#lane);
    this.move('leave.started');
    this.stopBeating();
    this.news.raise();
  }

  /** Says goodbye, so that the others need not wait for the session to run out. Never throws: the session ends it otherwise. */
  async leave(): Promise<void> {
    const [memberId, { groupId }] = [this.#memberId, this.#options];
    const members = [{ memberId, reason: 'the consumer is closing' }];
    try {
      if (memberId !== '') await this.ask(LeaveGroup, { groupId, memberId, members });
    } catch (error) {
      if (!(error instanceof KafkaError)) throw error;
    }
  }

  /** The end: nothing is sent any more. */
  end(): void {
    this.startLeaving();
    this.#calls.closeLane(this.#lane);
    if (this.#phase === 'leaving') this.move('leave.ended');
  }

  private isMember(): boolean {
    return this.#phase === 'stable' || this.#phase === 'rebalancing' || this.#phase === 'leaving';
  }

  private wait(failures: number): Promise<void> {
    const { clock, random } = this.#calls;
    return pause(clock, backoffMs(failures, DEFAULT_BACKOFF, random));
  }

  private isEnding(): boolean {
    return this.#phase === 'leaving' || this.#phase === 'left';
  }

  private move(event: GroupEvent): void {
    this.#phase = nextPhase(this.#phase, event);
  }

  /** One JoinGroup and one SyncGroup. Null: to be tried again at once. */
  private async attempt(owned: readonly PartitionPlace[]): Promise<readonly PartitionPlace[] | null> {
    this.move('join.started');
    try {
      const joined = await this.askToJoin(owned);
      if (this.isEnding()) return null;
      if (joined.errorCode !== ErrorCode.NONE) return this.refused(joined.errorCode);
      this.#generation = joined.generationId;
      this.move('join.answered');
      const synced = await this.askToSync(joined);
      if (this.isEnding()) return null;
      if (synced.errorCode !== ErrorCode.NONE) return this.refused(synced.errorCode);
      this.move('sync.answered');
      return decodeAssignment(synced.assignment);
    } catch (error) {
      if (this.isEnding()) return null;
      if (!(error instanceof KafkaError)) throw error;
      if (this.#phase === 'joining' || this.#phase === 'syncing') this.move('attempt.failed');
      throw error;
    }
  }

  /** Null: try again at once. Throws where that has to wait, or helps nothing. */
  private refused(code: number): null {
    const verdict = groupVerdict(code);
    if (verdict === 'lost') this.lose(code);
    else this.move('attempt.failed');
    if (verdict === 'again') this.forgetCoordinator(code);
    if (verdict === 'again' || verdict === 'fatal') throw new KafkaError(code, `group ${this.#options.groupId}`);
    return null;
  }

  private async askToJoin(owned: readonly PartitionPlace[]): Promise<Joined> {
    const { groupId, topics, sessionTimeoutMs, rebalanceTimeoutMs, assignors } = this.#options;
    const metadata = encodeSubscription({ topics, owned, generation: this.#generation });
    const body = {
      groupId,
      sessionTimeoutMs,
      rebalanceTimeoutMs,
      memberId: this.#memberId,
      protocolType: 'consumer',
      protocols: assignors.map((name) => ({ name, metadata })),
    };
    const joined = await this.ask(JoinGroup, body, rebalanceTimeoutMs + ANSWER_SLACK_MS);
    if (joined.errorCode === ErrorCode.NONE || joined.errorCode === ErrorCode.MEMBER_ID_REQUIRED)
      this.#memberId = joined.memberId;
    return joined;
  }

  private async askToSync(joined: Joined): Promise<ResponseOf<typeof SyncGroup>> {
    const { groupId, rebalanceTimeoutMs } = this.#options;
    const isLeader = joined.leader === this.#memberId && joined.members.length > 0;
    if (!isLeader) this.#counts = null;
    const body = {
      groupId,
      generationId: joined.generationId,
      memberId: this.#memberId,
      protocolType: 'consumer',
      protocolName: joined.protocolName,
      assignments: isLeader && !joined.skipAssignment ? await this.share(joined) : [],
    };
    return this.ask(SyncGroup, body, rebalanceTimeoutMs + ANSWER_SLACK_MS);
  }

  /** The leader's work: who reads what. A member whose subscription cannot be read gets nothing. */
  private async share(joined: Joined): Promise<{ memberId: string; assignment: Buffer }[]> {
    const members = joined.members.map(({ memberId, metadata }): AssignedMember => {
      const subscription = readable(decodeSubscription, metadata) ?? { topics: [], owned: [], generation: null };
      return { memberId, ...subscription };
    });
    const counts = await this.countsOf(members.flatMap(({ topics }) => topics));
    this.#counts = counts;
    const assign =
      (joined.protocolName as AssignorName) === 'cooperative-sticky' ? assignCooperativeSticky : assignRange;
    return [...assign(members, counts)].map(([memberId, places]) => ({
      memberId,
      assignment: encodeAssignment(places),
    }));
  }

  private async countsOf(topics: readonly string[]): Promise<PartitionCounts> {
    const described = await this.#calls.metadata.refresh([...new Set(topics)]);
    return new Map(described.topics.map(({ name, partitions }) => [name, partitions.length]));
  }

  private stopBeating(): void {
    if (this.#beatTimer !== null) this.#calls.clock.clearTimeout(this.#beatTimer);
    this.#beatTimer = null;
  }

  private arm(): void {
    this.stopBeating();
    this.#beatTimer = this.#calls.clock.setTimeout(() => void this.beat(), this.#options.heartbeatIntervalMs);
  }

  /** One heartbeat. Its answer counts only while the member is in the generation that it was sent for. */
  private async beat(): Promise<void> {
    const [timer, generationId, { groupId }] = [this.#beatTimer, this.#generation ?? -1, this.#options];
    if (this.#calls.clock.monotonicMs() - this.#heardOfReaderMs > this.#options.pollIntervalMaxMs) {
      await this.leave();
      if (this.#beatTimer === timer) this.lose(ErrorCode.UNKNOWN_MEMBER_ID);
      return;
    }
    const code = await this.ask(Heartbeat, { groupId, generationId, memberId: this.#memberId }).then(
      ({ errorCode }) => errorCode,
      codeOf,
    );
    if (groupVerdict(code) === 'again') await this.#calls.metadata.refresh([]).catch(codeOf);
    if (this.#beatTimer !== timer) return;
    this.hear(code);
    if (this.isMember()) this.arm();
  }

  /** Acts on what the coordinator says of this member. */
  private hear(code: number): void {
    const verdict = this.isMember() ? groupVerdict(code) : 'fine';
    if (verdict === 'rebalance') this.rejoin();
    else if (verdict === 'lost') this.lose(code);
    else if (verdict === 'again') this.forgetCoordinator(code);
    else if (verdict === 'fatal') {
      this.#fault = new KafkaError(code, `group ${this.#options.groupId}`);
      this.news.raise();
    }
  }

  private lose(code: number): void {
    this.stopBeating();
    this.#generation = null;
    if (code === ErrorCode.UNKNOWN_MEMBER_ID) this.#memberId = '';
    this.move('membership.lost');
    this.news.raise();
  }

  /** The coordinator may be elsewhere by now; one that only loads is still the right one. */
  private forgetCoordinator(code: number): void {
    if (code !== ErrorCode.COORDINATOR_LOAD_IN_PROGRESS) this.#coordinators.forget(this.#options.groupId);
  }

  private check(code: number): void {
    if (isCoordinatorAbsent(code)) this.forgetCoordinator(code);
    throwIfError(code, `group ${this.#options.groupId}`);
  }

  /** One request to the coordinator, in the member's lane. */
  private async ask<Req extends MessageSchema, Res extends MessageSchema>(
    api: Api<Req, Res>,
    body: MessageInputOf<Req>,
    timeoutMs?: number,
  ): Promise<MessageOf<Res>> {
    const { groupId } = this.#options;
    try {
      const brokerId = await this.#coordinators.brokerOf(groupId);
      const target = { brokerId, lane: this.#lane, ...(timeoutMs === undefined ? {} : { timeoutMs }) };
      return await this.#calls.request(api, 'best', body, target);
    } catch (error) {
      this.#coordinators.forget(groupId);
      throw error;
    }
  }
}

function codeOf(error: unknown): number {
  if (error instanceof KafkaError) return error.code;
  throw error;
}
