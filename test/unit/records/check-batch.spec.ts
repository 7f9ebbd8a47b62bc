import { checkBatch, readBatchHeader } from '@yak/records';
import { crcOf } from '../../../libs/records/src/check-batch';
import { headerOf, plainBatch } from '../../support/records/batches';

const BATCH = plainBatch(2);

/** What recovery does with bytes: read, then check. null: nothing wrong. */
function faultOf(bytes: Buffer): string | null {
  const header = readBatchHeader(bytes);
  return header === null ? 'no header' : checkBatch(bytes, 0, header);
}

test('an unharmed batch passes, wherever it lies', () => {
  const header = readBatchHeader(Buffer.concat([Buffer.alloc(7), BATCH, BATCH]), 7);
  expect(header && checkBatch(Buffer.concat([Buffer.alloc(7), BATCH, BATCH]), 7, header)).toBeNull();
});

test('every single flipped bit that the CRC or the header covers is detected', () => {
  // Base offset and leader epoch are the broker's to write and are covered by nothing.
  const isUncovered = (position: number): boolean => position < 8 || (position >= 12 && position < 16);
  for (let bit = 0; bit < BATCH.length * 8; bit += 1) {
    const harmed = Buffer.from(BATCH);
    harmed[bit >>> 3] = (harmed[bit >>> 3] ?? 0) ^ (1 << (bit & 7));
    if (!isUncovered(bit >>> 3)) expect([bit, faultOf(harmed)]).not.toEqual([bit, null]);
  }
});

test('a batch cut after any byte is detected', () => {
  for (let length = 0; length < BATCH.length; length += 1) expect(faultOf(BATCH.subarray(0, length))).not.toBeNull();
});

test.each([
  [-12, 'smaller than its header'],
  [48, 'smaller than its header'],
  [2 ** 31 - 13, 'cut after'],
])('a batch length of %i is a lie: %s', (batchLength, fault) => {
  const lying = Buffer.from(BATCH);
  lying.writeInt32BE(batchLength, 8);
  expect(faultOf(lying)).toContain(fault);
});

test('the CRC is the Castagnoli one over everything from the attributes on', () => {
  expect(crcOf(BATCH, 0, BATCH.length)).toBe(headerOf(BATCH).crc);
  // kafkajs 2.2.4, one record, Produce 3
  const golden = Buffer.from(
    '00000000000000000000004d000000000279371ad40000000000000000018bcfe568000000018bcfe56800ffffffffffffffff' +
      '00000000000000000001360000000a6b65792d300e76616c75652d3004046831027804683200',
    'hex',
  );
  expect(faultOf(golden)).toBeNull();
});
