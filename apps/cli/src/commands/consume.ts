import type { ConsumedRecords } from '@yak/client';
import { CliError } from '../cli-error';
import type { ConsumingCluster, RecordReader } from '../cluster';
import { type PartitionPlan, planPartition } from '../consume-plan';
import { ExitCode } from '../exit-code';
import { unknownTopic } from '../explain-error';
import type { OffsetRange } from '../offset-grammar';
import { Progress } from '../progress';
import type { RecordWriter } from '../record-format';
import { RecordOutput } from '../record-output';
import { say, type Session } from '../session';

/** What `consume` was asked for. */
export interface ConsumeRequest {
  readonly topics: readonly string[];
  /** null: all. */
  readonly partitions: readonly number[] | null;
  readonly range: OffsetRange;
  /** null: without end. */
  readonly recordsMax: number | null;
  readonly isEndingAtEnd: boolean;
  /** Longest time without a record; null: for ever. */
  readonly timeoutMs: number | null;
  readonly isolationLevel: 'read_uncommitted' | 'read_committed';
  readonly print: RecordWriter;
}

const POLL_MS = 500;

/** Prints records until every partition, the count or the patience is at its end. */
class RecordPrinter {
  readonly #output: RecordOutput;
  readonly #open = new Map<string, PartitionPlan>();

  constructor(output: RecordOutput, plans: readonly PartitionPlan[]) {
    this.#output = output;
    for (const plan of plans) {
      if (plan.endOffset === null || plan.startOffset < plan.endOffset)
        this.#open.set(`${plan.topic}-${plan.partition}`, plan);
    }
  }

  get printed(): number {
    return this.#output.printed;
  }

  get isDone(): boolean {
    return this.#open.size === 0 || this.#output.isFull;
  }

  /** Prints what of the slices was asked for. */
  async take(slices: readonly ConsumedRecords[]): Promise<void> {
    for (const slice of slices) {
      const plan = this.#open.get(`${slice.topic}-${slice.partition}`);
      if (plan === undefined) continue;
      await this.#output.add(slice, plan.endOffset);
      this.reached(slice.topic, slice.partition, slice.nextOffset);
    }
    await this.#output.flush();
  }

  /** A partition was read up to an offset, with or without records that show. */
  reached(topic: string, partition: number, offset: number): void {
    const end = this.#open.get(`${topic}-${partition}`)?.endOffset ?? null;
    if (end !== null && offset >= end) this.#open.delete(`${topic}-${partition}`);
  }
}

const placesOf = async (
  session: Session<ConsumingCluster>,
  request: ConsumeRequest,
): Promise<readonly { topic: string; partition: number }[]> => {
  const described = await session.cluster.describe(request.topics);
  const [missing] = described.faults;
  if (missing !== undefined) throw await unknownTopic(session.cluster, missing.topic);
  return described.topics.flatMap(({ name, partitions }) => {
    const known = partitions.map(({ partition }) => partition);
    const absent = request.partitions?.find((partition) => !known.includes(partition));
    if (absent !== undefined) {
      throw new CliError(
        ExitCode.NOT_FOUND,
        `${name} has no partition ${absent}; its partitions are 0 to ${known.length - 1}`,
      );
    }
    return (request.partitions ?? known).map((partition) => ({ topic: name, partition }));
  });
};

/** `consume`: prints records of explicit partitions as they come. */
export async function consume(session: Session<ConsumingCluster>, request: ConsumeRequest): Promise<void> {
  const consumer = session.cluster.consumer({
    isolationLevel: request.isolationLevel,
    maxWaitMs: Math.max(1, Math.min(POLL_MS, request.timeoutMs ?? POLL_MS)),
    partitionMaxBytes: 4 * 1024 * 1024,
  });
  const places = await placesOf(session, request);
  const plans = await Promise.all(
    places.map((place) =>
      planPartition(place, request.range, request.isEndingAtEnd, (where) =>
        consumer.resolve(place.topic, place.partition, where),
      ),
    ),
  );
  const progress = new Progress(session.terminal, 'consumed');
  const output = new RecordOutput(session.terminal, request.print, progress, request.recordsMax);
  const printer = new RecordPrinter(output, plans);
  try {
    await consumer.assign(
      plans.map(({ topic, partition, startOffset }) => ({ topic, partition, from: { offset: startOffset } })),
    );
    await readAll(consumer, printer, request);
  } finally {
    progress.stop();
  }
}

const readAll = async (consumer: RecordReader, printer: RecordPrinter, request: ConsumeRequest): Promise<void> => {
  let newestMs = performance.now();
  let next = printer.isDone ? Promise.resolve([]) : consumer.poll();
  while (!printer.isDone) {
    const slices = await next;
    // The next answer is on its way while this one is printed.
    const positions = slices.length === 0 ? consumer.positions() : [];
    next = consumer.poll();
    next.catch(() => undefined); // awaited in the next round, or not needed any more
    await printer.take(slices);
    for (const { topic, partition, offset } of positions) printer.reached(topic, partition, offset);
    const nowMs = performance.now();
    if (slices.length > 0) newestMs = nowMs;
    if (request.timeoutMs !== null && nowMs - newestMs >= request.timeoutMs) {
      checkAny(printer, request.timeoutMs);
      return;
    }
  }
};

const checkAny = (printer: RecordPrinter, timeoutMs: number): void => {
  if (printer.printed === 0) throw new CliError(ExitCode.UNREACHABLE, `no record within ${timeoutMs} ms`);
};

/** Says where a reader without `--from-beginning` stands, so that silence is understood. */
export function sayWhereFrom(session: Pick<Session, 'terminal'>, isFromEnd: boolean): void {
  if (isFromEnd && session.terminal.isInteractive)
    say(session, 'Waiting for new records; --from-beginning shows the old ones. Ctrl-C ends.');
}
