import { decodePlainRecords, encodePlainBatch, encodeTransactionMarker, readTransactionMarker } from '@yak/records';
import { headerOf, plainBatch } from '../../support/records/batches';

const PRODUCER = { producerId: 4242, producerEpoch: 7 };

test.each([
  ['abort', '00000000', 0],
  ['commit', '00000001', 9],
] as const)('an %s marker is a control batch with key %s', (type, key, coordinatorEpoch) => {
  const bytes = encodeTransactionMarker({ type, coordinatorEpoch }, PRODUCER, 1234);
  const header = headerOf(bytes);
  expect(header).toMatchObject({
    attributes: 0x30,
    baseSequence: -1,
    recordsCount: 1,
    maxTimestamp: 1234,
    ...PRODUCER,
  });
  const [record] = decodePlainRecords(bytes);
  expect(record?.key?.toString('hex')).toBe(key);
  expect(record?.value?.toString('hex')).toBe(`00000000000${coordinatorEpoch}`);
  expect(readTransactionMarker(bytes, header)).toEqual({ type, coordinatorEpoch });
});

const key = (type: number): Buffer => Buffer.from([0, 0, 0, type]);
const control = { isControl: true, isTransactional: true } as const;
const VALUE = Buffer.alloc(6);

test.each([
  ['a batch of records', plainBatch(1)],
  [
    'a control batch outside a transaction',
    encodePlainBatch({ records: [{ timestampMs: 1, key: key(2), value: VALUE }], isControl: true }),
  ],
  [
    'a marker of an unknown type',
    encodePlainBatch({ records: [{ timestampMs: 1, key: key(2), value: VALUE }], ...control }),
  ],
  [
    'a marker with a short key',
    encodePlainBatch({ records: [{ timestampMs: 1, key: VALUE.subarray(0, 3), value: VALUE }], ...control }),
  ],
  [
    'a marker with a short value',
    encodePlainBatch({ records: [{ timestampMs: 1, key: key(1), value: VALUE.subarray(1) }], ...control }),
  ],
  ['a marker without a key', encodePlainBatch({ records: [{ timestampMs: 1, value: VALUE }], ...control })],
])('%s holds no transaction marker', (_name, bytes) => {
  expect(readTransactionMarker(bytes, headerOf(bytes))).toBeNull();
});

test('a marker whose record was compacted away is none', () => {
  const bytes = encodeTransactionMarker({ type: 'commit', coordinatorEpoch: 1 }, PRODUCER, 1);
  expect(
    readTransactionMarker(bytes.subarray(0, 61), { ...headerOf(bytes), recordsCount: 0, sizeInBytes: 61 }),
  ).toBeNull();
});
