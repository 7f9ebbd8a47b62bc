import { ErrorCode } from '@yak/model';
import { deleteGroups } from '../../../../libs/groups/src/offsets/delete-groups';
import { FakeGroup } from '../../../support/groups/fake-group';
import { shardStateOf } from '../../../support/groups/shard-world';

const committed = {
  offset: 1,
  leaderEpoch: null,
  metadata: '',
  commitTimestampMs: 0,
  expireTimestampMs: null,
  recordOffset: 0,
};

describe('DeleteGroups', () => {
  test('writes tombstones for all offsets and then for the group, and says of each id what became of it', () => {
    const state = shardStateOf();
    const busy = new FakeGroup('busy');
    busy.deleteError = ErrorCode.NON_EMPTY_GROUP;
    for (const group of [new FakeGroup('g'), busy]) state.groups.put(group);
    state.offsets.put({ groupId: 'g', topic: 't', partition: 0 }, committed, null);
    state.offsets.put({ groupId: 'g', topic: 't', partition: 1 }, committed, 77);
    state.offsets.put({ groupId: 'busy', topic: 't', partition: 0 }, committed, null);
    const { records, answer, onRefused } = deleteGroups(state, ['g', 'nobody', 'busy']);
    expect(records.map(({ kind, key, value }) => [kind, key, value])).toEqual([
      ['offsetCommit', { group: 'g', topic: 't', partition: 0 }, null],
      ['offsetCommit', { group: 'g', topic: 't', partition: 1 }, null],
      ['groupMetadata', { group: 'g' }, null],
    ]);
    const results = (errors: readonly (keyof typeof ErrorCode)[]) =>
      ['g', 'nobody', 'busy'].map((groupId, index) => ({ groupId, errorCode: ErrorCode[errors[index] ?? 'NONE'] }));
    expect(answer).toEqual(results(['NONE', 'GROUP_ID_NOT_FOUND', 'NON_EMPTY_GROUP']));
    expect(onRefused(ErrorCode.NOT_COORDINATOR)).toEqual(
      results(['NOT_COORDINATOR', 'GROUP_ID_NOT_FOUND', 'NON_EMPTY_GROUP']),
    );
  });
});
