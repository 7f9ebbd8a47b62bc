import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn, setTimeout as elapsed } from 'node:timers/promises';
import { type Random, seededRandom } from '@yak/base';
import { ErrorCode } from '@yak/model';
import { CreateTopics, OffsetFetch } from '@yak/protocol';
import { ClassicMember } from '../../support/groups/classic-member';
import { GroupError } from '../../support/groups/group-error';
import { type RunningBroker, startBroker } from '../../support/processes';
import { ConnectionLost, RawConnection } from '../../support/raw-connection';

const TOPIC = 'ledger';
const PARTITIONS = 12;
const MEMBERS_MAX = 3;
const SESSION_TIMEOUT_MS = 1_500;
const REBALANCE_TIMEOUT_MS = 1_500;
/** After a restart those that died hold a join up for a session, then for a rebalance at most; the rest is for slow machines. */
const ASSIGNED_MS_MAX = SESSION_TIMEOUT_MS + REBALANCE_TIMEOUT_MS + 10_000;
const SERVING_MS_MAX = 10_000;
const COMMITS_IN_FLIGHT = 4;
const COMPACTION_MS_MAX = 5_000;
/** Long, so that few commits fill a segment. */
const METADATA = 'm'.repeat(3_000);
/** The smallest segments there are, and a cleaner that never rests. */
const ENVIRONMENT = {
  YAK_GROUP_MIN_SESSION_TIMEOUT_MS: '10',
  YAK_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
  YAK_OFFSETS_TOPIC_NUM_PARTITIONS: '2',
  YAK_OFFSETS_TOPIC_SEGMENT_BYTES: '1048576',
  YAK_LOG_CLEANER_BACKOFF_MS: '10',
  YAK_LOG_CLEANER_MIN_CLEANABLE_RATIO: '0.01',
};

const MOMENTS = ['between join and sync', 'during a commit', 'during compaction'] as const;
type Moment = (typeof MOMENTS)[number];

/** What the rounds came to. An empty list of faults is the only good outcome. */
export interface KillGroupsResult {
  readonly rounds: number;
  readonly acknowledgedCommits: number;
  readonly killedDuring: Readonly<Record<Moment, number>>;
  /** Longest time from a restart until a new member had its assignment, ms. */
  readonly assignedMsMax: number;
  readonly faults: readonly string[];
}

/** What one group was told to remember and what the broker said it did. */
class Books {
  readonly sent = new Map<number, number>();
  readonly acknowledged = new Map<number, number>();
  acknowledgements = 0;

  constructor(readonly groupId: string) {}

  /** Commits the next offset of some of the member's partitions. Rejects with ConnectionLost. */
  async commit(member: ClassicMember, random: Random): Promise<number> {
    const offsets = new Map<number, number>();
    for (const partition of member.owned) {
      if (offsets.size > 0 && random.below(3) === 0) continue;
      const next = (this.sent.get(partition) ?? 0) + 1;
      this.sent.set(partition, next);
      offsets.set(partition, next);
    }
    if (offsets.size === 0) return ErrorCode.NONE;
    const errorCode = await member.commit(offsets, METADATA);
    if (errorCode === ErrorCode.NONE) {
      for (const [partition, offset] of offsets) this.acknowledged.set(partition, offset);
      this.acknowledgements += 1;
    }
    return errorCode;
  }

  /** What is wrong with the offsets that the broker tells. */
  faultsIn(told: ReadonlyMap<number, number>): string[] {
    return Array.from({ length: PARTITIONS }, (_, partition) => {
      const offset = told.get(partition) ?? -1;
      const [least, most] = [this.acknowledged.get(partition) ?? -1, this.sent.get(partition) ?? -1];
      return offset < least || offset > most
        ? `${this.groupId}: partition ${partition} has ${offset}; ${least} was acknowledged, ${most} the last sent`
        : null;
    }).filter((fault) => fault !== null);
  }
}

/** Tries until the group's coordinator serves. Rejects when it does not in time. */
async function serving<T>(attempt: () => Promise<T>): Promise<T> {
  const untilMs = performance.now() + SERVING_MS_MAX;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      const isLoading =
        error instanceof GroupError &&
        (error.code === ErrorCode.COORDINATOR_LOAD_IN_PROGRESS ||
          error.code === ErrorCode.COORDINATOR_NOT_AVAILABLE ||
          error.code === ErrorCode.NOT_COORDINATOR);
      if (!isLoading || performance.now() > untilMs) throw error;
      await elapsed(10);
    }
  }
}

