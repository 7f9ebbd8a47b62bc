import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { median, percentile, type Report } from './figures';
import type { GeneratorOptions, GeneratorResult } from './generator-process';
import { cpuSeconds, type RunningBroker, start, startBroker, temporaryFolder } from '../support/processes';
import { bundleProgram, runToEnd } from '../support/programs';
import { createTopic, deleteTopic } from './topics';
import { produceAnswer } from './wire';

const PAIRS = 5;
const BATCH_BYTES = 65_536;
const TOTAL_BYTES = Number(process.env['BENCH_BYTES'] ?? 500e6);
const LATENCY_RECORDS_PER_SECOND = 5000;
const LATENCY_SECONDS = 5;
const TOPIC = 'bench';
const LATENCIES = [
  ['p50Ms', 0.5],
  ['p99Ms', 0.99],
  ['p999Ms', 0.999],
] as const;

interface Case {
  readonly label: string;
  readonly recordBytes: number;
  readonly partitions: number;
  readonly acks: number;
}

interface Programs {
  readonly generator: string;
  readonly sink: string;
}

/** BENCH_CASE narrows the cases to those whose label has it: `1KiB.p1.acks1`. */
const CASES: readonly Case[] = [100, 1024]
  .flatMap((recordBytes) =>
    [1, 12].flatMap((partitions) =>
      [1, -1].map((acks) => ({
        label: `${recordBytes === 100 ? '100B' : '1KiB'}.p${partitions}.acks${acks === -1 ? 'all' : '1'}`,
        recordBytes,
        partitions,
        acks,
      })),
    ),
  )
  .filter(({ label }) => label.includes(process.env['BENCH_CASE'] ?? ''));

/** One side of a pair: what it moved, and what it cost the process that was measured. */
interface Side {
  readonly result: GeneratorResult;
  readonly cpuSecondsPerGigabyte: number;
}

async function measure(generator: string, options: GeneratorOptions, pid: number): Promise<Side> {
  const before = cpuSeconds(pid);
  const result = await runToEnd<GeneratorResult>(generator, options);
  if (result.errors > 0) throw new Error(`${result.errors} requests were refused`);
  return { result, cpuSecondsPerGigabyte: (cpuSeconds(pid) - before) / (result.bytes / 1e9) };
}

const megabytesPerSecond = (side: Side): number => side.result.bytes / 1e6 / side.result.seconds;

type Flush = 'os' | 'batch';

/** Names of one length, as the canned answer of the sink carries one. */
const topicName = (run: number): string => `${TOPIC}${String(run).padStart(4, '0')}`;
let runs = 0;

/** One broker for all cases: a broker is a long-running process, and what it costs to warm up is not what it costs to run. */
function openBroker(folder: string, flush: Flush): Promise<RunningBroker> {
  return startBroker(join(folder, 'broker'), {
    YAK_YAK_FLUSH: flush,
    YAK_LOG_SEGMENT_BYTES: String(2 ** 30), // Kafka's default; the dev profile's small segments are for laptops
    YAK_LOG_SEGMENT_DELETE_DELAY_MS: '0', // what a case has written is gone before the next one
  });
}

/** Interleaved pairs of broker and bare sink, after one warm-up of each; both append to what the runs before have left. */
async function pairs(
  one: Case,
  programs: Programs,
  { broker, folder, flush }: { broker: RunningBroker; folder: string; flush: Flush },
): Promise<{ broker: Side[]; sink: Side[] }> {
  const sinkOptions = {
    path: join(folder, 'sink'),
    responseHex: produceAnswer(topicName(0)).toString('hex'),
    sync: flush === 'batch',
  };
  const sink = await start(process.execPath, [programs.sink, JSON.stringify(sinkOptions)]);
  const sinkPort = (JSON.parse(sink.readyLine) as { port: number }).port;
  const load = {
    partitions: one.partitions,
    recordBytes: one.recordBytes,
    batchBytes: BATCH_BYTES,
    acks: one.acks,
    connections: 4,
    inFlightBytes: 8e6,
    totalBytes: flush === 'os' ? TOTAL_BYTES : TOTAL_BYTES / 4,
  };
  const sides = { broker: [] as Side[], sink: [] as Side[] };
  runs += 1;
  const topic = topicName(runs);
  await createTopic(broker.port, topic, one.partitions);
  for (let pair = 0; pair <= PAIRS; pair += 1) {
    const ours = await measure(programs.generator, { ...load, port: broker.port, topic }, broker.pid);
    const theirs = await measure(programs.generator, { ...load, port: sinkPort, topic }, sink.pid);
    if (statSync(sinkOptions.path).size < load.totalBytes * 0.99) throw new Error('the bare sink wrote too little');
    if (pair === 0) continue;
    sides.broker.push(ours);
    sides.sink.push(theirs);
  }
  await sink.stop();
  await deleteTopic(broker.port, topic);
  rmSync(sinkOptions.path);
  return sides;
}

