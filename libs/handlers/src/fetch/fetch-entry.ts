import type { TopicId } from '@yak/model';

/** One partition that a reader wants, as the request or its session says; null where the reader did not say. */
export interface FetchEntry {
  /** `<topic id or name>-<partition>`: unique within a request and its session. */
  readonly key: string;
  /** Empty where the reader names topics by id only (version 13 and later). */
  readonly topic: string;
  /** null where the reader names topics by name (before version 13) */
  readonly topicId: TopicId | null;
  readonly partition: number;
  readonly fetchOffset: number;
  readonly partitionBytesMax: number;
  readonly currentLeaderEpoch: number | null;
  readonly lastFetchedEpoch: number | null;
}

/** What one partition is answered; sentinels as on the wire. */
export interface FetchedPartition {
  readonly partitionIndex: number;
  readonly errorCode: number;
  readonly highWatermark: number;
  readonly lastStableOffset: number;
  readonly logStartOffset: number;
  readonly divergingEpoch: { readonly epoch: number; readonly endOffset: number };
  readonly currentLeader: { readonly leaderId: number; readonly leaderEpoch: number };
  readonly abortedTransactions: readonly { readonly producerId: number; readonly firstOffset: number }[] | null;
  readonly preferredReadReplica: number;
  readonly records: readonly Buffer[];
  readonly sizeInBytes: number;
}

/** An entry with its answer. */
export interface FetchOutcome {
  readonly entry: FetchEntry;
  readonly partition: FetchedPartition;
}
