/**
 * What one replica asks of the world. Devices fit these by shape; the broker assembly passes them in.
 */
import type { BrokerEpoch, BrokerId, LeaderEpoch, Offset, PartitionIndex, Refusal, TopicId } from '@yak/model';
import type { AbortedTransaction, LeaderEpochs, ProducedBatch, ProducerStates } from '@yak/records';
import type { PartitionFacts, ReplicaMember } from './rules/partition-facts';

/** Bytes read from a log: whole batches, or at the end a truncated one; borrowed, not copied. */
export interface LogSlice {
  readonly records: readonly Buffer[];
  readonly sizeInBytes: number;
  readonly startOffset: Offset;
  /** Where the next read starts. */
  readonly nextOffset: Offset;
  /** Says that nobody will look at `records` again; need not be called. */
  readonly release?: () => void;
}

/** A record found by time. */
export interface TimedOffset {
  readonly offset: Offset;
  readonly timestampMs: number;
  readonly leaderEpoch: LeaderEpoch | null;
}

/** The log of this replica. It keeps bytes and decides nothing. Whatever fails on disk throws or rejects with a StorageError. */
export interface ReplicaLog {
  readonly logStartOffset: Offset;
  /** The offset that the next batch gets; includes batches still being written. */
  readonly nextOffset: Offset;
  /** End of what counts, exclusive: written, and with `yak.flush=batch` synced. */
  readonly logEndOffset: Offset;
  /** As last told, clipped to the log end; survives restarts. */
  readonly highWatermark: Offset;
  readonly lastStableOffset: Offset;
  readonly producers: ProducerStates;
  readonly leaderEpochs: LeaderEpochs;
  readonly sizeInBytes: number;
  readonly isOffline: boolean;
  /** Durable when it resolves: the epoch starts at `nextOffset`. */
  beginEpoch(epoch: LeaderEpoch): Promise<void>;
  /**
   * Takes a batch that was placed at `nextOffset`, synchronously. Throws StorageError when offline; with the code
   * `YAK_STORAGE_BACKLOG`, nothing changed, while too much waits for the disk.
   */
  append(batch: ProducedBatch): void;
  /** The log end moved (once per write turn), or the log went offline: look at `isOffline`. */
  onAdvanced(listener: () => void): void;
  setHighWatermark(offset: Offset): void;
  /** A range without anything in it is empty at once; the read still says that somebody reads here. */
  read(request: {
    startOffset: Offset;
    endOffsetExclusive: Offset;
    bytesMax: number;
    wholeFirstBatch: boolean;
  }): LogSlice | Promise<LogSlice>;
  abortedTransactions(range: {
    startOffset: Offset;
    endOffsetExclusive: Offset;
  }): Promise<readonly AbortedTransaction[]>;
  offsetForTimestamp(timestampMs: number): Promise<TimedOffset | null>;
  offsetOfMaxTimestamp(): Promise<TimedOffset | null>;
  /** Durable when it resolves. */
  advanceLogStart(offset: Offset): Promise<void>;
  truncateTo(offset: Offset): Promise<void>;
}

/** A request to lead: what the coordinator needs to decide (cluster's decide-claim). */
export interface LeadershipClaim {
  readonly topicId: TopicId;
  readonly partition: PartitionIndex;
  readonly brokerId: BrokerId;
  readonly brokerEpoch: BrokerEpoch;
  /** The leader epoch of the record that the claim answers. */
  readonly leaderEpoch: LeaderEpoch;
  readonly logEndOffset: Offset;
  /** Epoch of the last batch in the log; null for an empty log. */
  readonly lastEpoch: LeaderEpoch | null;
  readonly highWatermark: Offset;
  readonly directoryId: string;
}

/** The way to the coordinator. It batches the claims of many partitions into one message. */
export interface ClaimPort {
  /** null: written; the metadata feed will name this replica. A rejection or silence is retried by the replica. */
  claim(claim: LeadershipClaim): Promise<Refusal | null>;
}

/** The newest partition records that this broker has obeyed; group-committed, one file per log directory. */
export interface ObeyedRecords {
  /** Durable when it resolves. */
  keep(
    partition: { readonly topicId: TopicId; readonly partition: PartitionIndex },
    facts: PartitionFacts,
  ): Promise<void>;
}

/** What a leader is asked for by a follower. */
export interface LeaderFetch {
  readonly topicId: TopicId;
  readonly partition: PartitionIndex;
  /** The follower's current leader epoch; the leader counts the fetch only when it is its own (R3). */
  readonly leaderEpoch: LeaderEpoch;
  readonly fetchOffset: Offset;
  readonly lastFetchedEpoch: LeaderEpoch | null;
}

/** A follower as its link to the leader sees it. */
export interface LinkedFollower {
  /** What to ask next; null once the following has ended. */
  nextFetch(): LeaderFetch | null;
}

/** The way to the leaders of other brokers; `client` fits it. One link serves many partitions of one leader. */
export interface LeaderLink {
  /** Starts asking `leader` on behalf of the follower. Returns how to stop. */
  follow(leader: ReplicaMember, follower: LinkedFollower): () => void;
}
