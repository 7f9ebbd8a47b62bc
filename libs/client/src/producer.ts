import type { TimerId } from '@yak/base';
import { ErrorCode, isRetriable } from '@yak/model';
import { InitProducerId } from '@yak/protocol';
import type { RecordHeader } from '@yak/records';
import type { ClientCalls } from './client-calls';
import { KafkaError, throwIfError } from './kafka-error';
import { PartitionQueue, type ProducerIdentity } from './partition-queue';
import { partitionOfKey, StickyPartition } from './partitioner';
import { type LaneOwner, ProduceLane, type TakenBatch } from './produce-lane';
import type { ProducerOptions, ProducerRecord, RecordPlace } from './producer-options';
import { isUncertainAfter, produceVerdict } from './produce-verdict';
import { backoffMs, DEFAULT_BACKOFF } from './retry';

/** Batches of a producer that a broker remembers per partition: more in flight and a retry could not be told from a copy. */
const IN_FLIGHT_MAX = 5;

const DEFAULTS = {
  codec: 'none',
  lingerMs: 5,
  batchBytes: 16_384,
  requestBytesMax: 1_048_576,
  bufferBytesMax: 33_554_432,
  deliveryTimeoutMs: 120_000,
  requestTimeoutMs: 30_000,
  keyHash: 'murmur2',
} as const satisfies ProducerOptions;

/** Calls of `send` that may wait for room at once. */
const WAITING_MAX = 100_000;
/** What a record costs beside its key and value: lengths, deltas, attributes. */
const RECORD_OVERHEAD_BYTES = 12;

/** Sends records in batches: partitioned, compressed, retried in order. */
export class Producer implements LaneOwner {
  readonly #calls: ClientCalls;
  readonly #settings: Required<Omit<ProducerOptions, 'acks'>> & { readonly acks: 0 | 1 | -1 };
  readonly #queues = new Map<string, PartitionQueue>();
  readonly #lanes = new Map<number, ProduceLane>();
  readonly #sticky = new Map<string, StickyPartition>();
  readonly #waiting: { readonly bytes: number; readonly go: () => void; readonly stop: (error: Error) => void }[] = [];
  readonly #idle: (() => void)[] = [];
  readonly #turns = new Map<string, Promise<void>>();
  #waitingSends = 0;
  #bufferedBytes = 0;
  #lingerTimer: TimerId | null = null;
  #retryTimer: TimerId | null = null;
  #isDispatchArmed = false;
  #locateFailures = 0;
  #closed: Error | null = null;

  /** Throws KafkaError INVALID_REQUEST for options that contradict each other. */
  constructor(calls: ClientCalls, options: ProducerOptions) {
    const acks = options.acks ?? 'all';
    const isIdempotent = options.isIdempotent ?? acks === 'all';
    if (isIdempotent && acks !== 'all')
      throw new KafkaError(ErrorCode.INVALID_REQUEST, 'an idempotent producer needs acks=all');
    this.#calls = calls;
    const inFlightMax = Math.min(IN_FLIGHT_MAX, Math.max(1, options.inFlightMax ?? IN_FLIGHT_MAX));
    this.#settings = { ...DEFAULTS, ...options, acks: acks === 'all' ? -1 : acks, isIdempotent, inFlightMax };
  }

  /** Bytes of records that are not confirmed yet. */
  get bufferedBytes(): number {
    return this.#bufferedBytes;
  }

