import fc from 'fast-check';
import { readInt64, writeInt64 } from '../../../libs/records/src/int64';

test('every safe integer is written as the engine writes its 64-bit integers, and read back', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), (value) => {
      const bytes = Buffer.alloc(10);
      writeInt64(bytes, value, 1);
      expect(bytes.readBigInt64BE(1)).toBe(BigInt(value));
      expect(readInt64(bytes, 1)).toBe(value);
    }),
  );
});

test.each([
  ['the largest', 2n ** 63n - 1n],
  ['the smallest', -(2n ** 63n)],
  ['just too large', 2n ** 53n],
])('%s 64-bit integer is read as a number that is not safe', (_name, value) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value);
  expect(Number.isSafeInteger(readInt64(bytes, 0))).toBe(false);
});
