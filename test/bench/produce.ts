import { statSync } from 'node:fs';
import { join } from 'node:path';
import { median, percentile, type Report } from './figures';
import type { GeneratorOptions, GeneratorResult } from './generator-process';
import { cpuSeconds, start, startBroker, temporaryFolder } from '../support/processes';
import { bundleProgram, runToEnd } from '../support/programs';
import { createTopic } from './topics';
import { produceAnswer } from './wire';

const PAIRS = 5;
const BATCH_BYTES = 65_536;
const TOTAL_BYTES = Number(process.env['BENCH_BYTES'] ?? 300e6);
const LATENCY_RECORDS_PER_SECOND = 5000;
const LATENCY_SECONDS = 5;
const TOPIC = 'bench';

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

const CASES: readonly Case[] = [100, 1024].flatMap((recordBytes) =>
  [1, 12].flatMap((partitions) =>
    [1, -1].map((acks) => ({
      label: `${recordBytes === 100 ? '100B' : '1KiB'}.p${partitions}.acks${acks === -1 ? 'all' : '1'}`,
      recordBytes,
      partitions,
      acks,
    })),
  ),
);

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

/** Interleaved pairs of broker and bare sink, after one warm-up of each; a fresh topic for every run, so that none grows. */
async function pairs(
  one: Case,
  programs: Programs,
  flush: 'os' | 'batch',
): Promise<{ broker: Side[]; sink: Side[]; latency: GeneratorResult | null }> {
  const folder = temporaryFolder();
  const broker = await startBroker(join(folder.path, 'broker'), { YAK_YAK_FLUSH: flush });
  const sinkOptions = {
    path: join(folder.path, 'sink'),
    responseHex: produceAnswer(TOPIC + '00').toString('hex'),
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
  for (let pair = 0; pair <= PAIRS; pair += 1) {
    const topic = `${TOPIC}${String(pair).padStart(2, '0')}`;
    await createTopic(broker.port, topic, one.partitions);
    const ours = await measure(programs.generator, { ...load, port: broker.port, topic }, broker.pid);
    const theirs = await measure(programs.generator, { ...load, port: sinkPort, topic }, sink.pid);
    if (pair === 0) continue;
    sides.broker.push(ours);
    sides.sink.push(theirs);
  }
  if (statSync(sinkOptions.path).size === 0) throw new Error('the bare sink wrote nothing');
  const latency = flush === 'os' ? await paced(programs.generator, one, broker.port) : null;
  await broker.stop();
  await sink.stop();
  folder.remove();
  return { ...sides, latency };
}

async function paced(generator: string, one: Case, port: number): Promise<GeneratorResult> {
  const topic = `${TOPIC}-paced`;
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
  const cpu = new Map<number, { broker: number[]; sink: number[] }>();
  for (const one of CASES) {
    report.say(`produce ${one.label}`);
    const { broker, sink, latency } = await pairs(one, programs, 'os');
    const name = `produce.${one.label}`;
    report.add({
      figure: `${name}.ratio`,
      value: median(broker.map((side, at) => megabytesPerSecond(side) / megabytesPerSecond(sink[at] ?? side))),
      unit: 'ratio',
      beside: 'bare sink',
      target: '≥ 0.7',
    });
    report.add({ figure: `${name}.mbPerSec`, value: median(broker.map(megabytesPerSecond)), unit: 'MB/s' });
    report.add({
      figure: `${name}.recordsPerSec`,
      value: median(broker.map((side) => side.result.records / side.result.seconds)),
      unit: 'records/s',
    });
    for (const [label, share] of [
      ['p50Ms', 0.5],
      ['p99Ms', 0.99],
      ['p999Ms', 0.999],
    ] as const) {
      report.add({
        figure: `${name}.${label}`,
        value: percentile(latency?.latenciesMs ?? [], share),
        unit: 'ms',
        beside: `${LATENCY_RECORDS_PER_SECOND} records/s`,
      });
    }
    const costs = cpu.get(one.recordBytes) ?? { broker: [], sink: [] };
    costs.broker.push(...broker.map((side) => side.cpuSecondsPerGigabyte));
    costs.sink.push(...sink.map((side) => side.cpuSecondsPerGigabyte));
    cpu.set(one.recordBytes, costs);
  }
  for (const [recordBytes, costs] of cpu) {
    const label = recordBytes === 100 ? '100B' : '1KiB';
    report.add({
      figure: `cpu.${label}.ratio`,
      value: median(costs.broker.map((cost, at) => cost / (costs.sink[at] ?? cost))),
      unit: 'ratio',
      beside: 'bare sink',
      target: '≤ 1.8',
    });
    report.add({ figure: `cpu.${label}.secondsPerGB`, value: median(costs.broker), unit: 's/GB' });
  }
  const synced = CASES.find((one) => one.label === '1KiB.p12.acksall');
  if (synced === undefined) return;
  report.say('produce with yak.flush=batch');
  const { broker, sink } = await pairs(synced, programs, 'batch');
  report.add({
    figure: `produce.${synced.label}.flushBatch.ratio`,
    value: median(broker.map((side, at) => megabytesPerSecond(side) / megabytesPerSecond(sink[at] ?? side))),
    unit: 'ratio',
    beside: 'bare sink that also syncs',
  });
  report.add({
    figure: `produce.${synced.label}.flushBatch.mbPerSec`,
    value: median(broker.map(megabytesPerSecond)),
    unit: 'MB/s',
  });
}