  /**
   * Sends a record; resolves once it is confirmed as `acks` says. Waits for room first. Rejects with KafkaError. Records of
   * one topic keep the order of these calls per partition.
   */
  send(record: ProducerRecord): Promise<RecordPlace> {
    if (this.#closed !== null) return Promise.reject(this.#closed);
    const { topic } = record;
    const described = this.#calls.metadata.known(topic);
    if (described === null || this.#turns.has(topic) || this.isFull) return this.sendInTurn(record);
    try {
      const recordBytes = sizeOf(record);
      const partition = this.partitionOf(record, recordBytes, described.partitions.length);
      const queue = this.#queues.get(`${topic}-${partition}`);
      if (queue === undefined || (this.#settings.isIdempotent && queue.identity === null))
        return this.sendInTurn({ ...record, partition });
      this.#bufferedBytes += recordBytes;
      return this.append(queue, record, recordBytes);
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** Sends what is open now and resolves when nothing is left unconfirmed; failures are told by `send` alone. */
  async flush(): Promise<void> {
    this.closeOpenBatches(Infinity);
    if (this.isIdle()) return;
    await new Promise<void>((resolve) => {
      this.#idle.push(resolve);
    });
  }

  /** Flushes; `send` is refused afterwards. */
  async close(): Promise<void> {
    await this.flush();
    this.abandon();
  }

  /** Gives up at once: everything unconfirmed fails. */
  abandon(): void {
    if (this.#closed !== null) return;
    const error = new KafkaError(ErrorCode.NETWORK_EXCEPTION, 'the producer is closed');
    this.#closed = error;
    const { clock } = this.#calls;
    for (const timer of [this.#lingerTimer, this.#retryTimer]) if (timer !== null) clock.clearTimeout(timer);
    for (const queue of this.#queues.values())
      for (const batch of queue.unconfirmed) this.finish({ queue, batch }, error);
    for (const { stop } of this.#waiting.splice(0)) stop(error);
  }

  /** Lane: batches whose partitions this broker leads. */
  takeFor(brokerId: number): TakenBatch[] {
    if (this.#closed !== null) return [];
    const nowMs = this.#calls.clock.monotonicMs();
    const taken: TakenBatch[] = [];
    let bytes = 0;
    for (const queue of this.#queues.values()) {
      if (!queue.isTakeable(nowMs) || this.leaderOf(queue) !== brokerId) continue;
      if (bytes >= this.#settings.requestBytesMax) break;
      const batch = queue.take(nowMs);
      if (batch === null) continue;
      bytes += batch.sizeInBytes;
      taken.push({ queue, batch });
    }
    return taken;
  }

  /** Lane: the verdict on a batch. */
  conclude(
    taken: TakenBatch,
    answer: { readonly errorCode: number; readonly baseOffset: number | null; readonly error: KafkaError | null },
  ): void {
    if (this.#closed !== null) return;
    const { queue, batch } = taken;
    const nowMs = this.#calls.clock.monotonicMs();
    const isExpired = nowMs - batch.createdAtMs >= this.#settings.deliveryTimeoutMs;
    const verdict = produceVerdict(answer.errorCode, {
      isIdempotent: this.#settings.isIdempotent,
      isOldest: queue.isOldest(batch),
      isExpired,
      isRowBroken: queue.isRowBroken(batch),
    });
    if (verdict === 'done') {
      queue.settle(batch);
      this.finish(taken, null, answer.baseOffset);
      return;
    }
    if (isRetriable(answer.errorCode)) this.#calls.metadata.forget(queue.topic);
    batch.isUncertain ||= isUncertainAfter(answer.errorCode); // no later refusal takes back what an earlier attempt may have done
    if (verdict === 'retry' && !(batch.isUncertain && queue.isRowBroken(batch))) {
      const waitMs = backoffMs(batch.attempts, DEFAULT_BACKOFF, this.#calls.random);
      queue.giveBack(batch, nowMs + waitMs);
      this.armRetry(waitMs);
      return;
    }
    queue.settle(batch);
    this.finish(taken, answer.error ?? new KafkaError(answer.errorCode));
    if (verdict === 'renew') this.renew(queue);
  }

  /** Lane: our own fault; nothing more is sent. */
  onFault(error: unknown): void {
    this.abandon();
    throw error;
  }

  private get isFull(): boolean {
    return this.#bufferedBytes >= this.#settings.bufferBytesMax;
  }

  /** A record that must wait for something: those of its topic after it wait behind it. */
  private sendInTurn(record: ProducerRecord): Promise<RecordPlace> {
    const { topic } = record;
    if (this.#waitingSends >= WAITING_MAX)
      return Promise.reject(
        new KafkaError(ErrorCode.UNKNOWN_SERVER_ERROR, `${WAITING_MAX} records wait for room in the producer's buffer`),
      );
    this.#waitingSends += 1;
    const admitted = (this.#turns.get(topic) ?? Promise.resolve()).then(() => this.admit(record));
    const over = admitted.then(ignore, ignore).then(() => {
      this.#waitingSends -= 1;
      if (this.#turns.get(topic) === over) this.#turns.delete(topic);
      this.tellIdle();
    });
    this.#turns.set(topic, over);
    return admitted.then(({ confirmed }) => confirmed);
  }

  /** Waits for room, metadata and identity. What it gives is wrapped, so that the next in turn need not wait for the answer. */
  private async admit(record: ProducerRecord): Promise<{ readonly confirmed: Promise<RecordPlace> }> {
    const { metadata } = this.#calls;
    const { topic } = record;
    const recordBytes = sizeOf(record);
    if (this.#waiting.length > 0 || this.isFull) await this.room(recordBytes);
    else this.#bufferedBytes += recordBytes;
    try {
      const described =
        metadata.known(topic) ?? (await this.#calls.retrying(() => metadata.topic(topic, { isCreating: true })));
      const partition = this.partitionOf(record, recordBytes, described.partitions.length);
      const queue = await this.queueOf(topic, partition);
      if (this.#closed !== null) throw this.#closed;
      return { confirmed: this.append(queue, record, recordBytes) };
    } catch (error) {
      this.release(recordBytes);
      throw error;
    }
  }

  private append(queue: PartitionQueue, record: ProducerRecord, recordBytes: number): Promise<RecordPlace> {
    const { clock } = this.#calls;
    const { key = null, value, headers = [], timestampMs = clock.wallMs() } = record;
    const { batch, index } = queue.append({ key, value, headers, timestampMs }, recordBytes, clock.monotonicMs());
    this.schedule(queue);
    const { topic, partition } = queue;
    return batch.done.then((baseOffset) => ({
      topic,
      partition,
      offset: baseOffset === null ? null : baseOffset + index,
    }));
  }

  /** The record's bytes count from the moment it is let in. */
  private room(bytes: number): Promise<void> {
    return new Promise<void>((go, stop) => {
      this.#waiting.push({ bytes, go, stop });
    });
  }

  private partitionOf(record: ProducerRecord, recordBytes: number, partitionCount: number): number {
    if (record.partition !== undefined) {
      if (record.partition >= 0 && record.partition < partitionCount) return record.partition;
      throw new KafkaError(
        ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
        `${record.topic} has ${partitionCount} partitions, not one of number ${record.partition}`,
      );
    }
    if (record.key !== undefined && record.key !== null)
      return partitionOfKey(record.key, partitionCount, this.#settings.keyHash);
    let sticky = this.#sticky.get(record.topic);
    if (sticky === undefined) {
      sticky = new StickyPartition(this.#calls.random, this.#settings.batchBytes);
      this.#sticky.set(record.topic, sticky);
    }
    return sticky.next(recordBytes, partitionCount);
  }

  private queueOf(topic: string, partition: number): PartitionQueue | Promise<PartitionQueue> {
    const key = `${topic}-${partition}`;
    const existing = this.#queues.get(key);
    if (existing !== undefined)
      return this.#settings.isIdempotent && existing.identity === null ? this.identified(existing) : existing;
    const queue = new PartitionQueue(topic, partition, this.#settings.batchBytes);
    this.#queues.set(key, queue);
    return this.#settings.isIdempotent ? this.identified(queue) : queue;
  }

  #identity: Promise<ProducerIdentity> | null = null;

  /** One identity for all partitions, until the row of one of them breaks. */
  private async identified(queue: PartitionQueue): Promise<PartitionQueue> {
    this.#identity ??= this.newIdentity().catch((error: unknown) => {
      this.#identity = null;
      throw error;
    });
    const identity = await this.#identity;
    queue.identity ??= identity;
    return queue;
  }

  private newIdentity(): Promise<ProducerIdentity> {
    return this.#calls.retrying(async () => {
      const answer = await this.#calls.request(InitProducerId, 'best', {
        transactionalId: null,
        transactionTimeoutMs: 60_000,
      });
      throwIfError(answer.errorCode);
      return { producerId: answer.producerId, producerEpoch: answer.producerEpoch };
    });
  }

  private renew(queue: PartitionQueue): void {
    if (!queue.beginRenewal()) return;
    this.newIdentity().then(
      (identity) => {
        const lost = new KafkaError(
          ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER,
          'a batch before this one failed; whether this one is in the log is not known',
        );
        for (const batch of queue.renew(identity)) this.finish({ queue, batch }, lost);
        this.dispatch();
      },
      (error: unknown) => {
        const fault = error instanceof Error ? error : new Error(String(error));
        this.#queues.delete(`${queue.topic}-${queue.partition}`);
        for (const batch of queue.unconfirmed) {
          queue.settle(batch);
          this.finish({ queue, batch }, fault);
        }
      },
    );
  }

  private leaderOf(queue: PartitionQueue): number | null {
    return this.#calls.metadata.known(queue.topic)?.partitions[queue.partition]?.leaderId ?? null;
  }

  private schedule(queue: PartitionQueue): void {
    if (queue.hasWaiting) this.armDispatch();
    if (queue.openSinceMs === null) return;
    if (this.#settings.lingerMs === 0) this.armDispatch();
    else this.armLinger(this.#settings.lingerMs);
  }

  /** What is sent in one turn is looked for once. */
  private armDispatch(): void {
    if (this.#isDispatchArmed) return;
    this.#isDispatchArmed = true;
    this.#calls.clock.nextTurn(() => {
      this.#isDispatchArmed = false;
      if (this.#settings.lingerMs === 0) this.closeOpenBatches(Infinity);
      this.dispatch();
    });
  }

  private armLinger(delayMs: number): void {
    const { clock } = this.#calls;
    this.#lingerTimer ??= clock.setTimeout(() => {
      this.#lingerTimer = null;
      this.closeOpenBatches(clock.monotonicMs() - this.#settings.lingerMs);
      if ([...this.#queues.values()].some((queue) => queue.openSinceMs !== null))
        this.armLinger(this.#settings.lingerMs);
    }, delayMs);
  }

  /** Closes the open batches that were begun at or before a time. */
  private closeOpenBatches(beganUntilMs: number): void {
    for (const queue of this.#queues.values())
      if (queue.openSinceMs !== null && queue.openSinceMs <= beganUntilMs) queue.closeOpen();
    if ([...this.#queues.values()].some((queue) => queue.hasWaiting)) this.dispatch();
  }

  /** Wakes the lanes of the leaders; partitions without one wait for fresh metadata. */
  private dispatch(): void {
    if (this.#closed !== null) return;
    const nowMs = this.#calls.clock.monotonicMs();
    const leaderless = new Set<string>();
    for (const queue of this.#queues.values()) {
      if (!queue.isTakeable(nowMs)) continue;
      const leaderId = this.leaderOf(queue);
      if (leaderId === null) leaderless.add(queue.topic);
      else this.laneTo(leaderId).wake();
    }
    if (leaderless.size > 0) this.locate([...leaderless]);
  }

  private laneTo(brokerId: number): ProduceLane {
    const existing = this.#lanes.get(brokerId);
    if (existing !== undefined) return existing;
    const { acks, codec, inFlightMax, requestTimeoutMs } = this.#settings;
    const lane = new ProduceLane(
      brokerId,
      this.#calls,
      { acks, codec, inFlightMax, acksTimeoutMs: requestTimeoutMs },
      this,
    );
    this.#lanes.set(brokerId, lane);
    return lane;
  }

  #isLocating = false;

  private locate(topics: readonly string[]): void {
    if (this.#isLocating) return;
    this.#isLocating = true;
    this.#calls.metadata
      .refresh(topics)
      .then((cluster) => {
        const hasLeaders =
          cluster.faults.length === 0 &&
          cluster.topics.every((topic) => topic.partitions.every(({ leaderId }) => leaderId !== null));
        this.#locateFailures = hasLeaders ? 0 : this.#locateFailures + 1;
      })
      .catch(() => {
        this.#locateFailures += 1;
      })
      .finally(() => {
        this.#isLocating = false;
        if (this.#locateFailures === 0) this.dispatch();
        else {
          this.expire();
          this.dispatchFound();
          this.armRetry(backoffMs(this.#locateFailures, DEFAULT_BACKOFF, this.#calls.random));
        }
      });
  }

  /** Partitions that do have a leader do not wait for those that have none. */
  private dispatchFound(): void {
    const nowMs = this.#calls.clock.monotonicMs();
    for (const queue of this.#queues.values()) {
      const leaderId = queue.isTakeable(nowMs) ? this.leaderOf(queue) : null;
      if (leaderId !== null) this.laneTo(leaderId).wake();
    }
  }

  /** Gives up what has waited for a leader longer than its delivery may take. */
  private expire(): void {
    const nowMs = this.#calls.clock.monotonicMs();
    for (const queue of this.#queues.values()) {
      for (
        let batch = queue.isTakeable(nowMs) ? queue.unconfirmed[0] : undefined;
        batch !== undefined;
        batch = queue.unconfirmed[0]
      ) {
        if (nowMs - batch.createdAtMs < this.#settings.deliveryTimeoutMs) break;
        const wasSent = batch.producer !== null;
        queue.settle(batch);
        this.finish(
          { queue, batch },
          new KafkaError(ErrorCode.REQUEST_TIMED_OUT, `not delivered within ${this.#settings.deliveryTimeoutMs} ms`),
        );
        if (wasSent) this.renew(queue);
      }
    }
  }

  private armRetry(delayMs: number): void {
    this.#retryTimer ??= this.#calls.clock.setTimeout(() => {
      this.#retryTimer = null;
      this.dispatch();
      const nowMs = this.#calls.clock.monotonicMs();
      const laterMs = [...this.#queues.values()]
        .filter((queue) => queue.hasWaiting && queue.retryAtMs > nowMs)
        .map((queue) => queue.retryAtMs - nowMs);
      const nextMs = Math.min(...laterMs, Infinity);
      if (nextMs < Infinity) this.armRetry(nextMs);
    }, delayMs);
  }

  /** A batch leaves: its promise settles, its bytes make room. */
  private finish({ queue, batch }: TakenBatch, error: Error | null, baseOffset: number | null = null): void {
    if (error === null) batch.resolve(baseOffset);
    else batch.reject(error);
    if (queue.isTakeable(this.#calls.clock.monotonicMs())) this.armDispatch();
    this.release(batch.sizeInBytes);
  }

  private release(bytes: number): void {
    this.#bufferedBytes -= bytes;
    for (
      let next = this.#waiting[0];
      next !== undefined && this.#bufferedBytes < this.#settings.bufferBytesMax;
      next = this.#waiting[0]
    ) {
      this.#waiting.shift();
      this.#bufferedBytes += next.bytes;
      next.go();
    }
    this.tellIdle();
  }

  private tellIdle(): void {
    if (this.#idle.length > 0 && this.isIdle()) for (const resolve of this.#idle.splice(0)) resolve();
  }

  private isIdle(): boolean {
    return this.#waitingSends === 0 && this.#bufferedBytes === 0;
  }
}

const ignore = (): void => undefined;

function sizeOf(record: {
  readonly key?: Buffer | null;
  readonly value?: Buffer | null;
  readonly headers?: readonly RecordHeader[];
}): number {
  let bytes = RECORD_OVERHEAD_BYTES + (record.key?.length ?? 0) + (record.value?.length ?? 0);
  for (const header of record.headers ?? []) bytes += 4 + header.key.length + (header.value?.length ?? 0);
  return bytes;
}
