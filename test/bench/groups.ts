import { setTimeout as elapsed } from 'node:timers/promises';
import { Kafka, logLevel } from 'kafkajs';
import { cpuSeconds, type RunningBroker, start, startBroker, temporaryFolder } from '../support/processes';
import { bundleProgram, runToEnd } from '../support/programs';
import { RawConnection } from '../support/raw-connection';
import { produceTo } from '../support/e2e/requests';
import { median, type Report, rounded } from './figures';
import type { GroupLoadOptions } from './group-load-process';
import { createTopic } from './topics';
import { batchOf } from './wire';

const TOPIC = 'existing';
const PARTITIONS = 3;
const TEST_RUNS = 20;
const PRODUCTION_RUNS = 5;
/** Until a consumer at the end of its partitions has a fetch waiting at the broker, which `disconnect` then waits for. */
const PARKED_MS = 300;
const GROUPS = 1000;
const MEMBERS_PER_GROUP = 3;
const HEARTBEAT_MS = 3000;
const SETTLE_MS = 5000;
const CPU_SECONDS = Number(process.env['BENCH_GROUPS_SECONDS'] ?? 60);
const REBALANCE_MEMBERS = 100;
const REBALANCE_HEARTBEAT_MS = 1000;
const REBALANCE_ROUNDS = 5;

/** How long one run of a consumer took, ms. */
interface Run {
  readonly firstRecordMs: number;
  readonly disconnectMs: number;
}

type Client = (port: number, groupId: string) => Promise<Run>;

/** From `run()` of a connected and subscribed consumer to its first record; client settings are the defaults. */
async function runKafkajs(port: number, groupId: string): Promise<Run> {
  const kafka = new Kafka({ clientId: 'bench', brokers: [`127.0.0.1:${port}`], logLevel: logLevel.NOTHING });
  const consumer = kafka.consumer({ groupId });
  await consumer.connect();
  await consumer.subscribe({ topics: [TOPIC], fromBeginning: true });
  const startedMs = performance.now();
  const firstMs = await new Promise<number>((resolve, reject) => {
    consumer
      .run({
        eachMessage: () => {
          resolve(performance.now());
          return Promise.resolve();
        },
      })
      .catch(reject);
  });
  await elapsed(PARKED_MS);
  const leavingMs = performance.now();
  await consumer.disconnect();
  return { firstRecordMs: firstMs - startedMs, disconnectMs: performance.now() - leavingMs };
}

/** From the creation of the stream to its first message; client settings are the defaults. */
async function runPlatformatic(port: number, groupId: string): Promise<Run> {
  const { Consumer, MessagesStreamModes } = await import('@platformatic/kafka');
  const consumer = new Consumer({ clientId: 'bench', bootstrapBrokers: [`127.0.0.1:${port}`], groupId });
  const startedMs = performance.now();
  const stream = await consumer.consume({ topics: [TOPIC], mode: MessagesStreamModes.EARLIEST });
  const firstMs = await new Promise<number>((resolve, reject) => {
    stream.once('data', () => resolve(performance.now()));
    stream.once('error', reject);
  });
  await elapsed(PARKED_MS);
  const leavingMs = performance.now();
  await new Promise<void>((resolve, reject) => {
    consumer.close(true, (error: unknown) => {
      if (error instanceof Error) reject(error);
      else resolve();
    });
  });
  return { firstRecordMs: firstMs - startedMs, disconnectMs: performance.now() - leavingMs };
}

async function runs(client: Client, broker: RunningBroker, count: number): Promise<Run[]> {
  const done: Run[] = [];
  for (let run = 0; run <= count; run += 1) {
    const measured = await client(broker.port, `${client.name}-${run}`);
    if (run > 0) done.push(measured); // the first one warms both sides up
  }
  return done;
}

async function brokerWithRecords(folder: string, environment: NodeJS.ProcessEnv): Promise<RunningBroker> {
  const broker = await startBroker(folder, environment);
  await createTopic(broker.port, TOPIC, PARTITIONS);
  const connection = await RawConnection.open(broker.port);
  for (let partition = 0; partition < PARTITIONS; partition += 1)
    await produceTo(
      connection,
      { topic: TOPIC, partition },
      batchOf({ recordBytes: 100, batchBytes: 200, timestampMs: Date.now() }).bytes,
    );
  connection.close();
  return broker;
}

