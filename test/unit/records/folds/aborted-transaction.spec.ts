import fc from 'fast-check';
import { ABORTED_TRANSACTION_BYTES, readAbortedTransaction, writeAbortedTransaction } from '@yak/records';

const ENTRY = { producerId: 4242, firstOffset: 10, lastOffset: 19, lastStableOffset: 20 };

test('an aborted transaction takes 34 bytes in the order of Kafka', () => {
  expect(writeAbortedTransaction(ENTRY).toString('hex')).toBe(
    '0000' + '0000000000001092' + '000000000000000a' + '0000000000000013' + '0000000000000014',
  );
});

test('what was written is read, at any position', () => {
  const offset = fc.integer({ min: 0, max: 2 ** 50 });
  fc.assert(
    fc.property(offset, offset, offset, fc.nat(100), (producerId, firstOffset, count, position) => {
      const entry = {
        producerId,
        firstOffset,
        lastOffset: firstOffset + count,
        lastStableOffset: firstOffset + count + 1,
      };
      const bytes = Buffer.concat([Buffer.alloc(position), writeAbortedTransaction(entry)]);
      expect(readAbortedTransaction(bytes, position)).toEqual(entry);
    }),
  );
});

test.each([
  ['cut', writeAbortedTransaction(ENTRY).subarray(0, ABORTED_TRANSACTION_BYTES - 1)],
  ['of another version', Buffer.concat([Buffer.from([0, 1]), writeAbortedTransaction(ENTRY).subarray(2)])],
  ['with a marker before its first record', Buffer.from(writeAbortedTransaction(ENTRY)).fill(0, 18, 26)],
  ['with a negative offset', Buffer.from(writeAbortedTransaction(ENTRY)).fill(0xff, 10, 18)],
])('an entry that is %s is not believed', (_name, bytes) => {
  expect(readAbortedTransaction(bytes)).toBeNull();
});

test('a transaction that ends before it starts is a bug', () => {
  expect(() => writeAbortedTransaction({ ...ENTRY, lastOffset: 9 })).toThrow('before its marker');
});
