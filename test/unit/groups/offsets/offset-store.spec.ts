import fc from 'fast-check';
import { type CommittedOffset, type OffsetPlace, OffsetStore } from '../../../../libs/groups/src/offsets/offset-store';

const at = (groupId: string, topic: string, partition: number): OffsetPlace => ({ groupId, topic, partition });
const says = (offset: number, recordOffset: number): CommittedOffset => ({
  offset,
  leaderEpoch: null,
  metadata: '',
  commitTimestampMs: 0,
  expireTimestampMs: null,
  recordOffset,
});
const PLACE = at('g', 't', 0);

describe('the offsets of a shard', () => {
  test('are the last that were said, also where they go back', () => {
    const offsets = new OffsetStore();
    offsets.put(PLACE, says(9, 1), null);
    offsets.put(PLACE, says(4, 2), null);
    expect(offsets.find(PLACE)).toEqual(says(4, 2));
    expect(offsets.find(at('g', 't', 1))).toBeNull();
    expect(offsets.find(at('h', 't', 0))).toBeNull();
  });

  test('of a transaction are pending until its marker', () => {
    const offsets = new OffsetStore();
    offsets.put(PLACE, says(1, 1), null);
    offsets.put(PLACE, says(2, 2), 7);
    expect([offsets.find(PLACE)?.offset, offsets.isPending(PLACE), offsets.hasOpenTransaction('g')]).toEqual([
      1,
      true,
      true,
    ]);
    offsets.endTransaction(7, 'commit');
    expect([offsets.find(PLACE)?.offset, offsets.isPending(PLACE), offsets.hasOpenTransaction('g')]).toEqual([
      2,
      false,
      false,
    ]);
  });

  test('of an aborted transaction are forgotten; an unknown producer is nothing', () => {
    const offsets = new OffsetStore();
    offsets.put(PLACE, says(1, 1), null);
    offsets.put(PLACE, says(2, 2), 7);
    offsets.endTransaction(8, 'commit');
    offsets.endTransaction(7, 'abort');
    offsets.endTransaction(7, 'commit');
    expect([offsets.find(PLACE)?.offset, offsets.isPending(PLACE)]).toEqual([1, false]);
  });

  test('that were said after the transaction wrote stay when it commits', () => {
    const offsets = new OffsetStore();
    offsets.put(PLACE, says(2, 2), 7);
    offsets.put(PLACE, says(3, 3), null);
    offsets.endTransaction(7, 'commit');
    expect(offsets.find(PLACE)?.offset).toBe(3);
  });

  test('are deleted together with what every open transaction holds for the place', () => {
    const offsets = new OffsetStore();
    offsets.put(PLACE, says(1, 1), null);
    offsets.put(PLACE, says(2, 2), 7);
    offsets.put(PLACE, says(3, 3), 8);
    offsets.put(at('g', 't', 1), says(4, 4), 8);
    offsets.delete(PLACE);
    offsets.delete(PLACE);
    expect([offsets.find(PLACE), offsets.isPending(PLACE), offsets.count]).toEqual([null, false, 0]);
    offsets.endTransaction(7, 'commit');
    expect(offsets.count).toBe(0);
    offsets.endTransaction(8, 'commit');
    expect(offsets.count).toBe(1);
  });

  test('are listed by group, each place once', () => {
    const offsets = new OffsetStore();
    offsets.put(at('g', 't', 0), says(1, 1), null);
    offsets.put(at('g', 't', 0), says(1, 2), 7);
    offsets.put(at('g', 'u', 2), says(1, 3), 7);
    offsets.put(at('h', 't', 0), says(1, 4), 8);
    expect(offsets.placesOf('g')).toEqual([at('g', 't', 0), at('g', 'u', 2)]);
    expect([...offsets.ofGroup('g')].map(({ topic, partition }) => [topic, partition])).toEqual([['t', 0]]);
    expect([...offsets.groupIds()]).toEqual(['g', 'h']);
    expect(offsets.placesOf('nobody')).toEqual([]);
  });

  test('leave nothing behind once everything is deleted, whatever was said before', () => {
    const place = fc.record({
      groupId: fc.constantFrom('g', 'h'),
      topic: fc.constantFrom('t', 'u'),
      partition: fc.nat(2),
    });
    const step = fc.tuple(place, fc.option(fc.nat(2)), fc.constantFrom('put', 'delete', 'commit', 'abort'));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const offsets = new OffsetStore();
        steps.forEach(([where, producerId, what], index) => {
          if (what === 'put') offsets.put(where, says(index, index), producerId);
          else if (what === 'delete') offsets.delete(where);
          else offsets.endTransaction(producerId ?? 0, what === 'commit' ? 'commit' : 'abort');
        });
        for (const groupId of offsets.groupIds()) for (const where of offsets.placesOf(groupId)) offsets.delete(where);
        expect([offsets.count, offsets.groupIds().size, offsets.hasOpenTransaction('g')]).toEqual([0, 0, false]);
      }),
    );
  });
});
