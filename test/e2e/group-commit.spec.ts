import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom, systemClock } from '@yak/base';
import { noDiskFaults, SimulatedDisk } from '@yak/simulation';
import { batchOf, createTopic, fetchFrom, produceTo } from '../support/e2e/requests';
import { ServedCluster } from '../support/e2e/served-cluster';

const PRODUCERS = 20;
const BATCHES_EACH = 10;
const LOG_FILES = /\/broker-1\/.*\.log$/;

/** Many producers at once on a disk that takes its time; how often the log's file was written and synced meanwhile. */
async function produceAtOnce(flush: 'batch' | 'os') {
  const disk = new SimulatedDisk({
    clock: systemClock,
    random: seededRandom(`group commit ${flush}`),
    latencyMs: { min: 1, max: 3 },
  });
  disk.replaceContent(join(tmpdir(), 'already-there'), Buffer.alloc(0));
  const served = await ServedCluster.start({ disk: disk.process(), settings: { 'yak.flush': flush } });
  const connection = await served.raw();
  await createTopic(connection, 'group');
  const counts = { write: 0, sync: 0 };
  disk.faults = {
    ...noDiskFaults,
    errnoOf: ({ kind, path }) => {
      if (LOG_FILES.test(path) && (kind === 'write' || kind === 'sync')) counts[kind] += 1;
      return null;
    },
  };
  const offsets = await Promise.all(
    Array.from({ length: PRODUCERS }, async () => {
      const producer = await served.raw();
      const answers = Array.from({ length: BATCHES_EACH }, () =>
        produceTo(producer, { topic: 'group' }, batchOf(['x'])),
      );
      return (await Promise.all(answers)).map(({ errorCode, baseOffset }) => (errorCode === 0 ? baseOffset : -1));
    }),
  );
  return { disk, served, counts, offsets: offsets.flat().sort((one, other) => one - other) };
}

const everyOffset = Array.from({ length: PRODUCERS * BATCHES_EACH }, (_, offset) => offset);

test('with yak.flush=batch, many batches share one write and one sync, and a power cut after the answers loses none', async () => {
  const { disk, served, counts, offsets } = await produceAtOnce('batch');
  try {
    expect(offsets).toEqual(everyOffset);
    expect(counts.sync).toBeGreaterThan(0);
    expect(counts.sync).toBe(counts.write);
    expect(counts.write).toBeLessThan(everyOffset.length / 2);
    await served.restart('kill', () => {
      disk.crash();
      disk.faults = noDiskFaults;
      return { disk: disk.process() };
    });
    const answer = await fetchFrom(await served.raw(), { topic: 'group' }, { fetchOffset: everyOffset.length - 1 });
    expect(answer).toMatchObject({ errorCode: 0, highWatermark: everyOffset.length });
    expect(answer.records?.length).toBeGreaterThan(61);
  } finally {
    await served.end();
  }
});

test('with yak.flush=os, answers wait for no sync', async () => {
  const { served, counts, offsets } = await produceAtOnce('os');
  try {
    expect(offsets).toEqual(everyOffset);
    expect(counts.sync).toBe(0);
    expect(counts.write).toBeLessThan(everyOffset.length / 2);
  } finally {
    await served.end();
  }
});
