import { TransactionTrail } from '../../../../libs/storage/src/cleaner/transaction-trail';
import { testBatch, testMarker } from '../../../support/storage/batches';

const aborted = (producerId: number, firstOffset: number, lastOffset: number) => ({
  ...{ producerId, firstOffset, lastOffset },
  lastStableOffset: lastOffset + 1,
});
const data = (offset: number, producerId: number, isTransactional = true) =>
  testBatch(offset, { isTransactional, producer: { producerId, producerEpoch: 0, baseSequence: offset } }).header;

test.each([
  ['before the transaction', data(9, 7), false],
  ['its first batch', data(10, 7), true],
  ['its last batch', data(19, 7), true],
  ['between two aborted ones', data(25, 7), false],
  ['in the second one', data(31, 7), true],
  ['behind both', data(41, 7), false],
  ['of another producer', data(15, 8), false],
  ['not transactional', data(15, 7, false), false],
])('data %s', (_, header, expected) => {
  expect(new TransactionTrail([aborted(7, 10, 20), aborted(7, 30, 40)]).isAborted(header)).toBe(expected);
});

test('a marker ends what was met of its producer, and names the transaction that was aborted', () => {
  const transaction = aborted(7, 10, 20);
  const trail = new TransactionTrail([transaction]);
  trail.metData(data(10, 7));
  trail.metData(data(11, 8));
  trail.metData(data(12, 9, false));
  const marker = (offset: number, producerId: number) =>
    trail.metMarker(testMarker(offset, { type: 'abort', producerId }).header);
  expect(marker(20, 7)).toEqual({ hasData: true, aborted: transaction });
  expect(marker(21, 7)).toEqual({ hasData: false, aborted: null });
  expect(marker(22, 8)).toEqual({ hasData: true, aborted: null });
  expect(marker(23, 9)).toEqual({ hasData: false, aborted: null });
});
