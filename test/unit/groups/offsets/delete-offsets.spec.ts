import { ErrorCode } from '@yak/model';
import { deleteOffsets } from '../../../../libs/groups/src/offsets/delete-offsets';
import { FakeGroup } from '../../../support/groups/fake-group';
import { shardStateOf } from '../../../support/groups/shard-world';

const request = {
  groupId: 'g',
  topics: ['t', 'u'].map((name) => ({ name, partitions: [{ partitionIndex: 0 }, { partitionIndex: 1 }] })),
};

function stateWith(group: FakeGroup | null) {
  const state = shardStateOf();
  if (group !== null) state.groups.put(group);
  const committed = {
    offset: 1,
    leaderEpoch: null,
    metadata: '',
    commitTimestampMs: 0,
    expireTimestampMs: null,
    recordOffset: 0,
  };
  for (const topic of ['t', 'u']) state.offsets.put({ groupId: 'g', topic, partition: 0 }, committed, null);
  state.offsets.put({ groupId: 'g', topic: 't', partition: 1 }, committed, 77);
  return state;
}

describe('OffsetDelete', () => {
  test('of a group that nobody has heard of is GROUP_ID_NOT_FOUND', () => {
    expect(deleteOffsets(stateWith(null), request)).toMatchObject({
      records: [],
      answer: { errorCode: ErrorCode.GROUP_ID_NOT_FOUND, topics: [] },
    });
  });

  test('is refused as a whole where the group says so', () => {
    const group = new FakeGroup('g');
    group.offsetDeleteError = ErrorCode.NON_EMPTY_GROUP;
    expect(deleteOffsets(stateWith(group), request)).toMatchObject({
      records: [],
      answer: { errorCode: ErrorCode.NON_EMPTY_GROUP, topics: [] },
    });
  });

  test('writes tombstones for what is there, in open transactions too, but not for subscribed topics', () => {
    const group = new FakeGroup('g');
    group.subscribed.add('u');
    const { records, answer, onRefused } = deleteOffsets(stateWith(group), request);
    expect(records.map(({ key, value }) => [key, value])).toEqual([
      [{ group: 'g', topic: 't', partition: 0 }, null],
      [{ group: 'g', topic: 't', partition: 1 }, null],
    ]);
    const all = (errorCode: ErrorCode) => [0, 1].map((partitionIndex) => ({ partitionIndex, errorCode }));
    expect(answer).toEqual({
      errorCode: ErrorCode.NONE,
      topics: [
        { name: 't', partitions: all(ErrorCode.NONE) },
        { name: 'u', partitions: all(ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC) },
      ],
    });
    expect(onRefused(ErrorCode.NOT_COORDINATOR)).toEqual({ errorCode: ErrorCode.NOT_COORDINATOR, topics: [] });
  });
});
