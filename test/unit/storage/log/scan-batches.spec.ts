import { scanBatches } from '../../../../libs/storage/src/log/scan-batches';
import { testBatch } from '../../../support/storage/batches';
import { SimulatedStorage } from '../../../support/storage/simulated-storage';

const batches = [testBatch(0), testBatch(1, { valueBytes: 1_500_000 }), testBatch(2), testBatch(3)].map(
  ({ bytes }) => bytes,
);
const whole = Buffer.concat(batches);
const [first = 0, second = 0] = batches.map(({ length }) => length);

function harmed(at: number, byte: number): Buffer {
  const bytes = Buffer.from(whole);
  bytes[at] = byte;
  return bytes;
}

async function scan(content: Buffer, depth: 'headers' | 'bytes' | 'checked', lastOffset = Infinity) {
  const storage = new SimulatedStorage('scan');
  storage.disk.replaceContent('/log', content);
  const seen: [number, boolean, boolean][] = [];
  const result = await storage.run(
    storage.disk
      .process()
      .open('/log', 'read')
      .then((file) =>
        scanBatches(
          { file, position: 0, endPosition: content.length, offsetMin: 0, depth },
          ({ header, bytes, fault }) => {
            seen.push([header.baseOffset, bytes?.length === header.sizeInBytes, fault === null]);
            return header.baseOffset < lastOffset;
          },
        ),
      ),
  );
  return { seen, result };
}

test.each(['headers', 'bytes', 'checked'] as const)(
  'every batch is met in order (%s), also one larger than a chunk; the visitor ends it',
  async (depth) => {
    const { seen, result } = await scan(whole, depth, 3);
    expect(seen).toEqual([0, 1, 2, 3].map((offset) => [offset, depth !== 'headers', true]));
    expect([result.fault, result.nextOffset]).toEqual([null, 3]);
  },
);

test.each([
  {
    why: 'the last batch is partial',
    content: whole.subarray(0, whole.length - 1),
    met: 3,
    end: whole.length - (batches[3]?.length ?? 0),
  },
  { why: 'less than a header is left', content: whole.subarray(0, first + 30), met: 1, end: first },
  { why: 'the magic is wrong', content: harmed(first + 16, 1), met: 1, end: first },
  { why: 'the size is nonsense', content: harmed(first + 8, 0xff), met: 1, end: first },
  {
    why: 'the offset goes back',
    content: Buffer.concat([whole.subarray(first), whole.subarray(0, first)]),
    met: 3,
    end: whole.length - first,
  },
  {
    why: 'zeros follow',
    content: Buffer.concat([whole.subarray(0, first + second), Buffer.alloc(100)]),
    met: 2,
    end: first + second,
  },
])('it ends where $why', async ({ content, met, end }) => {
  const { seen, result } = await scan(content, 'checked');
  expect([seen.length, result.position, result.fault === null]).toEqual([met, end, false]);
});

test('a wrong CRC is told and does not end it', async () => {
  const { seen } = await scan(harmed(first - 1, 0xee), 'checked');
  expect(seen.map(([, , isSound]) => isSound)).toEqual([false, true, true, true]);
});