async function toldOffsets(connection: RawConnection, groupId: string): Promise<Map<number, number>> {
  const answer = await connection.request(OffsetFetch, 5, { groupId, topics: null });
  if (answer.errorCode !== ErrorCode.NONE) throw new GroupError('the offsets were not told', answer.errorCode);
  return new Map(
    answer.topics.flatMap(({ partitions }) =>
      partitions.map(({ partitionIndex, committedOffset }) => [partitionIndex, committedOffset] as const),
    ),
  );
}

async function connectMember(port: number, groupId: string): Promise<[ClassicMember, RawConnection]> {
  const connection = await RawConnection.open(port);
  const member = new ClassicMember({
    asks: connection,
    groupId,
    topic: TOPIC,
    partitionsCount: PARTITIONS,
    sessionTimeoutMs: SESSION_TIMEOUT_MS,
    rebalanceTimeoutMs: REBALANCE_TIMEOUT_MS,
  });
  return [member, connection];
}

/** One life of the broker: members join, something goes on, and the broker is killed in the middle of it. */
class Life {
  readonly #connections: RawConnection[] = [];
  readonly #members: ClassicMember[] = [];
  #isKilled = false;

  constructor(
    private readonly broker: RunningBroker,
    private readonly books: Books,
    private readonly random: Random,
  ) {}

  /** Resolves after the kill to whether it fell where it was meant to. */
  async play(moment: Moment, folder: string): Promise<boolean> {
    for (let left = 1 + this.random.below(MEMBERS_MAX); left > 0; left -= 1) {
      const [member, connection] = await connectMember(this.broker.port, this.books.groupId);
      this.#members.push(member);
      this.#connections.push(connection);
    }
    let isMet = true;
    if (moment === 'between join and sync') await this.#killBetweenJoinAndSync();
    else {
      await serving(() => Promise.all(this.#members.map((member) => member.join())));
      if (moment === 'during a commit') await this.#killDuringCommit();
      else isMet = await this.#killDuringCompaction(folder);
    }
    for (const connection of this.#connections) connection.close();
    return isMet;
  }

  async #kill(): Promise<void> {
    this.#isKilled = true;
    await this.broker.kill();
  }

  async #killBetweenJoinAndSync(): Promise<void> {
    const joined = await serving(() => Promise.all(this.#members.map((member) => this.#joinOnce(member))));
    // a follower's answer waits for the leader, so some wait, some were not sent, and the leader's may be on its way
    const syncing: Promise<unknown>[] = [];
    for (const [index, member] of this.#members.entries()) {
      const answer = joined[index];
      if (answer !== null && answer !== undefined && this.random.below(2) === 0)
        syncing.push(member.requestSync(answer).catch(lost));
    }
    for (let turns = this.random.below(4); turns > 0; turns -= 1) await turn();
    await this.#kill();
    await Promise.all(syncing);
  }

  /** Joins until an answer other than "come again with this id". */
  async #joinOnce(member: ClassicMember): Promise<Awaited<ReturnType<ClassicMember['requestJoin']>>> {
    return (await member.requestJoin()) ?? (await member.requestJoin());
  }

  async #killDuringCommit(): Promise<void> {
    let left = 1 + this.random.below(200);
    const kills: Promise<void>[] = [];
    await this.#commitAlong(() => {
      left -= 1;
      if (left === 0) kills.push(this.#kill());
    });
    await Promise.all(kills);
  }

