/**
 * Fetch, key 1. Served: 4–17 (librdkafka writes magic 0 where 4 is missing and no zstd where 10 is).
 *
 * Behaviours
 * - Partitions are read in request order. `maxBytes` and `partitionMaxBytes` are soft for the first partition that has
 *   records: its first batch comes whole; later partitions get what is left, maybe with a truncated last batch.
 * - Answered at once when minBytes are there, nothing is asked, an error or a diverging epoch is to tell; parked up to
 *   maxWaitMs otherwise and woken by the replicas. One that finds no room to wait is answered at once.
 * - Records are borrowed from the log and sent without a copy.
 * - Sessions (KIP-227) are kept for those who ask, within `max.incremental.fetch.session.cache.slots`.
 *
 * Versions: 4 isolation level (KIP-98) · 5 logStartOffset (KIP-107) · 7 sessions (KIP-227) · 9 currentLeaderEpoch
 * (KIP-320) · 10 zstd (KIP-110) · 11 rack id (KIP-392) · 12 flexible, divergingEpoch (KIP-595) · 13 topic ids (KIP-516) ·
 * 15 replicaState (KIP-903) · 16 nodeEndpoints (KIP-951) · 17 directory id (KIP-853).
 *
 * Not here: reading from the nearest replica (rack id is ignored); follower fetches (CLUSTER_AUTHORIZATION_FAILED: there
 * is no inter-broker listener with proven peers yet).
 */
import { ErrorCode, isRefusal, type Refusal, refusal } from '@yak/model';
import { Fetch, type RequestOf, type ResponseInputOf } from '@yak/protocol';
import { AclOperation, ResourceType } from '@yak/security';
import { compressionOf, readBatchHeader } from '@yak/records';
import type { FetchEntry, FetchedPartition, FetchOutcome } from './fetch/fetch-entry';
import type { FetchPlan, SessionRequest } from './fetch/fetch-sessions';
import type { AwaitedPartition } from './fetch/parked-fetches';
import { defineHandler } from './handler';
import { LeaderHint } from './leader-hint';
import { orNull } from './or-null';
import type { FetchedSlice, HostedPartition, Isolation } from './ports';
import type { RequestContext } from './request-context';
import { ZERO_TOPIC_ID } from './zero-topic-id';

type Request = RequestOf<typeof Fetch>;
type Response = ResponseInputOf<typeof Fetch>;

const TOPIC_IDS_FROM = 13;
const REPLICA_STATE_FROM = 15;
const ZSTD_FROM = 10;

/** Answers Fetch. */
export const fetch = defineHandler({
  api: Fetch,
  serves: { min: 4, max: 17 },
  operation: AclOperation.READ,
  resource: ResourceType.TOPIC,
  handle(request, context) {
    const plan = context.state.fetchSessions.begin(sessionRequestOf(request, context.apiVersion));
    if (isRefusal(plan)) return { ...EMPTY, errorCode: plan.code };
    if (context.throttleMs > 0) return { ...EMPTY, throttleTimeMs: context.throttleMs, sessionId: request.sessionId };
    return answer(request, context, plan);
  },
});

const EMPTY: Response = { throttleTimeMs: 0, errorCode: ErrorCode.NONE, sessionId: 0, responses: [] };

async function answer(request: Request, context: RequestContext, plan: FetchPlan): Promise<Response> {
  const reading = new Reading(request, context);
  let outcomes = await reading.readAll(plan.entries);
  if (request.maxWaitMs > 0 && plan.entries.length > 0 && !reading.isEnough(outcomes)) {
    const wait = context.state.parkedFetches.park({
      partitions: reading.awaited(plan.entries),
      isolation: reading.isolation,
      bytesMin: reading.bytesMin,
      waitMsMax: Math.min(request.maxWaitMs, context.ports.settings.fetchWaitMsMax),
      connection: context.connection,
    });
    if (wait !== null) {
      await wait;
      outcomes = await reading.readAll(plan.entries);
    }
  }
  const settled = plan.settle(outcomes);
  return wordAnswer(context, settled.sessionId, settled.outcomes);
}

/** One pass over the partitions of a request, and what is needed to repeat it. */
class Reading {
  readonly isolation: Isolation;
  readonly bytesMin: number;
  readonly #bytesMax: number;
  readonly #isFollower: boolean;
  readonly #context: RequestContext;

