import { ErrorCode, type TopicId } from '@yak/model';
import { Fetch, ListOffsets, type ResponseOf } from '@yak/protocol';
import {
  type BatchHeader,
  decodeRecords,
  HEADER_BYTES,
  isControl,
  isTransactional,
  type KafkaRecord,
  lastOffset,
  nextOffset,
  readBatchHeader,
  readTransactionMarker,
} from '@yak/records';
import { AbortedFilter } from './aborted-filter';
import type { ClientCalls } from './client-calls';
import { KafkaError, throwIfError } from './kafka-error';
import { backoffMs, DEFAULT_BACKOFF, pause } from './retry';
import { bestVersion } from './version-choice';

/** How a consumer reads. */
export interface ConsumerOptions {
  /** Whether records of open transactions are held back and those of aborted ones left out. Default `read_uncommitted`. */
  readonly isolationLevel?: 'read_uncommitted' | 'read_committed';
  /** How long a broker may wait for `minBytes`. Default 500. */
  readonly maxWaitMs?: number;
  readonly minBytes?: number;
  /** Bytes of one answer, and of one partition in it; a first batch that is larger still comes. Default 50 MiB and 1 MiB. */
  readonly maxBytes?: number;
  readonly partitionMaxBytes?: number;
  /** A batch that grows beyond this when decompressed is refused. Default 64 MiB. */
  readonly decompressedBytesMax?: number;
  /** Where to go on when an offset is out of range; null (default): fail. */
  readonly resetTo?: 'earliest' | 'latest' | null;
}

/** A place to read from: an offset, an end of the log, or the first record at or after a time. */
export type StartPosition = 'earliest' | 'latest' | { readonly offset: number } | { readonly timestampMs: number };

/** Records of one partition in log order; never empty of meaning: `nextOffset` moves even where all records were filtered. */
export interface ConsumedRecords {
  readonly topic: string;
  readonly partition: number;
  readonly records: readonly KafkaRecord[];
  /** Where the next read starts. */
  readonly nextOffset: number;
  readonly highWatermark: number;
}

interface Position {
  readonly topic: string;
  readonly partition: number;
  offset: number;
  leaderId: number | null;
  topicId: TopicId | null;
}

type FetchAnswer = ResponseOf<typeof Fetch>;
type PartitionAnswer = FetchAnswer['responses'][number]['partitions'][number];

const TIMESTAMP_OF = { earliest: -2, latest: -1 } as const;
/** Beyond the wait that was asked for, an answer takes its time on the way. */
const ANSWER_SLACK_MS = 10_000;

/** Reads explicit partitions from explicit offsets, one Fetch in flight per leader. Holds at most one answer of each. */
export class Consumer {
  readonly #calls: ClientCalls;
  readonly #options: Required<ConsumerOptions>;
  readonly #positions = new Map<string, Position>();
  readonly #fetches = new Map<
    number,
    Promise<{
      readonly leaderId: number;
      readonly asked: readonly Position[];
      readonly answer: FetchAnswer | KafkaError;
    }>
  >();
  #failures = 0;