async function paced(generator: string, one: Case, port: number): Promise<GeneratorResult> {
  runs += 1;
  const topic = topicName(runs);
  await createTopic(port, topic, one.partitions);
  return runToEnd<GeneratorResult>(generator, {
    port,
    topic,
    partitions: one.partitions,
    recordBytes: one.recordBytes,
    batchBytes: BATCH_BYTES,
    acks: one.acks,
    connections: 4,
    inFlightBytes: 8e6,
    totalBytes: Number.MAX_SAFE_INTEGER,
    recordsPerSecond: LATENCY_RECORDS_PER_SECOND,
    seconds: LATENCY_SECONDS,
  } satisfies GeneratorOptions);
}

/** produce.* and cpu.*: the broker beside a bare process that appends the same frames and answers a canned response. */
export async function benchProduce(report: Report): Promise<void> {
  const programs = {
    generator: await bundleProgram('test/bench/generator-process.ts'),
    sink: await bundleProgram('test/bench/bare-sink-process.ts'),
  };
  const folder = temporaryFolder();
  const broker = await openBroker(folder.path, 'os');
  const cpu = new Map<number, { broker: number[]; sink: number[] }>();
  for (const one of CASES) {
    report.say(`produce ${one.label}`);
    const sides = await pairs(one, programs, { broker, folder: folder.path, flush: 'os' });
    addThroughput(report, `produce.${one.label}`, sides);
    const { latenciesMs } = await paced(programs.generator, one, broker.port);
    for (const [label, share] of LATENCIES) {
      report.add({
        figure: `produce.${one.label}.${label}`,
        value: percentile(latenciesMs, share),
        unit: 'ms',
        beside: `${LATENCY_RECORDS_PER_SECOND} records/s`,
      });
    }
    const costs = cpu.get(one.recordBytes) ?? { broker: [], sink: [] };
    costs.broker.push(...sides.broker.map((side) => side.cpuSecondsPerGigabyte));
    costs.sink.push(...sides.sink.map((side) => side.cpuSecondsPerGigabyte));
    cpu.set(one.recordBytes, costs);
  }
  await broker.stop();
  folder.remove();
  for (const [recordBytes, costs] of cpu) addCost(report, recordBytes === 100 ? '100B' : '1KiB', costs);
  await benchSynced(report, programs);
}

/** The production flush mode beside a bare sink that also syncs; without a target. */
async function benchSynced(report: Report, programs: Programs): Promise<void> {
  const one = CASES.find(({ label }) => label === '1KiB.p12.acksall');
  if (one === undefined) return;
  report.say('produce with yak.flush=batch');
  const folder = temporaryFolder();
  const broker = await openBroker(folder.path, 'batch');
  const sides = await pairs(one, programs, { broker, folder: folder.path, flush: 'batch' });
  const name = `produce.${one.label}.flushBatch`;
  report.add({ figure: `${name}.ratio`, value: ratioOf(sides), unit: 'ratio', beside: 'bare sink that also syncs' });
  report.add({ figure: `${name}.mbPerSec`, value: median(sides.broker.map(megabytesPerSecond)), unit: 'MB/s' });
  await broker.stop();
  folder.remove();
}

const ratioOf = ({ broker, sink }: { broker: Side[]; sink: Side[] }): number =>
  median(broker.map((side, at) => megabytesPerSecond(side) / megabytesPerSecond(sink[at] ?? side)));

function addThroughput(report: Report, name: string, sides: { broker: Side[]; sink: Side[] }): void {
  const perSecond = sides.broker.map((side) => side.result.records / side.result.seconds);
  report.add({ figure: `${name}.ratio`, value: ratioOf(sides), unit: 'ratio', beside: 'bare sink', target: '≥ 0.7' });
  report.add({ figure: `${name}.mbPerSec`, value: median(sides.broker.map(megabytesPerSecond)), unit: 'MB/s' });
  report.add({ figure: `${name}.recordsPerSec`, value: median(perSecond), unit: 'records/s' });
}

function addCost(report: Report, label: string, costs: { broker: number[]; sink: number[] }): void {
  const ratio = median(costs.broker.map((cost, at) => cost / (costs.sink[at] ?? cost)));
  report.add({ figure: `cpu.${label}.ratio`, value: ratio, unit: 'ratio', beside: 'bare sink', target: '≤ 1.8' });
  report.add({ figure: `cpu.${label}.secondsPerGB`, value: median(costs.broker), unit: 's/GB' });
}
