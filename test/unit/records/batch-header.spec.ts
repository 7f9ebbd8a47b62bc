import {
  type BatchHeader,
  compressionOf,
  hasLogAppendTime,
  hasProducer,
  isControl,
  isTransactional,
  lastOffset,
  lastSequence,
  nextOffset,
  readBatchHeader,
} from '@yak/records';
import { producedHeader } from '../../support/records/batches';

// As kcat sends two records, with every field set to something of its own.
const HEADER = Buffer.from(
  '0000000000000102' +
    '00000031' +
    '00000003' +
    '02' +
    '89abcdef' +
    '0014' +
    '00000009' +
    '0000018bcfe56800' +
    '0000018bcfe56814' +
    '0000000000001092' +
    '0007' +
    '00000005' +
    '0000000a',
  'hex',
);

test('a batch header is read field by field, raw', () => {
  expect(readBatchHeader(Buffer.concat([Buffer.alloc(3), HEADER]), 3)).toEqual({
    baseOffset: 0x102,
    sizeInBytes: 61,
    partitionLeaderEpoch: 3,
    magic: 2,
    crc: 0x89abcdef,
    attributes: 0x14,
    lastOffsetDelta: 9,
    baseTimestamp: 1_700_000_000_000,
    maxTimestamp: 1_700_000_000_020,
    producerId: 4242,
    producerEpoch: 7,
    baseSequence: 5,
    recordsCount: 10,
  });
});

test('fewer than 61 bytes hold no batch header', () => {
  for (let length = 0; length < HEADER.length; length += 1)
    expect(readBatchHeader(HEADER.subarray(0, length))).toBeNull();
  expect(readBatchHeader(HEADER, 1)).toBeNull();
});

const withAttributes = (attributes: number): BatchHeader => ({
  ...producedHeader({ sequence: 0, offset: 10, count: 3 }),
  attributes,
});

test.each([
  [0x00, ['none', false, false, false]],
  [0x01, ['gzip', false, false, false]],
  [0x02, ['snappy', false, false, false]],
  [0x03, ['lz4', false, false, false]],
  [0x04, ['zstd', false, false, false]],
  [0x07, [null, false, false, false]],
  [0x08, ['none', true, false, false]],
  [0x13, ['lz4', false, true, false]],
  [0x30, ['none', false, true, true]],
])('attributes %i mean codec, append time, transactional and control %j', (attributes, expected) => {
  const header = withAttributes(attributes);
  expect([compressionOf(header), hasLogAppendTime(header), isTransactional(header), isControl(header)]).toEqual(
    expected,
  );
});

test('offsets of a batch follow from its last offset delta, not from its count', () => {
  const compacted = { ...producedHeader({ sequence: 0, offset: 10, count: 5 }), recordsCount: 1 };
  expect([lastOffset(compacted), nextOffset(compacted)]).toEqual([14, 15]);
});

test.each([
  [0, 0, 0],
  [5, 4, 9],
  [2 ** 31 - 1, 0, 2 ** 31 - 1],
  [2 ** 31 - 1, 1, 0],
  [2 ** 31 - 2, 4, 2],
])('a batch from sequence %i over delta %i ends at sequence %i', (baseSequence, lastOffsetDelta, expected) => {
  expect(lastSequence({ ...withAttributes(0), baseSequence, lastOffsetDelta })).toBe(expected);
});

test.each([
  [-1, false],
  [0, true],
  [4242, true],
])('producer id %i counts as a producer: %s', (producerId, expected) => {
  expect(hasProducer({ ...withAttributes(0), producerId })).toBe(expected);
});