async function benchFirstRecord(report: Report): Promise<void> {
  const [testFolder, productionFolder] = [temporaryFolder(), temporaryFolder()];
  const test = await brokerWithRecords(testFolder.path, { YAK_PROFILE: 'test' });
  const production = await brokerWithRecords(productionFolder.path, {
    YAK_PROFILE: 'production',
    YAK_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
  });
  for (const [name, client] of [
    ['kafkajs', runKafkajs],
    ['platformatic', runPlatformatic],
  ] as const) {
    const quick = await runs(client, test, TEST_RUNS);
    const beside = await runs(client, production, PRODUCTION_RUNS);
    for (const [figure, of] of [
      ['firstRecordMs', (run: Run) => run.firstRecordMs],
      ['disconnectMs', (run: Run) => run.disconnectMs],
    ] as const) {
      const bound = figure === 'disconnectMs' && name === 'platformatic' ? {} : { target: '≤ 150' };
      report.add({
        figure: `groups.${name}.${figure}`,
        value: median(quick.map(of)),
        unit: 'ms',
        beside: `production profile: ${rounded(median(beside.map(of)))} ms`,
        ...bound,
      });
    }
  }
  await test.stop();
  await production.stop();
  testFolder.remove();
  productionFolder.remove();
}

async function benchHeartbeats(report: Report, program: string): Promise<void> {
  const folder = temporaryFolder();
  const broker = await startBroker(folder.path);
  await createTopic(broker.port, TOPIC, PARTITIONS);
  const options: GroupLoadOptions = {
    port: broker.port,
    topic: TOPIC,
    partitionsCount: PARTITIONS,
    kind: 'heartbeats',
    groups: GROUPS,
    membersPerGroup: MEMBERS_PER_GROUP,
    heartbeatMs: HEARTBEAT_MS,
    rounds: 0,
  };
  const load = await start(process.execPath, [program, JSON.stringify(options)]);
  await elapsed(SETTLE_MS);
  const before = cpuSeconds(broker.pid);
  await elapsed(CPU_SECONDS * 1000);
  const percent = ((cpuSeconds(broker.pid) - before) / CPU_SECONDS) * 100;
  report.add({
    figure: `groups.${GROUPS}x${MEMBERS_PER_GROUP}.cpuPercent`,
    value: percent,
    unit: '% of a core',
    target: '≤ 15',
  });
  await load.kill();
  await broker.stop();
  folder.remove();
}

async function benchRebalance(report: Report, program: string): Promise<void> {
  const folder = temporaryFolder();
  const broker = await startBroker(folder.path);
  await createTopic(broker.port, TOPIC, REBALANCE_MEMBERS);
  const options: GroupLoadOptions = {
    port: broker.port,
    topic: TOPIC,
    partitionsCount: REBALANCE_MEMBERS,
    kind: 'rebalance',
    groups: 1,
    membersPerGroup: REBALANCE_MEMBERS,
    heartbeatMs: REBALANCE_HEARTBEAT_MS,
    rounds: REBALANCE_ROUNDS,
  };
  const { milliseconds } = await runToEnd<{ milliseconds: number[] }>(program, options);
  report.add({
    figure: `groups.rebalance${REBALANCE_MEMBERS}.ms`,
    value: median(milliseconds),
    unit: 'ms',
    target: '≤ 2000',
    beside: `heartbeats every ${REBALANCE_HEARTBEAT_MS} ms`,
  });
  await broker.stop();
  folder.remove();
}

/** groups.*: how soon consumers read and leave, what heartbeats cost, and how long a rebalance takes. */
export async function benchGroups(report: Report): Promise<void> {
  const program = await bundleProgram('test/bench/group-load-process.ts');
  await benchFirstRecord(report);
  await benchHeartbeats(report, program);
  await benchRebalance(report, program);
}
