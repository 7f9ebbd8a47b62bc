import { offset } from '@yak/model';
import { HotTail, HotTailBudget, UNREAD_BYTES_MAX } from '../../../../libs/storage/src/hot-tail';
import { LogReader } from '../../../../libs/storage/src/log/log-reader';
import { ReadGate } from '../../../../libs/storage/src/log/read-gate';
import { Segment } from '../../../../libs/storage/src/log/segment';
import { testBatch } from '../../../support/storage/batches';
import { logSurroundings } from '../../../support/storage/log-surroundings';
import { SimulatedStorage } from '../../../support/storage/simulated-storage';

function reading(storage: SimulatedStorage, hotBytes = 0) {
  const tail = new HotTail(new HotTailBudget(hotBytes));
  const segments = [0, 10].map((base) => {
    const segment = new Segment('/p', base, 0);
    const batches = Array.from({ length: 10 }, (_, i) => testBatch(base + i));
    for (const { header, bytes } of batches) {
      segment.add(header, 100);
      tail.add({ baseOffset: header.baseOffset, nextOffset: header.baseOffset + 1 }, bytes);
    }
    storage.disk.replaceContent(segment.logPath, Buffer.concat(batches.map(({ bytes }) => bytes)));
    return segment;
  });
  const leaderEpochs = { epochAt: () => 1 };
  const log = { segments, truncations: 0, indexIntervalBytes: 100, tail, leaderEpochs, readGate: new ReadGate() };
  const reader = new LogReader(log, logSurroundings(storage));
  const read = (start: number, bytesMax: number, end = 20) =>
    reader.read({ startOffset: offset(start), endOffsetExclusive: offset(end), bytesMax, wholeFirstBatch: true });
  return { log, reader, read, segments };
}

test('the end of the log is answered at once from memory, what is older from disk', async () => {
  const storage = new SimulatedStorage('reader');
  const { read } = reading(storage, 5 * testBatch(0).bytes.length);
  expect(read(15, 10_000)).toMatchObject({ startOffset: 15, nextOffset: 20 });
  expect(read(16, 10_000, 18)).toMatchObject({ startOffset: 16, nextOffset: 18 });
  expect(read(20, 10_000)).toMatchObject({ sizeInBytes: 0, nextOffset: 20 });
  const older = read(14, 10_000);
  expect(older).toBeInstanceOf(Promise);
  expect(await storage.run(Promise.resolve(older))).toMatchObject({ startOffset: 14, nextOffset: 20 });
});

test.each([
  { waits: true, isInMemory: true },
  { waits: false, isInMemory: false },
])(
  'after 8 MiB that nobody read, the next batch is in memory: $isInMemory where a reader waits at the end: $waits',
  ({ waits, isInMemory }) => {
    const { log, read } = reading(new SimulatedStorage('waiting'), 2 * UNREAD_BYTES_MAX);
    log.tail.add({ baseOffset: 20, nextOffset: 21 }, Buffer.alloc(UNREAD_BYTES_MAX));
    if (waits) expect(read(21, 10_000, 21)).toMatchObject({ sizeInBytes: 0, nextOffset: 21 });
    log.tail.add({ baseOffset: 21, nextOffset: 22 }, testBatch(21).bytes);
    expect(log.tail.indexOf(21) >= 0).toBe(isInMemory);
  },
);

test.each([1, 150, 400, 100_000])(
  'reads of at most %i bytes walk the log to its end without a gap',
  async (bytesMax) => {
    const storage = new SimulatedStorage(`walk ${bytesMax}`);
    const { read } = reading(storage);
    const offsets: number[] = [];
    for (let at = 0; at < 20;) {
      const slice = await storage.run(Promise.resolve(read(at, bytesMax)));
      expect(slice.startOffset).toBe(at);
      offsets.push(slice.startOffset);
      at = slice.nextOffset;
    }
    expect(offsets.length).toBeGreaterThanOrEqual(2);
  },
);

