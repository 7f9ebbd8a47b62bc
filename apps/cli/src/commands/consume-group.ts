import { type AssignorName, type ConsumedRecords, KafkaError, type PartitionPlace } from '@yak/client';
import { CliError } from '../cli-error';
import type { GroupConsumingCluster, GroupReader, RecordReader } from '../cluster';
import { ExitCode } from '../exit-code';
import { unknownTopic } from '../explain-error';
import { scopeText } from '../group-scope';
import type { Interruption, InterruptionCause } from '../interruption';
import { Progress } from '../progress';
import type { RecordWriter } from '../record-format';
import { RecordOutput } from '../record-output';
import { say, type Session } from '../session';

/** What `consume --group` was asked for. */
export interface GroupConsumeRequest {
  readonly group: string;
  readonly topics: readonly string[];
  /** Where to start in partitions in which the group has not committed. */
  readonly startAt: 'earliest' | 'latest';
  /** Null: without end. */
  readonly recordsMax: number | null;
  /** End when each partition was read to the end that it had when this member got it. */
  readonly isEndingAtEnd: boolean;
  /** Longest time without a record once the member has its share; null: for ever. */
  readonly timeoutMs: number | null;
  readonly isolationLevel: 'read_uncommitted' | 'read_committed';
  /** Null: what most clients list. */
  readonly assignor: AssignorName | null;
  readonly print: RecordWriter;
}

const POLL_MS = 500;
/** Who only reads to the end has nothing to wait for. */
const END_POLL_MS = 20;
const keyOf = ({ topic, partition }: PartitionPlace): string => `${topic}-${partition}`;

/** The classic surprise: a group that has committed goes on where it was, whatever is said of the beginning. */
const sayWhereFrom = async (session: Session<GroupConsumingCluster>, request: GroupConsumeRequest): Promise<void> => {
  if (request.startAt !== 'earliest') return;
  const offsets = (await session.cluster.groups.offsets([{ groupId: request.group, places: null }])).get(request.group);
  if (offsets === undefined || offsets instanceof KafkaError) return;
  const [first] = offsets.filter(({ topic, offset }) => offset !== null && request.topics.includes(topic));
  if (first !== undefined)
    say(
      session,
      `Note: group "${request.group}" has committed offsets of ${first.topic} and goes on from there; the beginning is for ` +
        `partitions without any. From the start again: yak-cli group reset-offsets ${request.group} --to-earliest --topic ${first.topic} --execute`,
    );
};

/** Reads a member's share until the count, the end or the patience is reached. */
class ShareReader {
  readonly output: RecordOutput;
  /** Where each partition ended when this member got it first. */
  readonly #ends = new Map<string, number>();
  #shown = '';
  #newestMs: number | null = null;
  cause: InterruptionCause | null = null;
  /** Whether everything was committed and the coordinator told. */
  isLeft = true;

  constructor(
    private readonly session: Session<GroupConsumingCluster>,
    private readonly request: GroupConsumeRequest,
    private readonly member: GroupReader,
    progress: Progress,
  ) {
    this.output = new RecordOutput(session.terminal, request.print, progress, request.recordsMax);
  }

  async readAll(): Promise<void> {
    const ends = this.session.cluster.consumer();
    while (this.cause === null && !this.output.isFull) {
      const slices = await this.member.poll();
      this.#sayShare();
      if (this.member.phase !== 'stable') continue;
      await this.#print(slices);
      if (this.request.isEndingAtEnd && (await this.#isAtEnd(ends))) return;
      if (this.#isOutOfPatience(slices.length > 0)) return;
    }
  }

  async #print(slices: readonly ConsumedRecords[]): Promise<void> {
    for (const slice of slices) {
      if (this.cause !== null) return;
      const done = await this.output.add(slice, null);
      await this.output.flush();
      this.member.processed(slice, done);
    }
  }

  /** A person sees what the group gave to this member. */
  #sayShare(): void {
    if (!this.session.terminal.showsProgress || this.member.phase !== 'stable') return;
    const share = scopeText(this.member.assigned());
    if (share === this.#shown) return;
    this.#shown = share;
    say(this.session, share === '' ? 'No partitions for this member.' : `Reading ${share} as ${this.member.memberId}`);
  }

  async #isAtEnd(ends: RecordReader): Promise<boolean> {
    const assigned = this.member.assigned();
    for (const place of assigned)
      if (!this.#ends.has(keyOf(place)))
        this.#ends.set(keyOf(place), await ends.resolve(place.topic, place.partition, 'latest'));
    return assigned.every((place) => place.offset >= (this.#ends.get(keyOf(place)) ?? 0));
  }

  #isOutOfPatience(cameSome: boolean): boolean {
    const nowMs = performance.now();
    if (cameSome || this.#newestMs === null) this.#newestMs = nowMs;
    const { timeoutMs } = this.request;
    return timeoutMs !== null && nowMs - this.#newestMs >= timeoutMs;
  }
}

const isClosedPipe = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EPIPE';

/**
 * `consume --group`: prints what the group gives to this member, and commits what was printed: every few seconds and at the
 * end. However it ends, the group is left, so that the others need not wait for it.
 */
export async function consumeGroup(
  session: Session<GroupConsumingCluster>,
  request: GroupConsumeRequest,
  interruption: Interruption,
): Promise<void> {
  const { faults } = await session.cluster.describe(request.topics);
  const [missing] = faults;
  if (missing !== undefined) throw await unknownTopic(session.cluster, missing.topic);
  await sayWhereFrom(session, request);
  const member = session.cluster.groupConsumer({
    groupId: request.group,
    topics: request.topics,
    startAt: request.startAt,
    isolationLevel: request.isolationLevel,
    maxWaitMs: request.isEndingAtEnd ? END_POLL_MS : Math.max(1, Math.min(POLL_MS, request.timeoutMs ?? POLL_MS)),
    partitionMaxBytes: 4 * 1024 * 1024,
    ...(request.assignor === null ? {} : { assignors: [request.assignor] }),
  });
  const progress = new Progress(session.terminal, 'consumed');
  const reader = new ShareReader(session, request, member, progress);
  const release = interruption.take((cause) => {
    reader.cause = cause;
    member.close().catch(() => undefined); // asked again below, where it is said
  });
  try {
    await reader.readAll();
  } catch (error) {
    if (reader.cause !== 'closed pipe' || !isClosedPipe(error)) throw error;
  } finally {
    progress.stop();
    await member.close().catch((error: unknown) => {
      reader.isLeft = false;
      say(
        session,
        `Not everything was committed: ${error instanceof Error ? error.message : String(error)}. Records may come again.`,
      );
    });
    release();
  }
  checkEnd(reader, request);
}

/** What the shell is told of the way it ended. */
const checkEnd = ({ cause, output, isLeft }: ShareReader, request: GroupConsumeRequest): void => {
  const { group, timeoutMs, recordsMax, isEndingAtEnd } = request;
  if (cause === 'signal')
    throw new CliError(ExitCode.INTERRUPTED, `interrupted${isLeft ? `; group "${group}" was left` : ''}`);
  const wantedSome = timeoutMs !== null && recordsMax !== 0 && !isEndingAtEnd;
  if (cause === null && wantedSome && output.printed === 0)
    throw new CliError(ExitCode.UNREACHABLE, `no record within ${timeoutMs} ms`);
};
