import { type BrokerId, type LeaderEpoch, offset, type Offset, type Refusal } from '@yak/model';
import { type BatchHeader, hasLogAppendTime, nextOffset, placeBatch, type ProducedBatch } from '@yak/records';
import type { ReplicaLog } from '../ports';
import type { PartitionFacts } from '../rules/partition-facts';
import { highWatermarkOf } from '../rules/high-watermark';
import { produceFault, type RequiredAcks } from '../rules/produce-admission';
import { ParkedAcks } from './parked-acks';
import { STORAGE_FAILED, TOO_MANY_PARKED } from './refusals';

/** What an append gave. */
export interface Appended {
  /** Offset of the first record; for a duplicate the offset it got the first time. */
  readonly baseOffset: Offset;
  /** Broker's time of the append in milliseconds; null where the records keep the producer's times. */
  readonly logAppendTimeMs: number | null;
  readonly logStartOffset: Offset;
  /**
   * Settles when the promise of the acks is kept (null) or broken (a refusal): acks 0 at once, acks 1 when the log end
   * covers the batch, acks −1 when the high watermark does. It has no deadline of its own.
   */
  readonly done: Promise<Refusal | null>;
}

/** What a leader obeys of the settings. */
export interface ReplicaSettings {
  /** `min.insync.replicas` of the topic, ≥ 1 */
  readonly minInSyncReplicas: number;
  /** Most acks that wait at once, for the log end and for the high watermark each. */
  readonly parkedAcksMax: number;
}

/** What a leadership starts with. */
export interface LeadershipOptions {
  readonly log: ReplicaLog;
  readonly record: PartitionFacts;
  readonly brokerId: BrokerId;
  readonly settings: ReplicaSettings;
}

const KEPT: Promise<Refusal | null> = Promise.resolve(null);

/** The tenure of a leader: one epoch. Once closed it refuses everything, so fencing is this object's lifetime. */
export class Leadership {
  readonly leaderEpoch: LeaderEpoch;
  /** Where this epoch starts in the log; below it the high watermark may still be catching up. */
  readonly epochStartOffset: Offset;
  readonly #log: ReplicaLog;
  readonly #brokerId: BrokerId;
  readonly #awaitingLogEnd: ParkedAcks;
  readonly #awaitingHighWatermark: ParkedAcks;
  #record: PartitionFacts;
  #followerLogEnds: readonly Offset[];
  #minInSyncReplicas: number;
  #closedBy: Refusal | null = null;

  /** Opens it: the epoch is durable in the log by now. */
  constructor({ log, record, brokerId, settings }: LeadershipOptions) {
    this.#log = log;
    this.#record = record;
    this.#brokerId = brokerId;
    this.#followerLogEnds = this.#endsOfFollowers(record);
    this.#minInSyncReplicas = settings.minInSyncReplicas;
    this.#awaitingLogEnd = new ParkedAcks(settings.parkedAcksMax);
    this.#awaitingHighWatermark = new ParkedAcks(settings.parkedAcksMax);
    this.leaderEpoch = record.leaderEpoch;
    const latest = log.leaderEpochs.latest();
    this.epochStartOffset = offset(
      latest !== null && latest.epoch === record.leaderEpoch ? latest.startOffset : log.nextOffset,
    );
    this.advanced();
  }

  /** Why it refuses; null while it is open. */
  get closedBy(): Refusal | null {
    return this.#closedBy;
  }

  /** Acks that wait, for the log end or for the high watermark. */
  get parkedAcks(): number {
    return this.#awaitingLogEnd.length + this.#awaitingHighWatermark.length;
  }

