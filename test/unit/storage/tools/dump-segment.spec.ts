import { dumpSegment } from '@yak/storage';
import { baseOffsetOfPath } from '../../../../libs/storage/src/tools/dump-segment';
import { testBatch } from '../../../support/storage/batches';
import { SimulatedStorage } from '../../../support/storage/simulated-storage';

const PATH = '/p/00000000000000000100.log';

function stored(content: Buffer): SimulatedStorage {
  const storage = new SimulatedStorage('dump');
  storage.disk.replaceContent(PATH, content);
  return storage;
}
const three = Buffer.concat([100, 102, 104].map((base) => testBatch(base, { records: 2 }).bytes));

test.each([true, false])(
  'every batch is shown in order, with its records where they are wanted (%s)',
  async (isDeep) => {
    const storage = stored(three);
    const shown: number[] = [];
    const records: number[] = [];
    const visitor = { batch: ({ header }: { header: { baseOffset: number } }) => void shown.push(header.baseOffset) };
    const deep = {
      ...visitor,
      records: (found: readonly { offset: number }[]) => void records.push(...found.map(({ offset }) => offset)),
    };
    const segment = await storage.run(dumpSegment(storage.disk.process(), PATH, isDeep ? deep : visitor));
    expect([shown, records]).toEqual([[100, 102, 104], isDeep ? [100, 101, 102, 103, 104, 105] : []]);
    expect(segment).toMatchObject({ baseOffset: 100, batches: 3, nextOffset: 106, end: null, offsetEntries: [] });
  },
);

test('harm is told: a wrong CRC beside its batch, a torn end with its place', async () => {
  const harmed = Buffer.from(three.subarray(0, -5));
  harmed[80] = (harmed[80] ?? 0) ^ 1;
  const storage = stored(harmed);
  const faults: (string | null)[] = [];
  const segment = await storage.run(
    dumpSegment(storage.disk.process(), PATH, { batch: ({ fault }) => void faults.push(fault) }),
  );
  expect([faults.map((fault) => fault !== null), segment.end?.position]).toEqual([
    [true, false],
    (three.length / 3) * 2,
  ]);
  expect(baseOffsetOfPath(PATH)).toBe(100);
});