  /** Commits until the cleaner's files are seen in the directory of the offsets topic. */
  async #killDuringCompaction(folder: string): Promise<boolean> {
    const untilMs = performance.now() + COMPACTION_MS_MAX;
    let isMet = false;
    const watching = (async () => {
      let left = this.random.below(6);
      while (performance.now() < untilMs) {
        if (isCompacting(folder) && left-- <= 0) {
          isMet = true;
          break;
        }
        await turn();
      }
      await this.#kill();
    })();
    await this.#commitAlong(() => undefined);
    await watching;
    return isMet;
  }

  /** All members commit and beat, several commits of a member on their way, until the broker is gone. */
  async #commitAlong(onCommit: () => void): Promise<void> {
    const until = async (member: ClassicMember): Promise<void> => {
      while (!this.#isKilled) await this.#commitOnce(member, onCommit);
    };
    await Promise.all(this.#members.map((member) => until(member).catch(lost)));
  }

  async #commitOnce(member: ClassicMember, onCommit: () => void): Promise<void> {
    const commits = Array.from({ length: COMMITS_IN_FLIGHT }, () => this.books.commit(member, this.random));
    const settled = await Promise.allSettled(commits);
    for (const commit of settled) {
      if (commit.status === 'rejected') throw commit.reason;
      if (commit.value === ErrorCode.NONE) onCommit();
    }
    if ((await member.heartbeat()) !== ErrorCode.NONE) await member.join();
  }
}

/** Lets a lost connection pass. */
function lost(error: unknown): void {
  if (!(error instanceof ConnectionLost)) throw error;
}

function isCompacting(folder: string): boolean {
  const directory = join(folder, 'broker-1');
  return readdirSync(directory, { recursive: true, encoding: 'utf8' }).some(
    (path) => path.includes('__consumer_offsets') && (path.endsWith('.cleaned') || path.endsWith('.swap')),
  );
}

async function createTopic(port: number): Promise<void> {
  const connection = await RawConnection.open(port);
  await connection.request(CreateTopics, 5, {
    topics: [{ name: TOPIC, numPartitions: PARTITIONS, replicationFactor: 1, assignments: [], configs: [] }],
    timeoutMs: 10_000,
    validateOnly: false,
  });
  connection.close();
}

/** Resolves to how long a new member waited for an assignment, ms; null when it did not get one in time. */
async function assignedMs(port: number, groupId: string): Promise<number | null> {
  const [member, connection] = await connectMember(port, groupId);
  const startedMs = performance.now();
  const joining = serving(() => member.join()).then(() => true);
  const isAssigned = await Promise.race([joining, elapsed(ASSIGNED_MS_MAX, false, { ref: false })]);
  if (isAssigned) await member.leave();
  else joining.catch(() => undefined); // the connection is closed under it
  connection.close();
  return isAssigned ? performance.now() - startedMs : null;
}

/** Rounds of SIGKILL in the middle of what groups do. After each restart no committed offset is lost and no group stuck. */
export async function killGroups(options: {
  rounds: number;
  seed: string;
  folder: string;
  onRound?: (round: number, moment: Moment, result: KillGroupsResult) => void;
}): Promise<KillGroupsResult> {
  const random = seededRandom(options.seed);
  const books = ['left', 'right', 'middle'].map((groupId) => new Books(groupId));
  const killedDuring = { 'between join and sync': 0, 'during a commit': 0, 'during compaction': 0 };
  const faults: string[] = [];
  let assignedMsMax = 0;
  let broker = await startBroker(options.folder, ENVIRONMENT);
  await createTopic(broker.port);
  const result = (rounds: number): KillGroupsResult => ({
    rounds,
    acknowledgedCommits: books.reduce((sum, { acknowledgements }) => sum + acknowledgements, 0),
    killedDuring,
    assignedMsMax,
    faults,
  });
  for (let round = 1; round <= options.rounds && faults.length === 0; round += 1) {
    const moment = MOMENTS[round % MOMENTS.length] ?? MOMENTS[0];
    const book = books[random.below(books.length)];
    if (book === undefined) break;
    if (await new Life(broker, book, random.fork(`round ${round}`)).play(moment, options.folder))
      killedDuring[moment] += 1;
    broker = await startBroker(options.folder, ENVIRONMENT);
    const reader = await RawConnection.open(broker.port);
    for (const each of books) faults.push(...each.faultsIn(await serving(() => toldOffsets(reader, each.groupId))));
    reader.close();
    const waitedMs = await assignedMs(broker.port, book.groupId);
    if (waitedMs === null)
      faults.push(`${book.groupId}: a new member had no assignment ${ASSIGNED_MS_MAX} ms after a kill ${moment}`);
    else assignedMsMax = Math.max(assignedMsMax, waitedMs);
    options.onRound?.(round, moment, result(round));
  }
  await broker.stop();
  return result(options.rounds);
}
