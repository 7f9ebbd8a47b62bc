import { seededRandom, silentLogger, silentMeter } from '@yak/base';
import { Journal } from '@yak/journal';
import { type ErrorCode, topicId } from '@yak/model';
import type { Decision } from '../../../libs/groups/src/decision';
import type {
  GroupCaller,
  GroupSettings,
  GroupTimers,
  GroupTopic,
  GroupTopics,
  ShardServices,
  TimerKey,
} from '../../../libs/groups/src/ports';
import {
  decodeGroupRecord,
  encodeGroupRecord,
  type GroupRecord,
  type ReadGroupRecord,
} from '../../../libs/groups/src/records/group-record';
import { GroupMap } from '../../../libs/groups/src/shard/group-map';
import { ManualClock, settle } from '../cluster/manual-clock';

type Writable<T> = { -readonly [K in keyof T]: T[K] extends object ? Writable<T[K]> : T[K] };

/** Kafka's defaults, except that there is no initial delay. */
const defaultSettings = (): Writable<GroupSettings> => ({
  initialRebalanceDelayMs: 0,
  sessionTimeoutMsMin: 6_000,
  sessionTimeoutMsMax: 1_800_000,
  groupMembersMax: 2_147_483_647,
  consumer: {
    isEnabled: true,
    membersMax: 2_147_483_647,
    sessionTimeoutMs: 45_000,
    heartbeatIntervalMs: 5_000,
    assignors: ['uniform', 'range'],
    migrationPolicy: 'bidirectional',
    regexRefreshIntervalMs: 600_000,
  },
  offsets: {
    metadataLengthMax: 4_096,
    retentionMs: 604_800_000,
    retentionCheckIntervalMs: 600_000,
    loadBytes: 5_242_880,
    commitTimeoutMs: 5_000,
  },
  leaveOnDisconnect: false,
});

/** Topics that a test makes, grows and deletes. */
export class FakeTopics implements GroupTopics {
  readonly #topics = new Map<string, GroupTopic>();
  revision = 1;

  /** Makes a topic, or gives one more partitions. A topic's id is made of its name unless one is given. */
  set(
    name: string,
    partitionsCount: number,
    id = topicId(Buffer.from(name).toString('hex').padEnd(32, '0').slice(0, 32)),
  ): GroupTopic {
    const topic = { name, partitionsCount, topicId: id };
    this.#topics.set(name, topic);
    this.revision += 1;
    return topic;
  }

  delete(name: string): void {
    this.#topics.delete(name);
    this.revision += 1;
  }

  byName(name: string): GroupTopic | null {
    return this.#topics.get(name) ?? null;
  }

  byId(id: GroupTopic['topicId']): GroupTopic | null {
    return this.all().find((topic) => topic.topicId === id) ?? null;
  }

  all(): GroupTopic[] {
    return [...this.#topics.values()];
  }
}

/** Timers on the manual clock. What fires is run as the shard would run it. */
class FakeTimers implements GroupTimers {
  readonly #services: FakeServices;
  readonly #timers = new Map<
    TimerKey,
    { readonly dueMs: number; readonly timer: ReturnType<ManualClock['setTimeout']> }
  >();

  constructor(services: FakeServices) {
    this.#services = services;
  }

  set(key: TimerKey, delayMs: number, operation: () => Decision<void>): void {
    this.cancel(key);
    const { clock } = this.#services;
    const timer = clock.setTimeout(() => {
      this.#timers.delete(key);
      void this.#services.run(operation());
    }, delayMs);
    this.#timers.set(key, { dueMs: clock.monotonicMs() + delayMs, timer });
  }

  cancel(key: TimerKey): void {
    const armed = this.#timers.get(key);
    if (armed !== undefined) this.#services.clock.clearTimeout(armed.timer);
    this.#timers.delete(key);
  }

  remainingMs(key: TimerKey): number | null {
    const armed = this.#timers.get(key);
    return armed === undefined ? null : armed.dueMs - this.#services.clock.monotonicMs();
  }

