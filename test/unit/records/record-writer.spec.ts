import fc from 'fast-check';
import { RecordCursor } from '../../../libs/records/src/record-cursor';
import { varintBytes, writeRecords, writeVarint } from '../../../libs/records/src/record-writer';

test.each([
  [0, '00'],
  [-1, '01'],
  [1, '02'],
  [63, '7e'],
  [-64, '7f'],
  [64, '8001'],
  [-65, '8101'],
  [300, 'd804'],
  [2 ** 31 - 1, 'feffffff0f'],
  [-(2 ** 31), 'ffffffff0f'],
  [1_700_000_000_000, '80a0abfef962'],
])('%i is written as varint %s', (value, hex) => {
  const bytes = Buffer.alloc(10);
  const end = writeVarint(bytes, value, 0);
  expect(bytes.subarray(0, end).toString('hex')).toBe(hex);
  expect(varintBytes(value)).toBe(end);
});

test('the size of a varint is told before it is written, for every safe integer', () => {
  fc.assert(
    fc.property(fc.oneof(fc.maxSafeInteger(), fc.integer()), (value) => {
      const bytes = Buffer.alloc(16);
      expect(writeVarint(bytes, value, 0)).toBe(varintBytes(value));
      const reference = ((BigInt(value) << 1n) ^ (BigInt(value) >> 63n)) & 0xffffffffffffffffn;
      let decoded = 0n;
      for (let index = 0; index < varintBytes(value); index += 1)
        decoded |= BigInt((bytes[index] ?? 0) & 0x7f) << BigInt(7 * index);
      expect(decoded).toBe(reference);
    }),
  );
});

test('records are written with deltas, nulls and repeated headers, as kafkajs writes them', () => {
  const headers = [
    { key: 'h1', value: Buffer.from('x') },
    { key: 'h2', value: Buffer.alloc(0) },
  ];
  const records = [
    { timestampMs: 1000, key: Buffer.from('key-0'), value: Buffer.from('value-0'), headers },
    { timestampMs: 1010, value: Buffer.from('value-1') },
    { timestampMs: 1020, key: Buffer.from('key-2'), value: null },
  ];
  expect(writeRecords(records, 1000).toString('hex')).toBe(
    '360000000a6b65792d300e76616c75652d3004046831027804683200' +
      '1a001402010e76616c75652d3100' +
      '160028040a6b65792d320100',
  );
});

test('a timestamp before the first one becomes a negative delta of any size', () => {
  const bytes = writeRecords([{ timestampMs: 0 }], 2 ** 41);
  const cursor = new RecordCursor();
  cursor.open(bytes, 0, bytes.length);
  expect(cursor.next()).toBe(true);
  expect(cursor.timestampDelta).toBe(-(2 ** 41));
});
