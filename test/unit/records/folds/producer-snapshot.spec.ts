import { readProducerSnapshot, writeProducerSnapshot } from '../../../../libs/records/src/folds/producer-snapshot';
import type { ProducerEntry } from '../../../../libs/records/src/folds/producer-entry';

const BATCH = { firstSequence: 8, lastSequence: 9, baseOffset: 40, lastOffset: 41, maxTimestampMs: 1000 };
const ENTRY: ProducerEntry = {
  producerId: 4242,
  producerEpoch: 7,
  coordinatorEpoch: 2,
  lastTimestampMs: 1000,
  transactionFirstOffset: 40,
  batches: [BATCH],
};
const write = (...entries: ProducerEntry[]): Buffer =>
  writeProducerSnapshot(new Map(entries.map((entry) => [entry.producerId, entry])));

test('a producer snapshot has the bytes of Kafka', () => {
  expect(write(ENTRY).toString('hex')).toBe(
    '0001' +
      '8b5e6de9' +
      '00000001' +
      '0000000000001092' +
      '0007' +
      '00000009' +
      '0000000000000029' +
      '00000001' +
      '00000000000003e8' +
      '00000002' +
      '0000000000000028',
  );
});

test('what was written is read', () => {
  const idle = { ...ENTRY, producerId: 1, coordinatorEpoch: -1, transactionFirstOffset: null, batches: [] };
  expect(readProducerSnapshot(write(ENTRY, idle))).toEqual([ENTRY, idle]);
  expect(readProducerSnapshot(write())).toEqual([]);
});

test('of a window only the newest batch is kept', () => {
  const older = { firstSequence: 0, lastSequence: 7, baseOffset: 0, lastOffset: 7, maxTimestampMs: 900 };
  expect(readProducerSnapshot(write({ ...ENTRY, batches: [older, BATCH] }))).toEqual([ENTRY]);
});

test('the first sequence is found again across the wrap', () => {
  const wrapped = { ...BATCH, firstSequence: 2 ** 31 - 1, lastSequence: 0 };
  expect(readProducerSnapshot(write({ ...ENTRY, batches: [wrapped] }))).toEqual([{ ...ENTRY, batches: [wrapped] }]);
});

test('a snapshot with any byte flipped or cut is not believed', () => {
  const bytes = write(ENTRY);
  for (let position = 0; position < bytes.length; position += 1) {
    const harmed = Buffer.from(bytes);
    harmed[position] = (harmed[position] ?? 0) ^ 0x10;
    expect([position, readProducerSnapshot(harmed)]).toEqual([position, null]);
    expect([position, readProducerSnapshot(bytes.subarray(0, position))]).toEqual([position, null]);
  }
});