  /** Keys of what is armed, sorted. */
  get armed(): TimerKey[] {
    return [...this.#timers.keys()].sort();
  }
}

/**
 * A shard without a log: decisions are "appended" to a list, replayed and committed at once, unless a test holds the
 * commits back or has the next append refused.
 */
export class FakeServices implements ShardServices {
  readonly clock = new ManualClock();
  readonly random = seededRandom('groups');
  readonly journal = new Journal({ node: 'test', clock: this.clock, capacity: 10_000 });
  readonly logger = silentLogger;
  readonly meter = silentMeter;
  readonly topics = new FakeTopics();
  readonly settings = defaultSettings();
  readonly timers = new FakeTimers(this);
  readonly groups = new GroupMap();

  /** Every record that was appended, as it would be read back, oldest first. */
  readonly appended: ReadGroupRecord[] = [];
  /** One entry per batch: the kinds of its records in order; a tombstone has a minus before it. */
  readonly batches: string[][] = [];
  /** What a replayed record does to the groups; consumer groups set it. */
  replay: (record: ReadGroupRecord) => void = () => undefined;

  #isHolding = false;
  #refusals: ErrorCode[] = [];
  #held: (() => void)[] = [];

  /** From now on nothing is committed until `commit()`. */
  holdCommits(): void {
    this.#isHolding = true;
  }

  /** The high watermark passes everything that was appended; what is appended later is committed at once again. */
  async commit(): Promise<void> {
    this.#isHolding = false;
    const held = this.#held;
    this.#held = [];
    for (const committed of held) committed();
    await settle();
  }

  /** The next append that has records is refused with this error, as group clients know it. */
  refuseNext(error: ErrorCode): void {
    this.#refusals.push(error);
  }

  /** Does what the shard does with a decision; the answer comes when it was committed. */
  async run<Answer>(decision: Decision<Answer>): Promise<Answer> {
    if (decision.records.length === 0) {
      decision.onCommitted?.();
      return await decision.answer;
    }
    const error = this.#refusals.shift();
    if (error !== undefined) return decision.onRefused(error);
    this.#append(decision);
    if (this.#isHolding) {
      await new Promise<void>((resolve) => {
        this.#held.push(() => {
          decision.onCommitted?.();
          resolve();
        });
      });
    } else decision.onCommitted?.();
    return await decision.answer;
  }

  #append(decision: Decision<unknown>): void {
    const read = decision.records.map(throughBytes);
    this.appended.push(...read);
    this.batches.push(read.map((record) => (record.value === null ? `-${record.kind}` : record.kind)));
    if (decision.isReplayed ?? true) for (const record of read) this.replay(record);
  }
}

/** A record as it is read back from the log. */
export function throughBytes(record: GroupRecord): ReadGroupRecord {
  const { key, value } = encodeGroupRecord(record);
  const read = decodeGroupRecord(key, value);
  if (read === null) throw new Error(`a record of kind ${record.kind} cannot be read back`);
  return read;
}

/** A client at the end of a socket that a test can close. */
export class FakeCaller implements GroupCaller {
  readonly #listeners = new Set<() => void>();
  #isClosed = false;

  constructor(
    readonly apiVersion: number,
    readonly clientId = 'client',
    readonly clientHost = '/127.0.0.1',
  ) {}

  onClosed(listener: () => void): () => void {
    if (this.#isClosed) listener();
    else this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The same socket with another request. */
  with(apiVersion: number): GroupCaller {
    const { clientId, clientHost } = this;
    return { apiVersion, clientId, clientHost, onClosed: (listener) => this.onClosed(listener) };
  }

  close(): void {
    this.#isClosed = true;
    for (const listener of [...this.#listeners]) listener();
    this.#listeners.clear();
  }

  /** How many want to know of the close. */
  get listeners(): number {
    return this.#listeners.size;
  }
}
