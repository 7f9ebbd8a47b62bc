import type { Clock, Logger, Meter } from '@yak/base';
import {
  createMachineActor,
  type ExplainedState,
  type Facts,
  type Journal,
  type MachineActor,
  ownerOf,
} from '@yak/journal';
import {
  leaderEpoch,
  type LeaderEpoch,
  offset,
  type Offset,
  type PartitionIndex,
  ErrorCode,
  refusal,
  type Refusal,
  type TopicId,
  topicPartitionKey,
} from '@yak/model';
import type { ProducedBatch, ProducerStates } from '@yak/records';
import type { RecordStanding, ReplicaEvent } from './events';
import { partitionReplicaMachine } from './partition-replica.machine';
import type { ClaimPort, LeaderLink, ObeyedRecords, ReplicaLog } from './ports';
import type { ReplicaContext } from './replica-setup';
import { assignmentOf } from './rules/assignment';
import type { PartitionFacts, ReplicaIdentity } from './rules/partition-facts';
import { judgeRecord } from './rules/judge-record';
import type { RequiredAcks } from './rules/produce-admission';
import { describeRecord } from './rules/describe-record';
import { explainReplica } from './rules/explain-replica';
import { Campaign } from './tenure/campaign';
import { Following } from './tenure/following';
import {
  type FetchedSlice,
  type FoundOffset,
  type Isolation,
  LeaderReads,
  type OffsetsRequest,
  type ReadRequest,
} from './tenure/leader-reads';
import { LeaderLog } from './tenure/leader-log';
import { type Appended, Leadership, type ReplicaSettings } from './tenure/leadership';
import { NOT_LEADER, STORAGE_FAILED, TOO_MUCH_UNWRITTEN } from './tenure/refusals';

/** What a replica is to its partition. */
export type ReplicaRole = 'follower' | 'candidate' | 'leader' | 'offline';

/** What a replica is made of. */
export interface PartitionReplicaOptions {
  readonly topicId: TopicId;
  readonly topic: string;
  readonly partition: PartitionIndex;
  readonly identity: ReplicaIdentity;
  /** Open and recovered; whoever opened it closes it, after the replica. */
  readonly log: ReplicaLog;
  /** The newest record obeyed in an earlier life of this broker; null for none (R12). */
  readonly lastObeyed: PartitionFacts | null;
  readonly settings: ReplicaSettings;
  readonly coordinator: ClaimPort;
  readonly obeyedRecords: ObeyedRecords;
  readonly leaderLink: LeaderLink;
  /** Told in the turn in which the role or the leader epoch moved, the machine at rest. It must not throw. */
  readonly onRoleMoved: () => void;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly logger: Logger;
  readonly meter: Meter;
}

/** The log took nothing because too much waits for the disk: a limit, not a failure. */
const isBacklog = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'YAK_STORAGE_BACKLOG';

const NOTHING_OBEYED = leaderEpoch(0);

const factsOf = ({
  leaderEpoch: epoch,
  partitionEpoch,
  leader,
  isr,
  claims,
  refusal: refused,
}: ReplicaContext): Facts => ({
  leaderEpoch: epoch,
  partitionEpoch,
  leader,
  isr: isr.join(','),
  claims,
  refusal: refused,
});

/**
 * One replica of one partition: the façade over its machine and the tenure that is open. Records come in by `append` and
 * go out by `read`, past the machine; the machine decides which tenure is open.
 */