test('a reader that goes on where it stopped needs no index and one read', async () => {
  const storage = new SimulatedStorage('cursor');
  const { read, reader, segments } = reading(storage);
  const { nextOffset } = await storage.run(Promise.resolve(read(0, 300)));
  const before = storage.disk.operations;
  for (const segment of segments) segment.indexes = null;
  await storage.run(Promise.resolve(read(nextOffset, 300)));
  expect(storage.disk.operations - before).toBe(1);
  reader.forgetPlaces();
  await storage.run(Promise.resolve(read(4, 300)));
  expect(storage.disk.operations - before).toBeGreaterThan(2);
});

test('memory of a read serves another one once it was given back, and not before', async () => {
  const storage = new SimulatedStorage('borrowed');
  const { read } = reading(storage);
  const memoryOf = async (start: number) => {
    const slice = await storage.run(Promise.resolve(read(start, 300)));
    return { memory: slice.records[0]?.buffer, bytes: slice.records[0]?.toString('hex'), slice };
  };
  const first = await memoryOf(0);
  const second = await memoryOf(5);
  expect(second.memory).not.toBe(first.memory);
  expect(first.slice.records[0]?.toString('hex')).toBe(first.bytes);
  first.slice.release?.();
  expect((await memoryOf(8)).memory).toBe(first.memory);
  expect(second.slice.records[0]?.toString('hex')).toBe(second.bytes);
});

test('a read that a truncation overtakes gives nothing, and so does one of a segment that is gone', async () => {
  const storage = new SimulatedStorage('overtaken');
  const { read, log, segments } = reading(storage);
  const slice = Promise.resolve(read(3, 300));
  log.truncations += 1;
  expect(await storage.run(slice)).toMatchObject({ sizeInBytes: 0, nextOffset: 3 });
  for (const segment of segments) segment.isGone = true;
  storage.disk.removeContent(segments[1]?.logPath ?? '');
  expect(await storage.run(Promise.resolve(read(13, 300)))).toMatchObject({ sizeInBytes: 0 });
});

test.each([
  [0, 0],
  [9, 0],
  [10, 1],
  [19, 1],
  [99, 1],
])('offset %i lies in segment %i', (at, index) => {
  expect(reading(new SimulatedStorage('segments')).reader.segmentIndexOf(at)).toBe(index);
});

test('a batch is found by its header, checked and copied out', async () => {
  const storage = new SimulatedStorage('find');
  const { reader, segments } = reading(storage);
  const [first] = segments;
  if (first === undefined) throw new Error('no segment');
  const found = await storage.run(reader.find(first, 4, ({ maxTimestamp }) => maxTimestamp >= 1006));
  expect([found?.header.baseOffset, found?.bytes.equals(testBatch(6).bytes)]).toEqual([6, true]);
  expect(await storage.run(reader.find(first, 4, () => false))).toBe(null);
});

/** Bits that no CRC covers: base offset, length and leader epoch. */
const UNCOVERED_BITS = Array.from({ length: 128 }, (_, bit) => bit);

test.each([0, 1, 5, 9])('a flipped bit of the offset, length or epoch of batch %i is never served', async (harmed) => {
  const size = testBatch(0).bytes.length;
  for (const bit of UNCOVERED_BITS) {
    const storage = new SimulatedStorage(`flip ${bit}`);
    const { read, segments } = reading(storage);
    storage.disk.flipBit(segments[0]?.logPath ?? '', harmed * size * 8 + bit);
    const walk = async (): Promise<number> => {
      for (let at = 0; ;) {
        const slice = await storage.run(Promise.resolve(read(at, 10_000, 10)));
        for (const [index, bytes] of slice.records.flatMap((one) => inPieces(one, size)).entries())
          expect({ bit, isSound: bytes.equals(testBatch(at + index).bytes) }).toEqual({ bit, isSound: true });
        if (slice.sizeInBytes === 0 || slice.nextOffset === 10) return slice.nextOffset;
        at = slice.nextOffset;
      }
    };
    await expect(walk()).rejects.toMatchObject({ code: 'YAK_STORAGE_CORRUPT' });
  }
});

function inPieces(bytes: Buffer, size: number): Buffer[] {
  return Array.from({ length: bytes.length / size }, (_, index) => bytes.subarray(index * size, (index + 1) * size));
}
