import { leaderEpoch, offset } from '@yak/model';
import { checkBatch, placeBatch } from '@yak/records';
import { headerOf, plainBatch } from '../../support/records/batches';

test('placing a batch writes offset and epoch in place, tells the header, and keeps the CRC valid', () => {
  const bytes = plainBatch(3);
  const batch = { bytes, header: headerOf(bytes) };
  placeBatch(batch, { baseOffset: offset(2 ** 40 + 5), leaderEpoch: leaderEpoch(9) });
  expect(headerOf(bytes)).toEqual(batch.header);
  expect([batch.header.baseOffset, batch.header.partitionLeaderEpoch]).toEqual([2 ** 40 + 5, 9]);
  expect(checkBatch(bytes, 0, batch.header)).toBeNull();
});

test('bytes that are not exactly the batch are a bug', () => {
  const bytes = plainBatch(1);
  const batch = { bytes: Buffer.concat([bytes, bytes]), header: headerOf(bytes) };
  expect(() => placeBatch(batch, { baseOffset: offset(0), leaderEpoch: leaderEpoch(0) })).toThrow('exactly the batch');
});
