import { isRefusal } from '@yak/model';
import { type BatchInput, checkBatch, type Codec, encodeBatch, encodePlainBatch, readBatchHeader } from '@yak/records';
import { headerOf, plainBatch } from '../../support/records/batches';

test('a batch is written as librdkafka and Java write it: size, magic, deltas and CRC in order', () => {
  const bytes = plainBatch(3);
  expect(headerOf(bytes)).toMatchObject({
    baseOffset: 0,
    sizeInBytes: bytes.length,
    partitionLeaderEpoch: -1,
    magic: 2,
    attributes: 0,
    lastOffsetDelta: 2,
    baseTimestamp: 1_699_999_999_000,
    maxTimestamp: 1_699_999_999_002,
    producerId: -1,
    producerEpoch: -1,
    baseSequence: -1,
    recordsCount: 3,
  });
  expect(checkBatch(bytes, 0, headerOf(bytes))).toBeNull();
});

test('a batch is byte for byte that of kafkajs', () => {
  const headers = [
    { key: 'h1', value: Buffer.from('x') },
    { key: 'h2', value: Buffer.alloc(0) },
  ];
  const bytes = encodePlainBatch({
    records: [{ timestampMs: 1_700_000_000_000, key: Buffer.from('key-0'), value: Buffer.from('value-0'), headers }],
    partitionLeaderEpoch: 0,
    producer: { producerId: -1, producerEpoch: 0, baseSequence: 0 },
  });
  expect(bytes.toString('hex')).toBe(
    '00000000000000000000004d000000000279371ad40000000000000000018bcfe568000000018bcfe56800ffffffffffffffff' +
      '00000000000000000001360000000a6b65792d300e76616c75652d3004046831027804683200',
  );
});

test.each([
  [{ isTransactional: true }, { attributes: 0x10 }],
  [{ isTransactional: true, isControl: true }, { attributes: 0x30 }],
  [{ logAppendTimeMs: 77 }, { attributes: 0x08, maxTimestamp: 77 }],
  [
    { baseOffset: 2 ** 40, partitionLeaderEpoch: 6 },
    { baseOffset: 2 ** 40, partitionLeaderEpoch: 6 },
  ],
  [
    { producer: { producerId: 2 ** 40, producerEpoch: 3, baseSequence: 9 } },
    { producerId: 2 ** 40, producerEpoch: 3, baseSequence: 9 },
  ],
] satisfies [Partial<BatchInput>, object][])('what is asked for stands in the header: %j', (input, expected) => {
  expect(headerOf(plainBatch(1, input))).toMatchObject(expected);
});

test('the largest timestamp counts, also when it is not the last', () => {
  const bytes = encodePlainBatch({ records: [{ timestampMs: 5 }, { timestampMs: 9 }, { timestampMs: 7 }] });
  expect(headerOf(bytes)).toMatchObject({ baseTimestamp: 5, maxTimestamp: 9 });
});

test.each([
  ['none', 0],
  ['gzip', 1],
  ['snappy', 2],
  ['lz4', 3],
] satisfies [Codec, number][])(
  'a batch in %s carries codec %i and a CRC over the compressed bytes',
  async (codec, code) => {
    const bytes = await encodeBatch({ records: [{ timestampMs: 1, value: Buffer.alloc(1000, 'x') }], codec });
    if (isRefusal(bytes)) throw new Error(bytes.detail);
    const header = readBatchHeader(bytes);
    expect(header?.attributes).toBe(code);
    expect(header && checkBatch(bytes, 0, header)).toBeNull();
  },
);

test('a batch without records is a bug of the caller', () => {
  expect(() => encodePlainBatch({ records: [] })).toThrow('at least one record');
});