  constructor(request: Request, context: RequestContext) {
    this.#context = context;
    this.isolation = request.isolationLevel === 1 ? 'read_committed' : 'read_uncommitted';
    this.#bytesMax = Math.min(request.maxBytes, context.ports.settings.fetchBytesMax);
    this.bytesMin = Math.min(request.minBytes, this.#bytesMax);
    this.#isFollower =
      (context.apiVersion >= REPLICA_STATE_FROM ? request.replicaState.replicaId : request.replicaId) >= 0;
  }

  async readAll(entries: readonly FetchEntry[]): Promise<FetchOutcome[]> {
    const outcomes: FetchOutcome[] = [];
    let bytesLeft = this.#bytesMax;
    let wholeFirstBatch = true;
    for (const entry of entries) {
      const hosted = this.#admit(entry);
      let slice: FetchedSlice | Refusal | Promise<FetchedSlice | Refusal>;
      if (isRefusal(hosted)) slice = hosted;
      else {
        const bytesMax = Math.max(0, Math.min(bytesLeft, entry.partitionBytesMax));
        slice = hosted.replica.read({
          startOffset: entry.fetchOffset,
          bytesMax,
          wholeFirstBatch,
          isolation: this.isolation,
          currentLeaderEpoch: entry.currentLeaderEpoch,
          lastFetchedEpoch: entry.lastFetchedEpoch,
        });
        if (slice instanceof Promise) slice = await slice;
      }
      const partition = this.#word(entry, slice);
      bytesLeft -= partition.sizeInBytes;
      if (partition.sizeInBytes > 0) wholeFirstBatch = false;
      outcomes.push({ entry, partition });
    }
    return outcomes;
  }

  /** Whether the answer need not wait: enough bytes, or something else to tell. */
  isEnough(outcomes: readonly FetchOutcome[]): boolean {
    let bytes = 0;
    for (const { partition } of outcomes) {
      if (partition.errorCode !== ErrorCode.NONE || partition.divergingEpoch.epoch !== -1) return true;
      bytes += partition.sizeInBytes;
    }
    return bytes >= this.bytesMin;
  }

  /** The partitions to wait for. */
  awaited(entries: readonly FetchEntry[]): AwaitedPartition[] {
    const partitions: AwaitedPartition[] = [];
    for (const entry of entries) {
      const hosted = this.#admit(entry);
      if (!isRefusal(hosted))
        partitions.push({
          replica: hosted.replica,
          fetchOffset: entry.fetchOffset,
          partitionBytesMax: entry.partitionBytesMax,
        });
    }
    return partitions;
  }

  #admit(entry: FetchEntry): HostedPartition | Refusal {
    const { metadata, replicas } = this.#context.ports;
    const view = entry.topicId === null ? metadata.topicByName(entry.topic) : metadata.topicById(entry.topicId);
    if (view === null)
      return refusal(entry.topicId === null ? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION : ErrorCode.UNKNOWN_TOPIC_ID);
    if (!this.#context.isAllowed(view.name)) return refusal(ErrorCode.TOPIC_AUTHORIZATION_FAILED);
    if (this.#isFollower) return refusal(ErrorCode.CLUSTER_AUTHORIZATION_FAILED);
    if (view.partitions[entry.partition] === undefined) return refusal(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    const hosted = replicas.find(view.name, entry.partition);
    if (hosted === null) return refusal(ErrorCode.NOT_LEADER_OR_FOLLOWER);
    if (entry.topicId !== null && hosted.replica.topicId !== entry.topicId)
      return refusal(ErrorCode.INCONSISTENT_TOPIC_ID);
    return hosted;
  }

  #word(entry: FetchEntry, slice: FetchedSlice | Refusal): FetchedPartition {
    if (isRefusal(slice)) return failed(entry.partition, slice.code);
    if (slice.release !== undefined) this.#context.borrow(slice.release);
    if (this.#context.apiVersion < ZSTD_FROM && holdsZstd(slice.records))
      return failed(entry.partition, ErrorCode.UNSUPPORTED_COMPRESSION_TYPE);
    return {
      partitionIndex: entry.partition,
      errorCode: ErrorCode.NONE,
      highWatermark: slice.highWatermark,
      lastStableOffset: slice.lastStableOffset,
      logStartOffset: slice.logStartOffset,
      divergingEpoch: slice.divergingEpoch ?? NO_EPOCH,
      currentLeader: NO_LEADER,
      abortedTransactions: slice.abortedTransactions,
      preferredReadReplica: -1,
      records: slice.records,
      sizeInBytes: slice.sizeInBytes,
    };
  }
}

const NO_EPOCH = { epoch: -1, endOffset: -1 };
const NO_LEADER = { leaderId: -1, leaderEpoch: -1 };
const NO_RECORDS: readonly Buffer[] = [];

function failed(partitionIndex: number, errorCode: number): FetchedPartition {
  return {
    partitionIndex,
    errorCode,
    highWatermark: -1,
    lastStableOffset: -1,
    logStartOffset: -1,
    divergingEpoch: NO_EPOCH,
    currentLeader: NO_LEADER,
    abortedTransactions: null,
    preferredReadReplica: -1,
    records: NO_RECORDS,
    sizeInBytes: 0,
  };
}

/** Readers before version 10 do not know zstd. */
function holdsZstd(records: readonly Buffer[]): boolean {
  for (const bytes of records) {
    for (let position = 0; ;) {
      const header = readBatchHeader(bytes, position);
      if (header === null) break;
      if (compressionOf(header) === 'zstd') return true;
      position += header.sizeInBytes;
    }
  }
  return false;
}

function sessionRequestOf(request: Request, version: number): SessionRequest {
  const usesTopicIds = version >= TOPIC_IDS_FROM;
  const entries = new Map<string, FetchEntry>();
  for (const topic of request.topics) {
    const name = usesTopicIds ? topic.topicId : topic.topic;
    for (const partition of topic.partitions) {
      const key = `${name}-${partition.partition}`;
      entries.set(key, {
        key,
        topic: usesTopicIds ? '' : topic.topic,
        topicId: usesTopicIds ? topic.topicId : null,
        partition: partition.partition,
        fetchOffset: partition.fetchOffset,
        partitionBytesMax: partition.partitionMaxBytes,
        currentLeaderEpoch: orNull(partition.currentLeaderEpoch),
        lastFetchedEpoch: orNull(partition.lastFetchedEpoch),
      });
    }
  }
  const forgotten: string[] = [];
  for (const topic of request.forgottenTopicsData) {
    for (const partition of topic.partitions)
      forgotten.push(`${usesTopicIds ? topic.topicId : topic.topic}-${partition}`);
  }
  return { sessionId: request.sessionId, sessionEpoch: request.sessionEpoch, entries, forgotten, usesTopicIds };
}

function wordAnswer(context: RequestContext, sessionId: number, outcomes: readonly FetchOutcome[]): Response {
  const hint = new LeaderHint(context);
  const responses: Response['responses'][number][] = [];
  let lastName: string | null = null;
  let partitions: FetchedPartition[] = [];
  for (const { entry, partition } of outcomes) {
    const name = entry.topicId ?? entry.topic;
    if (name !== lastName) {
      lastName = name;
      partitions = [];
      responses.push({ topic: entry.topic, topicId: entry.topicId ?? ZERO_TOPIC_ID, partitions });
    }
    partitions.push(withLeader(hint, context, entry, partition));
  }
  return {
    throttleTimeMs: context.throttleMs,
    errorCode: ErrorCode.NONE,
    sessionId,
    responses,
    nodeEndpoints: hint.endpoints(),
  };
}

/** On errors that another broker or epoch would not give, who leads. Source: KIP-951. */
function withLeader(
  hint: LeaderHint,
  context: RequestContext,
  entry: FetchEntry,
  partition: FetchedPartition,
): FetchedPartition {
  if (partition.errorCode !== ErrorCode.NOT_LEADER_OR_FOLLOWER && partition.errorCode !== ErrorCode.FENCED_LEADER_EPOCH)
    return partition;
  const topic = entry.topicId === null ? entry.topic : (context.ports.metadata.topicById(entry.topicId)?.name ?? '');
  return { ...partition, currentLeader: hint.leaderOf(topic, entry.partition) ?? NO_LEADER };
}
