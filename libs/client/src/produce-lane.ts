import { ErrorCode, isRefusal } from '@yak/model';
import { Produce, type ResponseOf } from '@yak/protocol';
import { type Codec, encodeBatch, encodePlainBatch } from '@yak/records';
import type { ClientCalls } from './client-calls';
import { KafkaError } from './kafka-error';
import type { PartitionQueue, PendingBatch } from './partition-queue';
import { bestVersion } from './version-choice';

/** A batch with the queue it came from. */
export interface TakenBatch {
  readonly queue: PartitionQueue;
  readonly batch: PendingBatch;
}

/** What the lane asks of the producer. */
export interface LaneOwner {
  /** Batches for this broker, at most one per partition; empty when there is nothing to send now. */
  takeFor(brokerId: number): TakenBatch[];
  /** The broker's verdict on one batch. `detail` is its message or the cause. */
  conclude(
    taken: TakenBatch,
    answer: { readonly errorCode: number; readonly baseOffset: number | null; readonly error: KafkaError | null },
  ): void;
  /** Something failed that is none of the kinds above. */
  onFault(error: unknown): void;
}

/** How a lane sends. */
export interface LaneSettings {
  readonly acks: 0 | 1 | -1;
  readonly codec: Codec;
  readonly inFlightMax: number;
  /** How long the broker may wait for the other replicas. */
  readonly acksTimeoutMs: number;
}

/** An answer takes its time on the way, beyond what the broker itself may wait. */
const ANSWER_SLACK_MS = 5_000;

/** Sends batches to one broker: requests in order, a few in flight. */
export class ProduceLane {
  #inFlight = 0;
  #isRunning = false;
  #wasWoken = false;

  constructor(
    private readonly brokerId: number,
    private readonly calls: ClientCalls,
    private readonly settings: LaneSettings,
    private readonly owner: LaneOwner,
  ) {}

  /** There may be something to send. */
  wake(): void {
    this.#wasWoken = true;
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.run().catch((error: unknown) => {
      this.#isRunning = false;
      this.owner.onFault(error);
    });
  }

  /** One at a time: encoding may take turns, and requests must leave in the order in which batches were taken. */
  private async run(): Promise<void> {
    while (this.#wasWoken) {
      this.#wasWoken = false;
      while (this.#inFlight < this.settings.inFlightMax) {
        const taken = this.owner.takeFor(this.brokerId);
        if (taken.length === 0) break;
        await this.send(taken);
      }
    }
    this.#isRunning = false;
  }

  private async send(taken: TakenBatch[]): Promise<void> {
    try {
      const { acks, acksTimeoutMs } = this.settings;
      await Promise.all(taken.map(({ batch }) => this.encode(batch)));
      const connection = await this.calls.connectionTo({ brokerId: this.brokerId });
      const version = bestVersion(Produce, connection.versions);
      const body = { acks, timeoutMs: acksTimeoutMs, topicData: byTopic(taken) };
      if (acks === 0) {
        connection.post(Produce, version, body);
        for (const each of taken)
          this.owner.conclude(each, { errorCode: ErrorCode.NONE, baseOffset: null, error: null });
        return;
      }
      this.#inFlight += 1;
      connection.request(Produce, version, body, { timeoutMs: acksTimeoutMs + ANSWER_SLACK_MS }).then(
        (response) => {
          this.returned(taken, (each) => answerFor(response, each.queue));
        },
        (error: unknown) => {
          this.returned(taken, () => failure(error));
        },
      );
    } catch (error) {
      for (const each of taken) this.owner.conclude(each, failure(error));
    }
  }

  private returned(taken: TakenBatch[], answerOf: (each: TakenBatch) => Parameters<LaneOwner['conclude']>[1]): void {
    this.#inFlight -= 1;
    for (const each of taken) this.owner.conclude(each, answerOf(each));
    this.wake();
  }

  private async encode(batch: PendingBatch): Promise<void> {
    if (batch.bytes !== null) return;
    const { codec } = this.settings;
    const input = { records: batch.records, ...(batch.producer === null ? {} : { producer: batch.producer }) };
    const bytes = codec === 'none' ? encodePlainBatch(input) : await encodeBatch({ ...input, codec });
    if (isRefusal(bytes)) throw new KafkaError(bytes.code, bytes.detail);
    batch.bytes = bytes;
  }
}

function byTopic(
  taken: readonly TakenBatch[],
): { name: string; partitionData: { index: number; records: Buffer | null }[] }[] {
  const topics = new Map<string, { index: number; records: Buffer | null }[]>();
  for (const { queue, batch } of taken) {
    const partitions = topics.get(queue.topic) ?? [];
    topics.set(queue.topic, partitions);
    partitions.push({ index: queue.partition, records: batch.bytes });
  }
  return [...topics].map(([name, partitionData]) => ({ name, partitionData }));
}

function answerFor(response: ResponseOf<typeof Produce>, queue: PartitionQueue): Parameters<LaneOwner['conclude']>[1] {
  const topic = response.responses.find(({ name }) => name === queue.topic);
  const answer = topic?.partitionResponses.find(({ index }) => index === queue.partition);
  if (answer === undefined)
    return failure(new KafkaError(ErrorCode.UNKNOWN_SERVER_ERROR, 'the broker answered for another partition'));
  const error = answer.errorCode === ErrorCode.NONE ? null : new KafkaError(answer.errorCode, answer.errorMessage);
  return { errorCode: answer.errorCode, baseOffset: answer.baseOffset < 0 ? null : answer.baseOffset, error };
}

function failure(cause: unknown): Parameters<LaneOwner['conclude']>[1] {
  const error =
    cause instanceof KafkaError
      ? cause
      : new KafkaError(ErrorCode.UNKNOWN_SERVER_ERROR, cause instanceof Error ? cause.message : null, { cause });
  return { errorCode: error.code, baseOffset: null, error };
}
