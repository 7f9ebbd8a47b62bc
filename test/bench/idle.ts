import { setTimeout as elapsed } from 'node:timers/promises';
import type { Report } from './figures';
import { cpuSeconds, startBroker, temporaryFolder } from '../support/processes';
import { createTopic } from './topics';

const SECONDS = Number(process.env['BENCH_IDLE_SECONDS'] ?? 60);
const SETTLE_MS = 5000;

/** idle.*: what a broker without clients uses of a core, over a minute. */
export async function benchIdle(report: Report): Promise<void> {
  for (const [partitions, target] of [
    [1, '≤ 1'],
    [5000, '≤ 3'],
  ] as const) {
    const folder = temporaryFolder();
    const broker = await startBroker(folder.path);
    await createTopic(broker.port, 'idle', partitions);
    await elapsed(SETTLE_MS);
    const before = cpuSeconds(broker.pid);
    await elapsed(SECONDS * 1000);
    const percent = ((cpuSeconds(broker.pid) - before) / SECONDS) * 100;
    report.add({ figure: `idle.${partitions}partitions.cpuPercent`, value: percent, unit: '% of a core', target });
    await broker.stop();
    folder.remove();
  }
}
