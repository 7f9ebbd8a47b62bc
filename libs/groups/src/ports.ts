/**
 * What the groups ask of the world. Devices and other rooms fit these by shape; the broker assembly passes them in.
 */
import type { Clock, Logger, Meter, Random } from '@yak/base';
import type { Journal } from '@yak/journal';
import type { ErrorCode, LeaderEpoch, Offset, Refusal, TopicId } from '@yak/model';
import type { Decision } from './decision';

/** One partition of `__consumer_offsets` that this broker leads, in one leader epoch; ends with the leadership. */
export interface GroupLog {
  readonly leaderEpoch: LeaderEpoch;
  readonly logStartOffset: Offset;
  readonly logEndOffset: Offset;
  /** Most bytes of one batch. */
  readonly batchBytesMax: number;
  /**
   * Appends one batch (magic 2, base offset 0, no producer) synchronously, with acks=1: it is in the log, not yet committed.
   * A refusal has changed nothing.
   * @returns the offset after its last record
   */
  append(batch: Buffer): Refusal | { readonly endOffset: Offset };
  /**
   * Settles when the high watermark reaches `endOffset` (null), or with why it never will: the leadership has ended or the
   * disk failed. In the order of the offsets. Never rejects.
   */
  committed(endOffset: Offset): Promise<Refusal | null>;
  /** Whole batches from `startOffset` on, up to the log end, uncommitted ones included; empty at the end. Rejects with a StorageError. */
  read(
    startOffset: Offset,
    bytesMax: number,
  ): Promise<Refusal | { readonly records: readonly Buffer[]; readonly nextOffset: Offset }>;
}

/** A topic as groups see it. */
export interface GroupTopic {
  readonly topicId: TopicId;
  readonly name: string;
  readonly partitionsCount: number;
}

/** The topics of the cluster, one consistent image per turn. */
export interface GroupTopics {
  byName(name: string): GroupTopic | null;
  byId(topicId: TopicId): GroupTopic | null;
  all(): Iterable<GroupTopic>;
  /** Grows whenever the image changes. */
  readonly revision: number;
}

/** Settings as groups use them; times in ms. Read anew at every use, so that dynamic changes count. */
export interface GroupSettings {
  readonly initialRebalanceDelayMs: number;
  readonly sessionTimeoutMsMin: number;
  readonly sessionTimeoutMsMax: number;
  readonly groupMembersMax: number;
  readonly consumer: {
    readonly isEnabled: boolean;
    readonly membersMax: number;
    readonly sessionTimeoutMs: number;
    readonly heartbeatIntervalMs: number;
    /** Names of the server-side assignors; the first is the default. */
    readonly assignors: readonly string[];
    readonly migrationPolicy: 'bidirectional' | 'upgrade' | 'downgrade' | 'disabled';
    readonly regexRefreshIntervalMs: number;
  };
  readonly offsets: {
    /** UTF-16 units, as Kafka counts. */
    readonly metadataLengthMax: number;
    readonly retentionMs: number;
    readonly retentionCheckIntervalMs: number;
    readonly loadBytes: number;
    readonly commitTimeoutMs: number;
  };
  /** YAK's own, test profile: a closed socket means that the member leaves. */
  readonly leaveOnDisconnect: boolean;
}

/** Names one timer of a shard; setting it again replaces it. */
export type TimerKey = `${'session' | 'join' | 'sync' | 'rebalance' | 'regex'}/${string}`;

/** Timers of one shard. What fires runs as an operation of the shard, in its queue; all are dropped when it is unloaded. */
export interface GroupTimers {
  /** Cheap to set again and again: heartbeats do. */
  set(key: TimerKey, delayMs: number, operation: () => Decision<void>): void;
  cancel(key: TimerKey): void;
  /** ms until it fires; null when it is not set. */
  remainingMs(key: TimerKey): number | null;
}

