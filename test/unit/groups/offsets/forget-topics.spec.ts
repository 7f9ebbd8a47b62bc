import { goneTopicsRecords } from '../../../../libs/groups/src/offsets/forget-topics';
import { OffsetStore } from '../../../../libs/groups/src/offsets/offset-store';

const committed = {
  offset: 1,
  leaderEpoch: null,
  metadata: '',
  commitTimestampMs: 0,
  expireTimestampMs: null,
  recordOffset: 0,
};

test('offsets of topics that are gone get one tombstone for each place, in whichever group and transaction', () => {
  const offsets = new OffsetStore();
  offsets.put({ groupId: 'g', topic: 'gone', partition: 0 }, committed, null);
  offsets.put({ groupId: 'g', topic: 'gone', partition: 0 }, committed, 77);
  offsets.put({ groupId: 'g', topic: 'kept', partition: 0 }, committed, null);
  offsets.put({ groupId: 'h', topic: 'gone', partition: 3 }, committed, 78);
  expect(goneTopicsRecords(offsets, new Set(['gone', 'unknown'])).map(({ key, value }) => [key, value])).toEqual([
    [{ group: 'g', topic: 'gone', partition: 0 }, null],
    [{ group: 'h', topic: 'gone', partition: 3 }, null],
  ]);
  expect(goneTopicsRecords(offsets, new Set())).toEqual([]);
});
