import type { Clock, Random } from '@yak/base';
import { ErrorCode, type Refusal, refusal } from '@yak/model';
import type { FetchEntry, FetchOutcome } from './fetch-entry';

/** What a Fetch request says of its session; `forgotten` are keys of entries. Source: KIP-227. */
export interface SessionRequest {
  readonly sessionId: number;
  readonly sessionEpoch: number;
  readonly entries: ReadonlyMap<string, FetchEntry>;
  readonly forgotten: readonly string[];
  /** Whether the version names topics by id (13 and later). */
  readonly usesTopicIds: boolean;
}

/** What to read for a request, and how to word the answer once it is read. */
export interface FetchPlan {
  readonly entries: readonly FetchEntry[];
  /** The session id to answer with (0: none) and those outcomes that the reader does not know yet. */
  settle(outcomes: readonly FetchOutcome[]): { readonly sessionId: number; readonly outcomes: readonly FetchOutcome[] };
}

interface Session {
  readonly id: number;
  readonly usesTopicIds: boolean;
  /** The epoch that the next request must have: 1 to 2^31 − 1, then 1 again. */
  epoch: number;
  lastUsedMs: number;
  /** In the order in which they are read; those that gave records go to the end. */
  readonly entries: Map<string, Remembered>;
}

/** An entry and what the reader was last told of it; null after an error, so that the recovery is told. */
interface Remembered {
  entry: FetchEntry;
  highWatermark: number | null;
  logStartOffset: number | null;
}

const NO_SESSION = 0;
const INITIAL_EPOCH = 0;
const FINAL_EPOCH = -1;
const EPOCH_MAX = 2 ** 31 - 1;
/** Kafka's min.incremental.fetch.session.eviction.ms. */
const EVICTION_MS_MIN = 120_000;

/**
 * The incremental fetch sessions of one broker: at most `capacity`, the longest unused making room once it was idle for
 * two minutes; a reader that finds no room is answered in full each time.
 * Source: KIP-227; Kafka FetchSessionCache, FetchManager.
 */
export class FetchSessions {
  readonly #sessions = new Map<number, Session>();
  readonly #capacity: number;
  readonly #clock: Clock;
  readonly #random: Random;

  /** @param options capacity: most sessions kept, ≥ 0 */
  constructor(options: { readonly capacity: number; readonly clock: Clock; readonly random: Random }) {
    this.#capacity = options.capacity;
    this.#clock = options.clock;
    this.#random = options.random;
  }

  get size(): number {
    return this.#sessions.size;
  }

  /** What a request reads; a refusal where its session is unknown or out of step. */
  begin(request: SessionRequest): FetchPlan | Refusal {
    const { sessionId, sessionEpoch } = request;
    if (sessionEpoch === INITIAL_EPOCH || sessionEpoch === FINAL_EPOCH) {
      this.#sessions.delete(sessionId);
      return this.#fullPlan(request);
    }
    const session = this.#sessions.get(sessionId);
    if (session === undefined) return refusal(ErrorCode.FETCH_SESSION_ID_NOT_FOUND);
    if (session.epoch !== sessionEpoch) return refusal(ErrorCode.INVALID_FETCH_SESSION_EPOCH);
    if (session.usesTopicIds !== request.usesTopicIds) {
      this.#sessions.delete(sessionId);
      return refusal(ErrorCode.FETCH_SESSION_TOPIC_ID_ERROR);
    }
    return this.#incrementalPlan(session, request);
  }

  #fullPlan(request: SessionRequest): FetchPlan {
    const wantsSession = request.sessionEpoch === INITIAL_EPOCH;
    return {
      entries: [...request.entries.values()],
      settle: (outcomes) => ({
        sessionId: wantsSession ? this.#open(request.usesTopicIds, outcomes) : NO_SESSION,
        outcomes,
      }),
    };
  }

  #incrementalPlan(session: Session, request: SessionRequest): FetchPlan {
    session.epoch = session.epoch === EPOCH_MAX ? 1 : session.epoch + 1;
    this.#touch(session);
    for (const [key, entry] of request.entries) {
      const known = session.entries.get(key);
      if (known === undefined) session.entries.set(key, { entry, highWatermark: null, logStartOffset: null });
      else known.entry = entry;
    }
    for (const key of request.forgotten) session.entries.delete(key);
    return {
      entries: [...session.entries.values()].map(({ entry }) => entry),
      settle: (outcomes) => ({
        sessionId: session.id,
        outcomes: outcomes.filter((outcome) => isNews(session, outcome)),
      }),
    };
  }

  /** A new session that remembers these outcomes; 0 when there is no room or nothing to remember. */
  #open(usesTopicIds: boolean, outcomes: readonly FetchOutcome[]): number {
    if (outcomes.length === 0 || !this.#makeRoom()) return NO_SESSION;
    const id = this.#newId();
    const session: Session = { id, usesTopicIds, epoch: 1, lastUsedMs: this.#clock.monotonicMs(), entries: new Map() };
    for (const outcome of outcomes) {
      session.entries.set(outcome.entry.key, { entry: outcome.entry, highWatermark: null, logStartOffset: null });
      isNews(session, outcome);
    }
    this.#sessions.set(id, session);
    return id;
  }

  #makeRoom(): boolean {
    if (this.#sessions.size < this.#capacity) return true;
    const [oldest] = this.#sessions.values();
    if (oldest === undefined || this.#clock.monotonicMs() - oldest.lastUsedMs < EVICTION_MS_MIN) return false;
    this.#sessions.delete(oldest.id);
    return true;
  }

  #touch(session: Session): void {
    session.lastUsedMs = this.#clock.monotonicMs();
    this.#sessions.delete(session.id);
    this.#sessions.set(session.id, session);
  }

  #newId(): number {
    for (;;) {
      const id = this.#random.below(EPOCH_MAX) + 1;
      if (!this.#sessions.has(id)) return id;
    }
  }
}

/** Whether an outcome tells the reader something new; remembers it as told. Source: FetchSession.CachedPartition.maybeUpdateResponseData. */
function isNews(session: Session, { entry, partition }: FetchOutcome): boolean {
  const remembered = session.entries.get(entry.key);
  if (remembered === undefined) return true;
  if (partition.errorCode !== ErrorCode.NONE) {
    remembered.highWatermark = null;
    return true;
  }
  const hasRecords = partition.sizeInBytes > 0;
  const hasMoved =
    remembered.highWatermark !== partition.highWatermark || remembered.logStartOffset !== partition.logStartOffset;
  remembered.highWatermark = partition.highWatermark;
  remembered.logStartOffset = partition.logStartOffset;
  if (hasRecords) {
    session.entries.delete(entry.key);
    session.entries.set(entry.key, remembered);
  }
  return hasRecords || hasMoved || partition.divergingEpoch.epoch !== -1;
}
