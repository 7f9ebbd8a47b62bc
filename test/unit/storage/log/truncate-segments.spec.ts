import { Segment } from '../../../../libs/storage/src/log/segment';
import { truncateSegments } from '../../../../libs/storage/src/log/truncate-segments';
import { testBatch } from '../../../support/storage/batches';
import { logSurroundings } from '../../../support/storage/log-surroundings';
import { SimulatedStorage } from '../../../support/storage/simulated-storage';

test.each([
  { offset: 15, bases: [0, 10], end: 15 },
  { offset: 10, bases: [0], end: 10 },
  { offset: 9, bases: [0], end: 9 },
  { offset: 1, bases: [0], end: 1 },
  { offset: 0, bases: [0], end: 0 },
])('cut at $offset, segments $bases stay and the log ends at $end, durably', async ({ offset, bases, end }) => {
  const storage = new SimulatedStorage(`cut ${offset}`);
  const surroundings = logSurroundings(storage);
  const segments = [0, 10, 20].map((base) => {
    const segment = new Segment('/p', base, 0);
    const batches = Array.from({ length: 10 }, (_, i) =>
      testBatch(base + i, { producer: { producerId: 1, producerEpoch: 0, baseSequence: base + i } }),
    );
    for (const { header } of batches) segment.add(header, 100);
    segment.isCreated = true;
    storage.disk.replaceContent(segment.logPath, Buffer.concat(batches.map(({ bytes }) => bytes)));
    return segment;
  });
  storage.disk.replaceContent('/p/00000000000000000020.snapshot', Buffer.from('x'));
  const producers = await storage.run(
    truncateSegments({ segments, directory: '/p', indexIntervalBytes: 100 }, surroundings, offset),
  );
  const last = segments.at(-1);
  expect([segments.map(({ baseOffset }) => baseOffset), last?.nextOffset]).toEqual([bases, end]);
  expect([...producers.entries()].map(({ batches }) => batches.at(-1)?.lastOffset)).toEqual(end === 0 ? [] : [end - 1]);
  storage.disk.crash();
  expect(storage.disk.paths()).toEqual(bases.map((base) => `/p/${String(base).padStart(20, '0')}.log`));
  expect(storage.disk.contentOf(last?.logPath ?? '')?.length).toBe(last?.sizeInBytes);
});
