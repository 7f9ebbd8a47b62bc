import { offsetRecord, offsetTombstone, readOffsetRecord } from '../../../../libs/groups/src/offsets/offset-record';
import { encodeGroupRecord, type GroupRecord } from '../../../../libs/groups/src/records/group-record';
import { throughBytes } from '../../../support/groups/fake-services';

const PLACE = { groupId: 'g', topic: 't', partition: 4 };
const COMMITTED = { offset: 8, leaderEpoch: 2, metadata: 'm', commitTimestampMs: 100, expireTimestampMs: null };

const read = (record: GroupRecord) => {
  const back = throughBytes(record);
  if (back.kind !== 'offsetCommit') throw new Error(`a record of kind ${back.kind}`);
  return readOffsetRecord(back, 77);
};

describe('the record of an offset', () => {
  test.each([
    ['as it is', COMMITTED, 3],
    ['without a leader epoch', { ...COMMITTED, leaderEpoch: null }, 3],
  ])('says it %s', (_what, committed, version) => {
    const record = offsetRecord(PLACE, committed);
    expect(encodeGroupRecord(record).value?.readInt16BE(0)).toBe(version);
    expect(read(record)).toEqual({ place: PLACE, committed: { ...committed, recordOffset: 77 } });
  });

  test('with an expiry is of version 1, which has no leader epoch', () => {
    const record = offsetRecord(PLACE, { ...COMMITTED, expireTimestampMs: 100 });
    expect(encodeGroupRecord(record).value?.readInt16BE(0)).toBe(1);
    expect(read(record).committed).toEqual({
      ...COMMITTED,
      leaderEpoch: null,
      expireTimestampMs: 100,
      recordOffset: 77,
    });
  });

  test('that is a tombstone says that there is none', () => {
    expect(read(offsetTombstone(PLACE))).toEqual({ place: PLACE, committed: null });
  });
});
