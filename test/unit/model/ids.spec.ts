import {
  brokerEpoch,
  brokerId,
  leaderEpoch,
  offset,
  partitionEpoch,
  partitionIndex,
  producerEpoch,
  producerId,
  sequenceNumber,
  timestampMs,
  topicId,
  topicIdFromBytes,
  topicIdToBase64,
} from '@yak/model';

const INT32_MAX = 2 ** 31 - 1;

test.each([
  ['offset', offset, Number.MAX_SAFE_INTEGER],
  ['leader epoch', leaderEpoch, INT32_MAX],
  ['partition epoch', partitionEpoch, INT32_MAX],
  ['broker id', brokerId, INT32_MAX],
  ['broker epoch', brokerEpoch, Number.MAX_SAFE_INTEGER],
  ['partition index', partitionIndex, INT32_MAX],
  ['producer id', producerId, Number.MAX_SAFE_INTEGER],
  ['producer epoch', producerEpoch, 32_767],
  ['sequence number', sequenceNumber, INT32_MAX],
] satisfies [string, (value: number) => number, number][])(
  'a %s is an integer from 0 to its largest',
  (name, make, maximum) => {
    expect([make(0), make(maximum)]).toEqual([0, maximum]);
    for (const wrong of [-1, maximum + 1, 0.5, NaN, Infinity])
      expect(() => make(wrong)).toThrow(`${name} out of range`);
  },
);

test('a timestamp is any safe integer', () => {
  expect([timestampMs(-1), timestampMs(2 ** 53 - 1)]).toEqual([-1, 2 ** 53 - 1]);
  for (const wrong of [0.5, 2 ** 53, NaN]) expect(() => timestampMs(wrong)).toThrow('timestamp out of range');
});

test.each(['', '0'.repeat(31), '0'.repeat(33), 'A'.repeat(32), 'g'.repeat(32)])('"%s" is no topic id', (text) => {
  expect(() => topicId(text)).toThrow('32 lower-case hexadecimal digits');
});

test('a topic id from bytes is a version-4 UUID and never the zero id', () => {
  expect(topicIdFromBytes(new Uint8Array(16))).toBe('00000000000040008000000000000000');
  expect(topicIdFromBytes(new Uint8Array(16).fill(0xff))).toBe('ffffffffffff4fffbfffffffffffffff');
  expect(() => topicIdFromBytes(new Uint8Array(15))).toThrow('16 bytes');
});

test('the bytes that a topic id is made from are not changed', () => {
  const bytes = new Uint8Array(16).fill(0xff);
  topicIdFromBytes(bytes);
  expect(bytes).toEqual(new Uint8Array(16).fill(0xff));
});

test('Kafka prints a topic id as 22 characters of URL-safe base64', () => {
  expect(topicIdToBase64(topicId('00000000000040008000000000000001'))).toBe('AAAAAAAAQACAAAAAAAAAAQ');
});
