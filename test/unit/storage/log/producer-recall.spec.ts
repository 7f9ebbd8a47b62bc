import { isRefusal } from '@yak/model';
import { type BatchHeader, isControl, type ProducedBatch, ProducerStates } from '@yak/records';
import { recallBatches } from '../../../../libs/storage/src/log/producer-recall';
import { Segment } from '../../../../libs/storage/src/log/segment';
import { testBatch, testMarker } from '../../../support/storage/batches';
import { logSurroundings } from '../../../support/storage/log-surroundings';
import { SimulatedStorage } from '../../../support/storage/simulated-storage';

const INTERVAL_BYTES = 4096;

interface Written {
  readonly batches: readonly ProducedBatch[];
  /** base offsets of the segments, rising from 0 */
  readonly bases?: readonly number[];
}

/** The segments of these batches, their `.log` files alone. */
function segmentsOf(storage: SimulatedStorage, { batches, bases = [0] }: Written): Segment[] {
  return bases.map((base, i) => {
    const inside = batches.filter(
      ({ header }) => header.baseOffset >= base && header.baseOffset < (bases[i + 1] ?? Infinity),
    );
    const segment = new Segment('/p', base, 0);
    for (const { header } of inside) segment.add(header, INTERVAL_BYTES);
    storage.disk.replaceContent(segment.logPath, Buffer.concat(inside.map(({ bytes }) => bytes)));
    return segment;
  });
}

/** Base offsets that are answered to the batches of producer 7 sent again, after a snapshot at `offset`. */
async function known(written: Written, offset = Infinity, harm?: (storage: SimulatedStorage) => void) {
  const storage = new SimulatedStorage('recall');
  const segments = segmentsOf(storage, written);
  if (harm !== undefined) {
    harm(storage);
    for (const segment of segments) Object.assign(segment, { indexes: null, hasTransactionFile: true });
  }
  const before = new ProducerStates();
  for (const { header, bytes } of written.batches)
    if (header.baseOffset < offset) before.apply(header, isControl(header) ? bytes : undefined);
  const states = ProducerStates.fromSnapshot(before.snapshot());
  if (states === null) throw new Error('the snapshot is sound');
  const operations = storage.disk.operations;
  const { files, indexes } = logSurroundings(storage);
  const end = Math.min(offset, segments.at(-1)?.nextOffset ?? 0);
  await storage.run(recallBatches(states, end, { segments, files, indexes, indexIntervalBytes: INTERVAL_BYTES }));
  expect(states.snapshot()).toEqual(before.snapshot());
  const answered = written.batches.map(({ header }) => answerTo(states, header)).filter((base) => base !== null);
  return { answered, operations: storage.disk.operations - operations };
}

function answerTo(states: ProducerStates, header: BatchHeader): number | null {
  if (header.producerId !== 7 || isControl(header)) return null;
  const verdict = states.check(header, 'client');
  return !isRefusal(verdict) && verdict.kind === 'duplicate' ? verdict.baseOffset : null;
}

/** `count` batches of producer 7 and of others in turn, one record each. */
function turns(count: number, producers: number, valueBytes = 20): ProducedBatch[] {
  return Array.from({ length: count }, (_, i) =>
    testBatch(i, {
      valueBytes,
      producer: { producerId: 7 + (i % producers), producerEpoch: 0, baseSequence: Math.floor(i / producers) },
    }),
  );
}

test.each([
  ['alone', { batches: turns(8, 1) }, undefined, [3, 4, 5, 6, 7]],
  ['among others', { batches: turns(40, 4) }, undefined, [20, 24, 28, 32, 36]],
  ['with fewer than five', { batches: turns(9, 3) }, undefined, [0, 3, 6]],
  ['before a snapshot inside of a segment', { batches: turns(30, 1) }, 20, [15, 16, 17, 18, 19]],
  ['over segments', { batches: turns(10, 1), bases: [0, 4, 7, 9] }, undefined, [5, 6, 7, 8, 9]],
  ['before a segment without batches', { batches: turns(10, 1), bases: [0, 10] }, undefined, [5, 6, 7, 8, 9]],
  ['in large batches', { batches: turns(7, 1, 300_000) }, undefined, [2, 3, 4, 5, 6]],
  ['far apart', { batches: turns(200, 20, 4000) }, undefined, [100, 120, 140, 160, 180]],
  ['inside of a large segment', { batches: turns(2000, 1, 1000) }, 1500, [1495, 1496, 1497, 1498, 1499]],
  [
    'of a transaction, before its marker',
    { batches: [...turns(6, 1), testMarker(6, { type: 'commit', producerId: 7 })] },
    undefined,
    [1, 2, 3, 4, 5],
  ],
])('a producer %s has its five newest batches known again', async (_name, written, offset, expected) => {
  expect((await known(written, offset)).answered).toEqual(expected);
});

test('batches further back than the walk goes stay unknown', async () => {
  const far = [...turns(5, 1), ...turns(500, 1, 20_000).slice(5, 6)];
  const others = Array.from({ length: 100 }, (_, i) => testBatch(6 + i, { valueBytes: 100_000 }));
  const { answered } = await known({ batches: [...far, ...others] });
  expect(answered).toEqual([5]);
});

test('what the walk reads is bounded, and nothing is read for a producer that is silent since', async () => {
  const others = Array.from({ length: 100 }, (_, i) => testBatch(6 + i, { valueBytes: 100_000 }));
  const silent = await known({ batches: [...turns(6, 1), ...others], bases: [0, 6] });
  const growing = await known({ batches: turns(3000, 700, 1000) });
  expect(silent.operations).toBe(0);
  expect(growing.operations).toBeGreaterThan(20);
  expect(growing.operations).toBeLessThan(100);
});

test.each([
  [
    'batches',
    (storage: SimulatedStorage) => storage.disk.replaceContent('/p/00000000000000000000.log', Buffer.alloc(900, 1)),
  ],
  [
    'aborted transactions',
    (storage: SimulatedStorage) => storage.disk.replaceContent('/p/00000000000000000000.txnindex', Buffer.alloc(34, 9)),
  ],
])('a log whose %s cannot be read gives nothing back, and does not fail for that', async (_name, harm) => {
  expect((await known({ batches: turns(8, 1) }, undefined, harm)).answered).toEqual([7]);
});

test('a failing disk is told', async () => {
  const harm = (storage: SimulatedStorage): void => storage.disk.removeContent('/p/00000000000000000000.log');
  await expect(known({ batches: turns(8, 1) }, undefined, harm)).rejects.toMatchObject({ code: 'YAK_STORAGE_IO' });
});

test('without producers nothing is read', async () => {
  const { operations } = await known({ batches: Array.from({ length: 9 }, (_, i) => testBatch(i)) });
  expect(operations).toBe(0);
});
