import type { GroupRecord } from '../../../../libs/groups/src/records/group-record';
import { replayRecord } from '../../../../libs/groups/src/shard/replay-record';
import { FakeGroup } from '../../../support/groups/fake-group';
import { throughBytes } from '../../../support/groups/fake-services';
import { fakeProtocols, shardStateOf } from '../../../support/groups/shard-world';

const offsetOf = (group: string, offset: number | null): GroupRecord => ({
  kind: 'offsetCommit',
  key: { group, topic: 't', partition: 0 },
  value: offset === null ? null : { offset, metadata: '', commitTimestamp: 1 },
});
const classic = (group: string, isThere = true): GroupRecord => ({
  kind: 'groupMetadata',
  key: { group },
  value: isThere ? { protocolType: 'consumer', generation: 3, protocol: null, leader: null, members: [] } : null,
});
const consumer = (groupId: string, isThere = true): GroupRecord => ({
  kind: 'consumerGroup',
  key: { groupId },
  value: isThere ? { epoch: 1 } : null,
});

function replayed(records: readonly GroupRecord[], producerId: number | null = null) {
  const state = shardStateOf();
  records.forEach((record, offset) => replayRecord(state, fakeProtocols, throughBytes(record), { offset, producerId }));
  return state;
}

describe('replay', () => {
  test('of an offset makes a group without members where there is none, and leaves one that is there', () => {
    const state = replayed([offsetOf('g', 5)]);
    expect(state.groups.find('g')).toMatchObject({ kind: 'classic', protocolType: null });
    expect(state.offsets.find({ groupId: 'g', topic: 't', partition: 0 })).toMatchObject({
      offset: 5,
      recordOffset: 0,
    });
    expect(replayed([classic('g'), offsetOf('g', 5)]).groups.find('g')).toMatchObject({ protocolType: 'consumer' });
  });

  test('of an offset within a transaction waits for its marker', () => {
    const state = replayed([offsetOf('g', 5)], 77);
    const place = { groupId: 'g', topic: 't', partition: 0 };
    expect(state.offsets.find(place)).toBeNull();
    expect(state.offsets.isPending(place)).toBe(true);
    expect(state.groups.find('g')).not.toBeNull();
  });

  test('of a tombstone takes the offset and leaves the group', () => {
    const state = replayed([offsetOf('g', 5), offsetOf('g', null)]);
    expect(state.offsets.count).toBe(0);
    expect(state.groups.find('g')).not.toBeNull();
  });

  test('of tombstones of what is not there does nothing', () => {
    const state = replayed([offsetOf('g', null), classic('g', false), consumer('g', false)]);
    expect([...state.groups.all()]).toEqual([]);
  });

  test('of a classic group replaces the one that is there, the simple one too', () => {
    const state = shardStateOf();
    const former = new FakeGroup('g');
    state.groups.put(former);
    replayRecord(state, fakeProtocols, throughBytes(classic('g')), { offset: 0, producerId: null });
    expect(state.groups.find('g')).toMatchObject({ protocolType: 'consumer' });
  });

  test('of the tombstone of a classic group leaves a group of the other protocol alone', () => {
    const state = replayed([classic('g'), classic('g', false), consumer('g'), classic('g', false)]);
    expect(state.groups.find('g')).toMatchObject({ kind: 'consumer' });
    expect(replayed([classic('g'), classic('g', false)]).groups.find('g')).toBeNull();
  });

  test('of offsets does not depend on the group: they stay when its protocol changes', () => {
    const state = replayed([offsetOf('g', 5), classic('g', false), consumer('g')]);
    expect(state.groups.find('g')).toMatchObject({ kind: 'consumer' });
    expect(state.offsets.find({ groupId: 'g', topic: 't', partition: 0 })).toMatchObject({ offset: 5 });
  });
});
