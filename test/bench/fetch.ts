import { statSync } from 'node:fs';
import { join } from 'node:path';
import { median, type Report } from './figures';
import type { GeneratorResult } from './generator-process';
import { start, startBroker, temporaryFolder } from '../support/processes';
import { bundleProgram, runToEnd } from '../support/programs';
import type { ReaderResult } from './reader-process';
import { createTopic } from './topics';
import { batchOf, fetchAnswerHead } from './wire';

const PAIRS = 5;
const TOTAL_BYTES = Number(process.env['BENCH_BYTES'] ?? 300e6);
const FETCH_BYTES = 1_048_576;
const CONNECTIONS = 4;
const TOPIC = 'bench';

async function read(reader: string, port: number): Promise<number> {
  const result = await runToEnd<ReaderResult>(reader, {
    port,
    topic: TOPIC,
    bytesMax: FETCH_BYTES,
    connections: CONNECTIONS,
    totalBytes: TOTAL_BYTES * 0.9,
  });
  if (result.errors > 0 || result.bytes < TOTAL_BYTES * 0.9 * CONNECTIONS)
    throw new Error(`read ${result.bytes} bytes with ${result.errors} errors`);
  return result.bytes / 1e6 / result.seconds;
}

/** fetch.*: the same reader discards bytes from the broker and from a bare process that serves the same log file. */
export async function benchFetch(report: Report): Promise<void> {
  const [generator, source, reader] = await Promise.all(
    ['generator', 'bare-source', 'reader'].map((name) => bundleProgram(`test/bench/${name}-process.ts`)),
  );
  for (const recordBytes of [100, 1024]) {
    const label = recordBytes === 100 ? '100B' : '1KiB';
    report.say(`fetch ${label}`);
    const folder = temporaryFolder();
    const broker = await startBroker(folder.path, { YAK_LOG_SEGMENT_BYTES: String(2 ** 30) });
    await createTopic(broker.port, TOPIC, 1);
    await runToEnd<GeneratorResult>(generator ?? '', {
      port: broker.port,
      topic: TOPIC,
      partitions: 1,
      recordBytes,
      batchBytes: 65_536,
      acks: 1,
      connections: 1,
      inFlightBytes: 4e6,
      totalBytes: TOTAL_BYTES,
    });
    const batchBytes = batchOf({ recordBytes, batchBytes: 65_536, timestampMs: Date.now() }).bytes.length;
    const log = join(folder.path, 'broker-1', `${TOPIC}-0`, '00000000000000000000.log');
    const bare = await start(process.execPath, [
      source ?? '',
      JSON.stringify({
        path: log,
        headHex: fetchAnswerHead(TOPIC).toString('hex'),
        recordsBytes: FETCH_BYTES - (FETCH_BYTES % batchBytes),
        fileBytes: statSync(log).size,
      }),
    ]);
    const barePort = (JSON.parse(bare.readyLine) as { port: number }).port;
    const ratios: number[] = [];
    const speeds: number[] = [];
    for (let pair = 0; pair <= PAIRS; pair += 1) {
      const ours = await read(reader ?? '', broker.port);
      const theirs = await read(reader ?? '', barePort);
      if (pair === 0) continue;
      ratios.push(ours / theirs);
      speeds.push(ours);
    }
    report.add({
      figure: `fetch.${label}.ratio`,
      value: median(ratios),
      unit: 'ratio',
      beside: 'bare source',
      target: '≥ 0.7',
    });
    report.add({ figure: `fetch.${label}.mbPerSec`, value: median(speeds), unit: 'MB/s' });
    await broker.stop();
    await bare.stop();
    folder.remove();
  }
}
