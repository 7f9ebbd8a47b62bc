import { emptiedBatch } from '@yak/records';
import { CleanedSegment } from '../../../../libs/storage/src/cleaner/cleaned-segment';
import { testBatch } from '../../../support/storage/batches';
import { SimulatedStorage } from '../../../support/storage/simulated-storage';

const name = (suffix: string): string => `/p/${'0'.repeat(20)}.${suffix}`;

function create(storage: SimulatedStorage): Promise<CleanedSegment> {
  const options = { directory: '/p', baseOffset: 0, createdAtMs: 0, indexIntervalBytes: 100 };
  return storage.run(CleanedSegment.create({ disk: storage.disk.process(), ...options }));
}

test('what is kept is durable with its indexes, under names of its own', async () => {
  const storage = new SimulatedStorage('cleaned');
  storage.disk.replaceContent(name('log.cleaned'), Buffer.alloc(9999, 7)); // an earlier pass ended here
  const cleaned = await create(storage);
  const batches = [0, 1, 2, 3].map((offset) => testBatch(offset).bytes);
  for (const bytes of batches) await storage.run(cleaned.add(bytes, bytes));
  cleaned.addAborted({ producerId: 1, firstOffset: 0, lastOffset: 1, lastStableOffset: 2 });
  await storage.run(cleaned.finish());
  expect([cleaned.hasChanged, cleaned.segment.nextOffset, cleaned.segment.logPath]).toEqual([
    false,
    4,
    name('log.cleaned'),
  ]);
  storage.disk.crash();
  expect(storage.disk.paths()).toEqual(
    ['index', 'log', 'timeindex', 'txnindex'].map((each) => name(`${each}.cleaned`)),
  );
  expect(storage.disk.contentOf(name('log.cleaned'))?.equals(Buffer.concat(batches))).toBe(true);
});

test('the last batch keeps its header even where none of its records stays; one before it goes', async () => {
  const storage = new SimulatedStorage('last');
  const cleaned = await create(storage);
  const batches = [0, 1, 2, 3].map((offset) => testBatch(offset).bytes);
  const [first, , , last] = batches;
  for (const bytes of batches) await storage.run(cleaned.add(bytes, bytes === first ? bytes : null));
  await storage.run(cleaned.finish());
  expect([cleaned.hasChanged, cleaned.segment.nextOffset]).toEqual([true, 4]);
  const expected = Buffer.concat([first ?? Buffer.alloc(0), emptiedBatch(last ?? Buffer.alloc(0))]);
  expect(storage.disk.contentOf(name('log.cleaned'))?.equals(expected)).toBe(true);
});

test('what waits to be written keeps no more memory than it has bytes, however little stays of what was read', async () => {
  const storage = new SimulatedStorage('memory');
  const disk = storage.disk.process();
  const open = disk.open.bind(disk);
  const keptBytes: number[] = [];
  disk.open = async (path, mode) => {
    const file = await open(path, mode);
    const write = file.writeGathered.bind(file);
    file.writeGathered = (buffers, position) => {
      const memory = new Set(buffers.map(({ buffer }) => buffer));
      keptBytes.push([...memory].reduce((sum, { byteLength }) => sum + byteLength, 0));
      return write(buffers, position);
    };
    return file;
  };
  const options = { directory: '/p', baseOffset: 0, createdAtMs: 0, indexIntervalBytes: 100 };
  const cleaned = await storage.run(CleanedSegment.create({ disk, ...options }));
  for (let offset = 0; offset < 100; offset += 1) {
    const { bytes } = testBatch(offset);
    const chunk = Buffer.concat([bytes, Buffer.alloc(256 * 1024)]).subarray(0, bytes.length);
    await storage.run(cleaned.add(chunk, chunk));
  }
  await storage.run(cleaned.finish());
  expect(Math.max(...keptBytes)).toBeLessThan(64 * 1024);
});

test('what is discarded leaves no file', async () => {
  const storage = new SimulatedStorage('discard');
  const cleaned = await create(storage);
  const { bytes } = testBatch(0);
  await storage.run(cleaned.add(bytes, bytes));
  await storage.run(cleaned.finish());
  await storage.run(cleaned.discard());
  expect(storage.disk.paths()).toEqual([]);
});
