import type { Report } from './figures';
import { residentMegabytes, startBroker, temporaryFolder } from '../support/processes';
import { createTopic } from './topics';

const PARTITIONS = 5000;

/** restart.*: how long 5,000 empty partitions take to serve again after SIGTERM and after SIGKILL, and what they weigh. */
export async function benchRestart(report: Report): Promise<void> {
  const folder = temporaryFolder();
  const first = await startBroker(folder.path);
  await createTopic(first.port, 'many', PARTITIONS);
  await first.stop();
  const afterStop = await startBroker(folder.path);
  report.add({
    figure: `restart.${PARTITIONS}partitions.cleanMs`,
    value: afterStop.readyMs,
    unit: 'ms',
    target: '≤ 10000',
  });
  await afterStop.kill();
  const afterKill = await startBroker(folder.path);
  report.add({
    figure: `restart.${PARTITIONS}partitions.killedMs`,
    value: afterKill.readyMs,
    unit: 'ms',
    target: '≤ 20000',
  });
  report.add({
    figure: `restart.${PARTITIONS}partitions.rssMB`,
    value: residentMegabytes(afterKill.pid),
    unit: 'MB',
    target: '≤ 600',
  });
  await afterKill.stop();
  folder.remove();
}