  /**
   * Appends one batch under this epoch. Check and append are one synchronous turn (R18). Throws what the log throws.
   * Refusals: NOT_LEADER_OR_FOLLOWER, KAFKA_STORAGE_ERROR, INVALID_TXN_STATE, NOT_ENOUGH_REPLICAS, REQUEST_TIMED_OUT (too
   * many acks parked), and those of the producer's sequence.
   */
  append(batch: ProducedBatch, requiredAcks: RequiredAcks): Refusal | Appended {
    const { header } = batch;
    const fault = this.#faultOf(header, requiredAcks);
    if (fault !== null) return fault;
    const log = this.#log;
    const verdict = log.producers.check(header, 'client');
    if (verdict.kind === 'refusal') return verdict;
    if (verdict.kind === 'duplicate') {
      const end = verdict.baseOffset + header.lastOffsetDelta + 1;
      return this.#appended(
        offset(verdict.baseOffset),
        hasLogAppendTime(header) ? verdict.logAppendTimeMs : null,
        this.#ack(end, requiredAcks),
      );
    }
    const baseOffset = log.nextOffset;
    placeBatch(batch, { baseOffset, leaderEpoch: this.leaderEpoch });
    log.append(batch);
    const appendTimeMs = hasLogAppendTime(header) ? header.maxTimestamp : null;
    return this.#appended(baseOffset, appendTimeMs, this.#ack(nextOffset(header), requiredAcks));
  }

  /** Settles when the high watermark reaches an offset (null), or with why it never will. Offsets asked for must not fall. */
  whenCommitted(endOffset: Offset): Promise<Refusal | null> {
    if (this.#closedBy !== null) return Promise.resolve(this.#closedBy);
    return this.#awaitingHighWatermark.isFull ? Promise.resolve(TOO_MANY_PARKED) : this.#ack(endOffset, -1);
  }

  /** The log end moved, or what the high watermark follows from changed. Returns whether the high watermark moved. */
  advanced(): boolean {
    if (this.#closedBy !== null) return false;
    const log = this.#log;
    const before = log.highWatermark;
    const highWatermark = highWatermarkOf({
      current: before,
      ownLogEnd: log.logEndOffset,
      followerLogEnds: this.#followerLogEnds,
      committedIsrSize: this.#record.isr.length,
      minInSyncReplicas: this.#minInSyncReplicas,
      replicaCount: this.#record.replicas.length,
    });
    if (highWatermark > before) log.setHighWatermark(highWatermark);
    this.#awaitingLogEnd.release(log.logEndOffset);
    this.#awaitingHighWatermark.release(highWatermark);
    return highWatermark > before;
  }

  /** A newer record of the same leader epoch: the ISR changed by decision of the coordinator. */
  adopt(record: PartitionFacts): void {
    this.#record = record;
    this.#followerLogEnds = this.#endsOfFollowers(record);
    this.advanced();
  }

  /** The topic's settings changed. */
  configure(settings: ReplicaSettings): void {
    this.#minInSyncReplicas = settings.minInSyncReplicas;
    this.advanced();
  }

  /** Ends the tenure: parked acks and every later request get the refusal. Closing twice changes nothing. */
  close(refusal: Refusal): void {
    if (this.#closedBy !== null) return;
    this.#closedBy = refusal;
    this.#awaitingLogEnd.breakAll(refusal);
    this.#awaitingHighWatermark.breakAll(refusal);
  }

  #faultOf(header: BatchHeader, requiredAcks: RequiredAcks): Refusal | null {
    if (this.#closedBy !== null) return this.#closedBy;
    if (this.#log.isOffline) return STORAGE_FAILED;
    if (requiredAcks !== 0 && this.#queueOf(requiredAcks).isFull) return TOO_MANY_PARKED;
    return produceFault({
      header,
      requiredAcks,
      isrSize: this.#record.isr.length,
      minInSyncReplicas: this.#minInSyncReplicas,
      replicaCount: this.#record.replicas.length,
    });
  }

  #queueOf(requiredAcks: 1 | -1): ParkedAcks {
    return requiredAcks === 1 ? this.#awaitingLogEnd : this.#awaitingHighWatermark;
  }

  #ack(endOffset: number, requiredAcks: RequiredAcks): Promise<Refusal | null> {
    if (requiredAcks === 0) return KEPT;
    const reached = requiredAcks === 1 ? this.#log.logEndOffset : this.#log.highWatermark;
    return endOffset <= reached ? KEPT : this.#queueOf(requiredAcks).park(endOffset);
  }

  #appended(baseOffset: Offset, logAppendTimeMs: number | null, done: Promise<Refusal | null>): Appended {
    return { baseOffset, logAppendTimeMs, logStartOffset: this.#log.logStartOffset, done };
  }

  /** In-sync followers count with the log end that their fetches confirmed in this epoch: 0 until the first one. */
  #endsOfFollowers(record: PartitionFacts): readonly Offset[] {
    return record.isr.filter((member) => member.brokerId !== this.#brokerId).map(() => offset(0));
  }
}
