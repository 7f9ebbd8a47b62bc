import { decodePlainRecords, encodePlainBatch } from '@yak/records';
import {
  batchesIn,
  cutIntoBatches,
  encodeGroupBatch,
  readGroupBatch,
} from '../../../../libs/groups/src/records/group-batch';
import type { GroupRecord } from '../../../../libs/groups/src/records/group-record';

const commit = (partition: number, metadata = ''): GroupRecord => ({
  kind: 'offsetCommit',
  key: { group: 'g', topic: 't', partition },
  value: { offset: 1, metadata, commitTimestamp: 1 },
});

describe('a batch of group records', () => {
  test('holds all records of one operation in order, with the time of the operation', () => {
    const { bytes, records } = encodeGroupBatch([commit(1), { ...commit(2), value: null }], 1_234);
    const read = decodePlainRecords(bytes);
    expect(read.map(({ offset, timestampMs, value }) => [offset, timestampMs, value === null])).toEqual([
      [0, 1_234, false],
      [1, 1_234, true],
    ]);
    expect(records.map(({ kind, value }) => [kind, value === null])).toEqual([
      ['offsetCommit', false],
      ['offsetCommit', true],
    ]);
  });

  test('is cut so that no part outgrows the limit, and nothing is lost', () => {
    const records = Array.from({ length: 100 }, (_, index) => commit(index, 'm'.repeat(index * 7)));
    const parts = cutIntoBatches(records, 2_000);
    expect(parts.flat()).toEqual(records);
    expect(parts.length).toBeGreaterThan(10);
    for (const part of parts) expect(encodeGroupBatch(part, 1).bytes.length).toBeLessThanOrEqual(2_000);
  });

  test('that one record is too large for has it alone', () => {
    expect(cutIntoBatches([commit(1), commit(2, 'm'.repeat(500)), commit(3)], 200).map((part) => part.length)).toEqual([
      1, 1, 1,
    ]);
    expect(cutIntoBatches([], 200)).toEqual([]);
  });

  test('is read back where several follow each other, and cut bytes are found', async () => {
    const [one, other] = [encodeGroupBatch([commit(1)], 1).bytes, encodeGroupBatch([commit(2)], 1).bytes];
    const both = Buffer.concat([one, other]);
    expect([...batchesIn(both)].map((batch) => batch.length)).toEqual([one.length, other.length]);
    expect(() => [...batchesIn(both.subarray(0, both.length - 1))]).toThrow('no whole batch');
    expect(() => [...batchesIn(Buffer.alloc(80))]).toThrow('no whole batch');
    await expect(readGroupBatch(Buffer.alloc(3), 0, fail)).rejects.toThrow('header of a batch');
  });

  test('that is a control batch without a known marker is nothing', async () => {
    const batch = encodePlainBatch({
      records: [{ timestampMs: 1, key: Buffer.from([0, 0, 0, 9]), value: Buffer.alloc(6) }],
      isControl: true,
      isTransactional: true,
      producer: { producerId: 1, producerEpoch: 0, baseSequence: -1 },
    });
    await expect(readGroupBatch(batch, 0, fail)).resolves.toBeUndefined();
  });
});

const unexpected = (): never => {
  throw new Error('nothing was to be read');
};
const fail = { replay: unexpected, endTransaction: unexpected, skip: unexpected };