/** What a shard gives to its groups. */
export interface ShardServices {
  readonly clock: Clock;
  readonly random: Random;
  readonly journal: Journal;
  readonly logger: Logger;
  readonly meter: Meter;
  readonly topics: GroupTopics;
  readonly settings: GroupSettings;
  readonly timers: GroupTimers;
  readonly groups: GroupTable;
  /** True while the log is read back, before `afterLoad`; absent is false. */
  readonly isLoading?: boolean;
}

/** The groups of one shard by id. */
export interface GroupTable {
  find(groupId: string): Group | null;
  /** Puts a group in. Another one of the same id is unloaded with UNKNOWN_MEMBER_ID. */
  put(group: Group): void;
  /** Puts a group in, and leaves another one of the same id as it is: the caller unloads that, or puts it back. */
  replace(group: Group): void;
  /** Takes a group out and unloads it with UNKNOWN_MEMBER_ID; nothing happens where there is none. */
  remove(groupId: string): void;
  all(): Iterable<Group>;
}

/** Who sends a request, and over what. */
export interface GroupCaller {
  readonly apiVersion: number;
  readonly clientId: string;
  /** `/` and the address, as Kafka writes it into its records: `/10.0.0.7`. */
  readonly clientHost: string;
  /** Calls `listener` once when the socket is closed, at once where it is already; returns how to end that. */
  onClosed(listener: () => void): () => void;
  /** Whether who sends may describe a topic: others never become part of what a pattern matches. Absent: all of them. */
  mayDescribe?(topic: string): boolean;
}

/** Who commits or fetches offsets, as the request says. */
export interface OffsetCaller {
  readonly apiVersion: number;
  readonly memberId: string;
  readonly instanceId: string | null;
  /** Generation (classic) or member epoch (consumer); negative for none. */
  readonly generationOrEpoch: number;
}

/** One group, of either protocol, as the shard and the offsets see it. `classic/` and `consumer/` each have one. */
export interface Group {
  readonly kind: 'classic' | 'consumer';
  readonly id: string;
  /** null while it has none (a simple group). */
  readonly protocolType: string | null;
  /** As Kafka names it on the wire: `Empty`, `PreparingRebalance`, `CompletingRebalance`, `Stable`, `Assigning`, `Reconciling`, `Dead`. */
  readonly stateName: string;
  readonly membersCount: number;
  /** When it came into its state, ms since the epoch; null when not known. */
  readonly stateTimestampMs: number | null;
  /** Error of an OffsetCommit by this caller; NONE when it may. groups-offsets §1.2. */
  judgeCommit(caller: OffsetCaller): ErrorCode;
  /** An accepted commit counts as a sign of life. */
  noteCommit(memberId: string): void;
  /** Error of an OffsetFetch that names a member; NONE when it may. */
  judgeFetch(caller: OffsetCaller): ErrorCode;
  /** Error of DeleteGroups; NONE when it may. */
  judgeDelete(): ErrorCode;
  /** Error of OffsetDelete for the whole group; NONE when it may. */
  judgeOffsetDelete(): ErrorCode;
  isSubscribedTo(topic: string): boolean;
  /** From when an offset's retention counts; null: offsets of this topic do not expire now. groups-offsets §6. */
  retentionBase(topic: string, commitTimestampMs: number): number | null;
  /** The records that make the group vanish, offsets not counted. */
  tombstones(): Decision<void>['records'];
  /** The state and why it is so, in sentences; for people. */
  explain(): GroupExplanation;
  /** The log was loaded and the shard begins to serve: sets the timers; null where nothing is to be written. */
  afterLoad(): Decision<void> | null;
  /** The group or its whole shard goes: parked answers get `error`, timers are cancelled, machines stop. May come twice. */
  unload(error: ErrorCode): void;
}

/** What `explain` says of one thing. */
export interface GroupExplanation {
  readonly state: string;
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;
  readonly sentences: readonly string[];
}
