import { xxhash32 } from '../../../../libs/records/src/compression/xxhash32';

// Values of the reference implementation, seed 0.
test.each([
  ['', 0x02cc5d05],
  ['a', 0x550d7456],
  ['abc', 0x32d153ff],
  ['abcd', 0xa3643705],
  ['Nobody inspects the spammish repetition', 0xe2293b2f],
])('the hash of "%s" is that of xxHash32', (text, expected) => {
  expect(xxhash32(Buffer.from(text))).toBe(expected);
});

test('every length up to two stripes takes another path and gives another hash', () => {
  const hashes = Array.from({ length: 33 }, (_, length) => xxhash32(Buffer.alloc(length, 0x5a)));
  expect(new Set(hashes).size).toBe(33);
});
