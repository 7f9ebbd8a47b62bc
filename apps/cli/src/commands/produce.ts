import type { RecordPlace } from '@yak/client';
import type { Codec } from '@yak/records';
import { CliError, usageError } from '../cli-error';
import type { LineProducer, ProducingCluster } from '../cluster';
import { ExitCode } from '../exit-code';
import { explain } from '../explain-error';
import { LineSplitter } from '../line-splitter';
import { type LineRules, produceLine } from '../produce-line';
import { Progress } from '../progress';
import { print, say, type Session } from '../session';

/** What `produce` was asked for. */
export interface ProduceRequest {
  readonly topic: string;
  /** Values given as arguments; none: lines of stdin. */
  readonly values: readonly string[];
  readonly rules: LineRules;
  readonly headers: readonly { readonly key: string; readonly value: Buffer | null }[];
  readonly codec: Codec;
  readonly acks: 0 | 1 | 'all';
  readonly isIdempotent: boolean;
  /** null: by key, or spread. */
  readonly partition: number | null;
  readonly timestampMs: number | null;
}

/** A large batch carries many short lines at once; a broker takes 1 MiB by default. */
const BATCH_BYTES = 256 * 1024;
const BUFFER_BYTES_MAX = 32 * 1024 * 1024;
/** Above this the input waits for the broker. */
const BUFFER_BYTES_HIGH = 8 * 1024 * 1024;
const PLACES_SHOWN = 100;

/** Sends lines and keeps count of what became of them. */
class LineSender {
  #sent = 0;
  #failed = 0;
  #fault: unknown = null;
  #newest: Promise<void> = Promise.resolve();
  readonly places: RecordPlace[] = [];
  readonly #headers: { readonly headers?: ProduceRequest['headers'] };
  readonly #partition: { readonly partition?: number };
  readonly #time: { readonly timestampMs?: number };

  constructor(
    private readonly producer: LineProducer,
    private readonly request: ProduceRequest,
    private readonly progress: Progress,
  ) {
    this.#headers = request.headers.length === 0 ? {} : { headers: request.headers };
    this.#partition = request.partition === null ? {} : { partition: request.partition };
    this.#time = request.timestampMs === null ? {} : { timestampMs: request.timestampMs };
  }

  get counts(): { readonly sent: number; readonly failed: number; readonly fault: unknown } {
    return { sent: this.#sent, failed: this.#failed, fault: this.#fault };
  }

  /** Sends a line; its outcome is counted when it is known. */
  readonly send = (line: Buffer): void => {
    const { topic, rules } = this.request;
    const { key, value } = produceLine(line, rules);
    const record = { topic, key, value, ...this.#headers, ...this.#partition, ...this.#time };
    this.#newest = this.producer.send(record).then(this.#count, this.#countFailure);
  };

  /** Resolves when the newest line has its outcome. */
  settled(): Promise<void> {
    return this.#newest;
  }

  /** Lets the broker catch up; throws when nothing gets through at all. */
  async breathe(): Promise<void> {
    if (this.producer.bufferedBytes > BUFFER_BYTES_HIGH) await this.#newest;
    if (this.#failed > 0 && this.#sent === 0) throw this.#fault;
  }

  readonly #count = (place: RecordPlace): void => {
    this.#sent += 1;
    this.progress.count(0);
    if (this.places.length < PLACES_SHOWN) this.places.push(place);
  };

  readonly #countFailure = (error: unknown): void => {
    this.#failed += 1;
    this.#fault ??= error;
  };
}

const sendStdin = async (session: Session, sender: LineSender): Promise<void> => {
  const splitter = new LineSplitter();
  for await (const chunk of session.terminal.input) {
    splitter.push(Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk)), sender.send);
    await sender.breathe();
  }
  splitter.end(sender.send);
};

const report = async (session: Session, sender: LineSender, request: ProduceRequest): Promise<void> => {
  const { sent, failed, fault } = sender.counts;
  if (session.format !== 'table' || request.values.length > 0) {
    const columns = [
      { heading: 'TOPIC' },
      { heading: 'PARTITION', isNumber: true },
      { heading: 'OFFSET', isNumber: true },
    ];
    const items = sender.places.map(({ topic, partition, offset }) => ({
      topic,
      partition,
      offset: offset === null ? null : String(offset),
    }));
    const row = (item: (typeof items)[number]): string[] => [item.topic, String(item.partition), item.offset ?? '-'];
    await print(session, { kind: 'ProducedList', columns, row }, items);
  }
  if (failed === 0) {
    if (request.values.length === 0) say(session, `Sent ${sent} records to ${request.topic}.`);
    return;
  }
  const cause = explain(fault, '');
  throw new CliError(
    sent > 0 ? ExitCode.PARTIAL : cause.exitCode,
    `${failed} of ${sent + failed} records were not taken: ${cause.message}`,
  );
};

const checkTopic = async (cluster: ProducingCluster, request: ProduceRequest): Promise<void> => {
  const { partitions } = await cluster.retrying(() => cluster.metadata.topic(request.topic, { isCreating: true }));
  if (request.partition !== null && request.partition >= partitions.length) {
    const last = partitions.length - 1;
    throw new CliError(
      ExitCode.NOT_FOUND,
      `${request.topic} has no partition ${request.partition}; its partitions are 0 to ${last}`,
    );
  }
};

/** `produce`: arguments, or stdin line by line while it comes; the order of lines is kept within a partition. */
export async function produce(session: Session<ProducingCluster>, request: ProduceRequest): Promise<void> {
  if (request.isIdempotent && request.acks !== 'all') throw usageError('--idempotent needs --acks all');
  await checkTopic(session.cluster, request);
  const producer = session.cluster.producer({
    acks: request.acks,
    isIdempotent: request.isIdempotent,
    codec: request.codec,
    batchBytes: BATCH_BYTES,
    bufferBytesMax: BUFFER_BYTES_MAX,
  });
  const progress = new Progress(session.terminal, 'produced');
  const sender = new LineSender(producer, request, progress);
  try {
    if (request.values.length === 0) await sendStdin(session, sender);
    for (const value of request.values) sender.send(Buffer.from(value));
    await sender.settled();
    await producer.close();
    // The last outcomes are counted in the turn after the producer has them.
    await new Promise((resolve) => setImmediate(resolve));
  } finally {
    progress.stop();
  }
  await report(session, sender, request);
}

/** Reads `--acks`: 0, 1, all or -1. */
export function acksOf(text: string): 0 | 1 | 'all' {
  if (text === '0') return 0;
  if (text === '1') return 1;
  if (text === 'all' || text === '-1') return 'all';
  throw usageError(`--acks ${text}: use 0, 1 or all`);
}
