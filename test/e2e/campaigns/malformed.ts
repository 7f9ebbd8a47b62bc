import { ErrorCode } from '@yak/model';
import { CreateTopics, Fetch, InitProducerId, Produce } from '@yak/protocol';
import { encodePlainBatch } from '@yak/records';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { bundleProgram, runToEnd } from '../../support/programs';
import { freePort, root } from '../../support/processes';
import { RawConnection } from '../../support/raw-connection';
import { numbersIn } from './numbers-in';

const GOOD_TOPIC = 'good';
const BAD_TOPIC = 'bad';
const GOOD_REQUEST_INTERVAL_MS = 5;

/** What a campaign of malformed requests did and found. */
export interface MalformedResult {
  readonly seed: string;
  readonly sent: number;
  readonly seconds: number;
  readonly connectionsHung: number;
  readonly residentMegabytesEarly: number;
  readonly residentMegabytesEnd: number;
  readonly quietP99Ms: number;
  readonly attackedP99Ms: number;
  readonly goodRecords: number;
  readonly faults: readonly string[];
}

/** A broker in a process of its own that can be asked to collect its garbage and say what it weighs. */
class FuzzedBroker {
  private constructor(
    private readonly child: ChildProcess,
    readonly port: number,
  ) {}

  static async start(folder: string): Promise<FuzzedBroker> {
    const port = await freePort();
    const child = spawn(
      process.execPath,
      [
        '--expose-gc',
        '--require',
        join(root, 'test', 'support', 'collect-on-demand.cjs'),
        join(root, 'dist', 'broker.cjs'),
      ],
      {
        cwd: root,
        env: {
          ...process.env,
          YAK_PORT: String(port),
          YAK_HTTP_PORT: String(await freePort()),
          YAK_DATA_DIR: folder,
          YAK_AUTO_CREATE_TOPICS_ENABLE: 'false',
          YAK_LOG_LEVEL: 'error',
        },
        stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
      },
    );
    await once(child.stdout ?? child, 'data');
    return new FuzzedBroker(child, port);
  }

  get isAlive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Resident memory after a full collection, in MB (10^6 bytes). */
  async residentMegabytes(): Promise<number> {
    const answer = once(this.child, 'message') as Promise<[number]>;
    this.child.send('collect');
    return (await answer)[0] / 1e6;
  }

  async stop(): Promise<void> {
    const exited = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    if (this.isAlive) await exited;
  }
}

/** An idempotent producer and reader that behaves: one record at a time at a steady pace, each acknowledged. */
class GoodClient {
  #written = 0;
  constructor(
    private readonly connection: RawConnection,
    private readonly producer: { producerId: number; producerEpoch: number },
  ) {}

  static async open(port: number): Promise<GoodClient> {
    const connection = await RawConnection.open(port);
    for (const name of [GOOD_TOPIC, BAD_TOPIC]) {
      await connection.request(CreateTopics, 5, {
        topics: [{ name, numPartitions: 1, replicationFactor: 1, assignments: [], configs: [] }],
        timeoutMs: 10_000,
        validateOnly: false,
      });
    }
    const { producerId, producerEpoch } = await connection.request(InitProducerId, 1, {
      transactionalId: null,
      transactionTimeoutMs: 60_000,
    });
    return new GoodClient(connection, { producerId, producerEpoch });
  }

  get written(): number {
    return this.#written;
  }

  /** Works until told to stop; resolves to the latency of every request in ms. */
  async work(isOver: () => boolean): Promise<number[]> {
    const latenciesMs: number[] = [];
    while (!isOver()) {
      const startedMs = performance.now();
      const records = encodePlainBatch({
        records: [{ timestampMs: Date.now(), value: Buffer.from(String(this.#written)) }],
        producer: { ...this.producer, baseSequence: this.#written },
      });
      const answer = await this.connection.request(Produce, 9, {
        acks: -1,
        timeoutMs: 30_000,
        topicData: [{ name: GOOD_TOPIC, partitionData: [{ index: 0, records }] }],
      });
      const code = answer.responses[0]?.partitionResponses[0]?.errorCode;
      if (code !== ErrorCode.NONE) throw new Error(`the good client was refused: ${String(code)}`);
      this.#written += 1;
      const tookMs = performance.now() - startedMs;
      latenciesMs.push(tookMs);
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, GOOD_REQUEST_INTERVAL_MS - tookMs)));
    }
    return latenciesMs;
  }

  /** Everything that was written, as it stands in the log. */
  async readAll(): Promise<number[]> {
    const values: number[] = [];
    for (let offset = 0; offset < this.#written;) {
      const answer = await this.connection.request(Fetch, 11, {
        maxWaitMs: 0,
        minBytes: 0,
        maxBytes: 8_000_000,
        topics: [
          { topic: GOOD_TOPIC, partitions: [{ partition: 0, fetchOffset: offset, partitionMaxBytes: 8_000_000 }] },
        ],
      });
      const records = answer.responses[0]?.partitions[0]?.records ?? Buffer.alloc(0);
      if (records.length === 0) break;
      const read = numbersIn(records, offset);
      values.push(...read.values);
      offset = read.nextOffset;
    }
    return values;
  }

  close(): void {
    this.connection.close();
  }
}

const p99 = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length * 0.99)] ?? 0;

/**
 * Malformed requests while a good client works. Two attacks: a first one to warm the broker up and take its weight, then the
 * rest. After forced collections the second weight may exceed the first by 64 MB at most.
 */
export async function malformedCampaign(options: {
  seed: string;
  folder: string;
  requests: number;
  requestsPerSecond: number;
  warmUpRequests: number;
  quietMs: number;
}): Promise<MalformedResult> {
  const attacker = await bundleProgram('test/e2e/campaigns/attacker-process.ts');
  const broker = await FuzzedBroker.start(options.folder);
  const good = await GoodClient.open(broker.port);
  const attack = (requests: number, part: string): Promise<{ sent: number; hung: number; seconds: number }> =>
    runToEnd(attacker, {
      port: broker.port,
      seed: `${options.seed}/${part}`,
      topic: BAD_TOPIC,
      requests,
      requestsPerSecond: options.requestsPerSecond,
    });
  const faults: string[] = [];

  const quietUntilMs = performance.now() + options.quietMs;
  const quiet = await good.work(() => performance.now() > quietUntilMs);
  let isOver = false;
  const working = good.work(() => isOver);
  const first = await attack(options.warmUpRequests, 'first');
  const early = await broker.residentMegabytes();
  const second = await attack(options.requests - options.warmUpRequests, 'second');
  isOver = true;
  const attacked = await working;
  if (!broker.isAlive) faults.push('the broker ended');
  const values = await good.readAll();
  if (values.length !== good.written || values.some((value, at) => value !== at))
    faults.push(`the good client wrote ${good.written} records, ${values.length} are there`);
  const end = await broker.residentMegabytes();
  if (end > early + 64) faults.push(`resident memory grew from ${early.toFixed(0)} to ${end.toFixed(0)} MB`);
  if (first.hung + second.hung > 0) faults.push(`${first.hung + second.hung} connections were never closed`);
  good.close();
  await broker.stop();
  return {
    seed: options.seed,
    sent: first.sent + second.sent,
    seconds: first.seconds + second.seconds,
    connectionsHung: first.hung + second.hung,
    residentMegabytesEarly: early,
    residentMegabytesEnd: end,
    quietP99Ms: p99(quiet),
    attackedP99Ms: p99(attacked),
    goodRecords: good.written,
    faults,
  };
}