  constructor(calls: ClientCalls, options: ConsumerOptions) {
    this.#calls = calls;
    this.#options = {
      isolationLevel: options.isolationLevel ?? 'read_uncommitted',
      maxWaitMs: options.maxWaitMs ?? 500,
      minBytes: options.minBytes ?? 1,
      maxBytes: options.maxBytes ?? 50 * 1024 * 1024,
      partitionMaxBytes: options.partitionMaxBytes ?? 1024 * 1024,
      decompressedBytesMax: options.decompressedBytesMax ?? 64 * 1024 * 1024,
      resetTo: options.resetTo ?? null,
    };
  }

  /** Reads these partitions as well, from there on. Rejects with KafkaError where a position cannot be found. */
  async assign(
    places: readonly { readonly topic: string; readonly partition: number; readonly from: StartPosition }[],
  ): Promise<void> {
    for (const { topic, partition, from } of places) {
      const offset = await this.resolve(topic, partition, from);
      this.#positions.set(`${topic}-${partition}`, { topic, partition, offset, leaderId: null, topicId: null });
    }
  }

  /** Where each assigned partition is read next. */
  positions(): { readonly topic: string; readonly partition: number; readonly offset: number }[] {
    return [...this.#positions.values()].map(({ topic, partition, offset }) => ({ topic, partition, offset }));
  }

  /** The offset of a position, asked of the leader; a time after the last record gives the end. Retries while there is no leader. */
  resolve(topic: string, partition: number, from: StartPosition): Promise<number> {
    if (typeof from === 'object' && 'offset' in from) return Promise.resolve(from.offset);
    const timestamp = typeof from === 'object' ? from.timestampMs : TIMESTAMP_OF[from];
    return this.#calls.retrying(async () => {
      const leader = await this.#calls.metadata.leaderOf(topic, partition);
      const answer = await this.#calls.request(
        ListOffsets,
        'best',
        {
          replicaId: -1,
          isolationLevel: this.isolation(),
          topics: [
            {
              name: topic,
              partitions: [{ partitionIndex: partition, timestamp, currentLeaderEpoch: leader.leaderEpoch ?? -1 }],
            },
          ],
          timeoutMs: 30_000,
        },
        { brokerId: leader.brokerId },
      );
      const found = answer.topics[0]?.partitions[0];
      const errorCode = found?.errorCode ?? ErrorCode.UNKNOWN_SERVER_ERROR;
      if (errorCode !== ErrorCode.NONE) this.#calls.metadata.forget(topic);
      throwIfError(errorCode, `${topic}-${partition}`);
      if (found !== undefined && found.offset >= 0) return found.offset;
      return this.resolve(topic, partition, 'latest');
    });
  }

  /**
   * The next records that arrive from any assigned partition; empty when a broker had nothing within `maxWaitMs`.
   * Rejects with KafkaError for what no retry mends (an offset out of range without `resetTo`, corrupt batches).
   */
  async poll(): Promise<ConsumedRecords[]> {
    await this.startFetches();
    if (this.#fetches.size === 0) {
      await pause(this.#calls.clock, this.backOff());
      return [];
    }
    const { leaderId, asked, answer } = await Promise.race(this.#fetches.values());
    this.#fetches.delete(leaderId);
    for (const position of asked) position.leaderId = null;
    if (answer instanceof KafkaError || answer.errorCode !== ErrorCode.NONE) {
      const error = answer instanceof KafkaError ? answer : new KafkaError(answer.errorCode);
      if (!error.retriable) throw error;
      for (const { topic } of asked) this.#calls.metadata.forget(topic);
      await pause(this.#calls.clock, this.backOff());
      return [];
    }
    this.#failures = 0;
    return this.take(asked, answer);
  }

  private backOff(): number {
    this.#failures += 1;
    return backoffMs(this.#failures, DEFAULT_BACKOFF, this.#calls.random);
  }

  private isolation(): 0 | 1 {
    return this.#options.isolationLevel === 'read_committed' ? 1 : 0;
  }

  /** One Fetch to each leader that has none in flight. */
  private async startFetches(): Promise<void> {
    const byLeader = new Map<number, Position[]>();
    for (const position of this.#positions.values()) {
      if (position.leaderId !== null) continue;
      try {
        const leader = await this.#calls.metadata.leaderOf(position.topic, position.partition);
        position.topicId = leader.topicId;
        if (!this.#fetches.has(leader.brokerId))
          byLeader.set(leader.brokerId, [...(byLeader.get(leader.brokerId) ?? []), position]);
      } catch (error) {
        if (!(error instanceof KafkaError) || !error.retriable) throw error;
      }
    }
    for (const [leaderId, asked] of byLeader) {
      for (const position of asked) position.leaderId = leaderId;
      this.#fetches.set(leaderId, this.fetch(leaderId, asked));
    }
  }

  private async fetch(
    leaderId: number,
    asked: readonly Position[],
  ): Promise<{ leaderId: number; asked: readonly Position[]; answer: FetchAnswer | KafkaError }> {
    const { maxWaitMs, minBytes, maxBytes } = this.#options;
    try {
      const connection = await this.#calls.connectionTo({ brokerId: leaderId });
      const body = {
        replicaId: -1,
        maxWaitMs,
        minBytes,
        maxBytes,
        isolationLevel: this.isolation(),
        topics: this.topicsOf(asked),
        forgottenTopicsData: [],
      };
      const answer = await connection.request(Fetch, bestVersion(Fetch, connection.versions), body, {
        timeoutMs: maxWaitMs + ANSWER_SLACK_MS,
      });
      return { leaderId, asked, answer };
    } catch (error) {
      if (error instanceof KafkaError) return { leaderId, asked, answer: error };
      return {
        leaderId,
        asked,
        answer: new KafkaError(ErrorCode.UNKNOWN_SERVER_ERROR, error instanceof Error ? error.message : null, {
          cause: error,
        }),
      };
    }
  }

  private topicsOf(asked: readonly Position[]): {
    topic: string;
    topicId: TopicId;
    partitions: { partition: number; fetchOffset: number; partitionMaxBytes: number }[];
  }[] {
    const topics = new Map<string, ReturnType<Consumer['topicsOf']>[number]>();
    for (const { topic, topicId, partition, offset } of asked) {
      const entry = topics.get(topic) ?? { topic, topicId: topicId ?? ('0'.repeat(32) as TopicId), partitions: [] };
      topics.set(topic, entry);
      entry.partitions.push({ partition, fetchOffset: offset, partitionMaxBytes: this.#options.partitionMaxBytes });
    }
    return [...topics.values()];
  }

  private async take(asked: readonly Position[], answer: FetchAnswer): Promise<ConsumedRecords[]> {
    const consumed: ConsumedRecords[] = [];
    for (const topic of answer.responses) {
      for (const partition of topic.partitions) {
        const position = asked.find(
          (each) =>
            each.partition === partition.partitionIndex &&
            (each.topic === topic.topic || (topic.topic === '' && each.topicId === topic.topicId)),
        );
        if (position === undefined || this.#positions.get(`${position.topic}-${position.partition}`) !== position)
          continue;
        if (partition.errorCode === ErrorCode.NONE) consumed.push(await this.decode(position, partition));
        else await this.recover(position, partition.errorCode);
      }
    }
    return consumed.filter(({ records }) => records.length > 0);
  }

  private async recover(position: Position, errorCode: number): Promise<void> {
    const { topic, partition } = position;
    const { resetTo } = this.#options;
    this.#calls.metadata.forget(topic);
    const error = new KafkaError(errorCode, `${topic}-${partition} at offset ${position.offset}`);
    if (errorCode === ErrorCode.OFFSET_OUT_OF_RANGE && resetTo !== null)
      position.offset = await this.resolve(topic, partition, resetTo);
    else if (error.retriable) await pause(this.#calls.clock, this.backOff());
    else throw error;
  }

  private async decode(position: Position, answer: PartitionAnswer): Promise<ConsumedRecords> {
    const { topic, partition } = position;
    const bytes = answer.records ?? Buffer.alloc(0);
    const filter = new AbortedFilter(this.isolation() === 1 ? answer.abortedTransactions : null);
    const records: KafkaRecord[] = [];
    const from = position.offset;
    for (const { header, batch } of wholeBatches(bytes)) {
      const marker = isControl(header) ? (readTransactionMarker(batch, header)?.type ?? 'commit') : null;
      const isLeftOut = filter.isAborted({
        lastOffset: lastOffset(header),
        producerId: header.producerId,
        isTransactional: isTransactional(header),
        marker,
      });
      position.offset = Math.max(position.offset, nextOffset(header));
      if (marker !== null || isLeftOut) continue;
      const decoded = await decodeRecords(batch, { decompressedBytesMax: this.#options.decompressedBytesMax });
      for (const record of decoded) if (record.offset >= from) records.push(record);
    }
    return { topic, partition, records, nextOffset: position.offset, highWatermark: answer.highWatermark };
  }
}

/** The batches of an answer; a last one that was cut by the byte limit is left out. */
function* wholeBatches(bytes: Buffer): Generator<{ readonly header: BatchHeader; readonly batch: Buffer }> {
  for (let at = 0; ;) {
    const header = readBatchHeader(bytes, at);
    if (header === null || header.sizeInBytes < HEADER_BYTES || at + header.sizeInBytes > bytes.length) return;
    yield { header, batch: bytes.subarray(at, at + header.sizeInBytes) };
    at += header.sizeInBytes;
  }
}