export class PartitionReplica {
  static readonly #machine = partitionReplicaMachine.provide({
    actions: {
      openFollowing: ({ self }) => ownerOf<PartitionReplica>(self).#openFollowing(),
      closeFollowing: ({ self }) => ownerOf<PartitionReplica>(self).#closeFollowing(),
      openCampaign: ({ self }) => ownerOf<PartitionReplica>(self).#openCampaign(),
      closeCampaign: ({ self }) => ownerOf<PartitionReplica>(self).#closeCampaign(),
      beginEpoch: ({ self }) => ownerOf<PartitionReplica>(self).#beginEpoch(),
      openLeadership: ({ self }) => ownerOf<PartitionReplica>(self).#openLeadership(),
      adoptRecord: ({ self }) => ownerOf<PartitionReplica>(self).#adoptRecord(),
      closeLeadership: ({ self, event }) =>
        ownerOf<PartitionReplica>(self).#closeLeadership(event.type === 'log.failed' ? STORAGE_FAILED : NOT_LEADER),
    },
  });

  readonly topicId: TopicId;
  readonly topic: string;
  readonly partition: PartitionIndex;
  readonly #options: PartitionReplicaOptions;
  readonly #log: ReplicaLog;
  readonly #actor: MachineActor<typeof partitionReplicaMachine>;
  readonly #listeners = new Set<() => void>();
  #settings: ReplicaSettings;
  /** The newest record that was accepted, durable or not. */
  #obeyed: PartitionFacts | null;
  /** The newest record that is durable here and was acted upon in this life. */
  #kept: PartitionFacts | null = null;
  /** Why it went offline. */
  #failure: string | null = null;
  #following: Following | null = null;
  #campaign: Campaign | null = null;
  #leadership: Leadership | null = null;
  #reads: LeaderReads | null = null;
  #toldRole: ReplicaRole;
  #toldEpoch: LeaderEpoch;

  /** Starts as a follower that waits for its first record. */
  constructor(options: PartitionReplicaOptions) {
    this.#options = options;
    this.topicId = options.topicId;
    this.topic = options.topic;
    this.partition = options.partition;
    this.#log = options.log;
    this.#settings = options.settings;
    this.#obeyed = options.lastObeyed;
    const { clock, journal, logger, meter } = options;
    this.#actor = createMachineActor({
      machine: PartitionReplica.#machine,
      input: undefined,
      id: topicPartitionKey(options.topic, options.partition),
      cause: 'the log was opened',
      clock,
      journal,
      logger,
      meter,
      owner: this,
      facts: factsOf,
      onFault: () => this.#faulted(),
    });
    this.#toldRole = this.role;
    this.#toldEpoch = this.leaderEpoch;
    options.log.onAdvanced(() => this.#logAdvanced());
  }

  get role(): ReplicaRole {
    const { state } = this.#actor;
    if (state === 'leader' || state === 'follower') return state;
    return state.startsWith('candidate') ? 'candidate' : 'offline';
  }

  /** Of the newest record acted upon; 0 before the first. */
  get leaderEpoch(): LeaderEpoch {
    return this.#kept?.leaderEpoch ?? NOTHING_OBEYED;
  }

  /**
   * Takes a partition record from the metadata feed. Older ones than obeyed are ignored (R12). A newer one fences at once,
   * is made durable, and only then gives this replica a role.
   * @param metadataPosition how far the local metadata has come, the record included (R15)
   */
  obey(record: PartitionFacts, metadataPosition: number): void {
    if (!this.#actor.isRunning) return;
    const { identity, obeyedRecords, topicId, partition } = this.#options;
    const { registrationPosition } = identity;
    const verdict = judgeRecord({ record, obeyed: this.#obeyed, metadataPosition, registrationPosition });
    if (verdict === 'older' || verdict === 'before registration') return;
    if (verdict === 'same') {
      if (this.#kept === null && this.#obeyed === this.#options.lastObeyed) this.#recordKept(record);
      return;
    }
    this.#obeyed = record;
    this.#send({ type: 'record.observed', ...this.#standing(record) });
    obeyedRecords.keep({ topicId, partition }, record).then(
      () => {
        if (this.#obeyed === record) this.#recordKept(record);
      },
      (error: unknown) => this.#logFailed('the obeyed record could not be kept', error),
    );
  }

  /** Appends one batch; synchronous (R18). Refusals: see Leadership.append; REQUEST_TIMED_OUT also while too much waits for the disk. */
  append(batch: ProducedBatch, request: { readonly requiredAcks: RequiredAcks }): Refusal | Appended {
    if (this.#leadership === null) return this.#refusal;
    try {
      return this.#leadership.append(batch, request.requiredAcks);
    } catch (error) {
      if (isBacklog(error)) return TOO_MUCH_UNWRITTEN;
      this.#logFailed('an append failed', error);
      return STORAGE_FAILED;
    }
  }

  /** The log for who coordinates with it in this broker; ends with the leadership of now. Null where this replica does not lead. */
  leaderLog(): LeaderLog | null {
    const leadership = this.#leadership;
    if (leadership === null) return null;
    return new LeaderLog({
      log: this.#log,
      leadership,
      append: (batch) => leadership.closedBy ?? this.append(batch, { requiredAcks: 0 }),
      onAdvanced: (listener) => this.onAdvanced(listener),
    });
  }

  /** Reads from an offset on; synchronous from the hot tail for readers of uncommitted records. Refusals: see LeaderReads.read. */
  read(request: ReadRequest): Refusal | FetchedSlice | Promise<Refusal | FetchedSlice> {
    return this.#reads === null ? this.#refusal : this.#reads.read(request);
  }

  /** About how many bytes a read at this offset would give; 0 where this replica does not lead. */
  bytesAvailable(startOffset: number, isolation: Isolation): number {
    return this.#reads === null ? 0 : this.#reads.bytesAvailable(startOffset, isolation);
  }

  /** Told when high watermark, last stable offset, log end, epoch or role moved. It must not throw. Returns how to end that. */
  onAdvanced(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Finds an offset by kind or time. Refusals: see LeaderReads.offsets. */
  async offsets(request: OffsetsRequest): Promise<Refusal | FoundOffset | null> {
    return this.#reads === null ? this.#refusal : this.#reads.offsets(request);
  }

  /** Where a leader epoch ends in this log. Refusals: see LeaderReads.endOffsetForEpoch. */
  endOffsetForEpoch(request: {
    readonly leaderEpoch: number;
    readonly currentLeaderEpoch: number | null;
  }): Refusal | { readonly leaderEpoch: number; readonly endOffset: number } {
    return this.#reads === null ? this.#refusal : this.#reads.endOffsetForEpoch(request);
  }

  /**
   * Deletes the records below an offset: the log start moves there, durably. Refusals: OFFSET_OUT_OF_RANGE above the high
   * watermark or below 0, NOT_LEADER_OR_FOLLOWER, KAFKA_STORAGE_ERROR.
   */
  async deleteRecordsBefore(before: number | 'highWatermark'): Promise<Refusal | { readonly lowWatermark: Offset }> {
    const leadership = this.#leadership;
    if (leadership === null) return this.#refusal;
    const { highWatermark, logStartOffset } = this.#log;
    const target = before === 'highWatermark' ? highWatermark : before;
    if (target < 0 || target > highWatermark) {
      return refusal(
        ErrorCode.OFFSET_OUT_OF_RANGE,
        `offset ${target} is outside of 0 to the high watermark ${highWatermark}`,
      );
    }
    try {
      if (target > logStartOffset) await this.#log.advanceLogStart(offset(target));
    } catch (error) {
      if (this.#log.isOffline) this.#logFailed('the log start could not be moved', error);
      return STORAGE_FAILED;
    }
    if (leadership.closedBy !== null) return leadership.closedBy;
    this.#notify();
    return { lowWatermark: this.#log.logStartOffset };
  }

  /** What the partition knows of its idempotent producers. */
  describeProducers(): Refusal | ReturnType<ProducerStates['entries']> {
    return this.#leadership === null ? this.#refusal : this.#log.producers.entries();
  }

  /** The state it is in, and why. */
  explain(): ExplainedState {
    const { identity } = this.#options;
    const record = this.#kept;
    return explainReplica({
      brokerId: identity.brokerId,
      state: this.#actor.state,
      record,
      assignment: record === null ? null : assignmentOf(record, identity),
      isRecordPending: record !== null && this.#obeyed !== record,
      claims: this.#actor.context.claims,
      refusal: this.#actor.context.refusal,
      failure: this.#failure,
      minInSyncReplicas: this.#settings.minInSyncReplicas,
      parkedAcks: this.#leadership?.parkedAcks ?? 0,
      log: this.#log,
    });
  }

  /** The topic's settings changed. */
  configure(settings: ReplicaSettings): void {
    this.#settings = settings;
    this.#leadership?.configure(settings);
  }

  /** Ends the replica: parked acks get NOT_LEADER_OR_FOLLOWER. The log stays open, with whoever opened it. */
  close(): Promise<void> {
    this.#closeTenures(NOT_LEADER);
    this.#actor.stop('the replica was closed');
    this.#notify();
    this.#listeners.clear();
    this.#tellRole();
    return Promise.resolve();
  }

  get #refusal(): Refusal {
    return this.role === 'offline' && this.#actor.state !== 'stopped' ? STORAGE_FAILED : NOT_LEADER;
  }

  #send(event: ReplicaEvent): void {
    this.#actor.send(event);
    this.#tellRole();
  }

  #tellRole(): void {
    const { role, leaderEpoch: epoch } = this;
    if (role === this.#toldRole && epoch === this.#toldEpoch) return;
    this.#toldRole = role;
    this.#toldEpoch = epoch;
    this.#options.onRoleMoved();
  }

  #faulted(): void {
    this.#failure = 'its machine failed';
    this.#closeTenures(STORAGE_FAILED);
    this.#tellRole();
  }

  #recordKept(record: PartitionFacts): void {
    this.#obeyed = record;
    this.#kept = record;
    this.#send({ type: 'record.kept', ...this.#standing(record) });
  }

  #standing(record: PartitionFacts): RecordStanding {
    const assignment = assignmentOf(record, this.#options.identity);
    return {
      cause: describeRecord(record, assignment),
      leaderEpoch: record.leaderEpoch,
      partitionEpoch: record.partitionEpoch,
      assignment,
      leader: record.leader?.brokerId ?? null,
      isr: record.isr.map((member) => member.brokerId),
    };
  }

  #logFailed(what: string, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.#options.logger.log('error', 'replica goes offline', {
      topic: this.topic,
      partition: this.partition,
      what,
      error,
    });
    this.#fail(`${what}: ${reason}`);
  }

  #fail(cause: string): void {
    this.#failure ??= cause;
    this.#send({ type: 'log.failed', cause });
  }

  #logAdvanced(): void {
    if (this.#log.isOffline) {
      this.#fail('the log directory went offline');
      return;
    }
    if (this.#leadership === null) return;
    this.#leadership.advanced();
    this.#notify();
  }

  #notify(): void {
    for (const listener of this.#listeners) listener();
  }

  /** Readers that are parked look again once the machine is at rest. */
  #notifySoon(): void {
    if (this.#listeners.size > 0) this.#options.clock.nextTurn(() => this.#notify());
  }

  #openFollowing(): void {
    const record = this.#kept;
    if (record?.leader === null || record?.leader === undefined) return;
    if (assignmentOf(record, this.#options.identity) !== 'follow') return;
    const { topicId, partition, leaderLink } = this.#options;
    const { leader, leaderEpoch: epoch } = record;
    this.#following = new Following({
      topicId,
      partition,
      log: this.#log,
      link: leaderLink,
      leader,
      leaderEpoch: epoch,
    });
  }

  #closeFollowing(): void {
    this.#following?.close();
    this.#following = null;
  }

  #openCampaign(): void {
    const { topicId, partition, identity, coordinator } = this.#options;
    const epoch = this.leaderEpoch;
    const latest = this.#log.leaderEpochs.latest();
    const claim = {
      topicId,
      partition,
      brokerId: identity.brokerId,
      brokerEpoch: identity.brokerEpoch,
      leaderEpoch: epoch,
      logEndOffset: this.#log.logEndOffset,
      lastEpoch: latest === null ? null : leaderEpoch(latest.epoch),
      highWatermark: this.#log.highWatermark,
      directoryId: identity.directoryId,
    };
    this.#campaign = new Campaign(coordinator, claim, (reason) => {
      this.#send({ type: 'claim.refused', cause: `claim refused: ${reason}`, leaderEpoch: epoch });
    });
  }

  #closeCampaign(): void {
    this.#campaign?.close();
    this.#campaign = null;
  }

  /** Durable before visible: the epoch is in the log's checkpoint before anybody can see a leader. */
  #beginEpoch(): void {
    const epoch = this.leaderEpoch;
    this.#log.beginEpoch(epoch).then(
      () => this.#send({ type: 'epoch.begun', cause: `leader epoch ${epoch} is durable`, leaderEpoch: epoch }),
      (error: unknown) => this.#logFailed('the leader epoch could not be kept', error),
    );
  }

  #openLeadership(): void {
    if (this.#kept === null) return;
    const { identity } = this.#options;
    this.#leadership = new Leadership({
      log: this.#log,
      record: this.#kept,
      brokerId: identity.brokerId,
      settings: this.#settings,
    });
    this.#reads = new LeaderReads(this.#log, this.#leadership);
    this.#notifySoon();
  }

  #adoptRecord(): void {
    if (this.#kept !== null) this.#leadership?.adopt(this.#kept);
    this.#notifySoon();
  }

  #closeLeadership(why: Refusal): void {
    this.#leadership?.close(why);
    this.#leadership = null;
    this.#reads = null;
    this.#notifySoon();
  }

  #closeTenures(why: Refusal): void {
    this.#closeFollowing();
    this.#closeCampaign();
    this.#closeLeadership(why);
  }
}
