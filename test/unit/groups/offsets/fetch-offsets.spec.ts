import { ErrorCode } from '@yak/model';
import { fetchOffsets, type OffsetsWanted } from '../../../../libs/groups/src/offsets/fetch-offsets';
import { FakeGroup } from '../../../support/groups/fake-group';
import { shardStateOf } from '../../../support/groups/shard-world';

const wanted = (changes: Partial<OffsetsWanted> = {}): OffsetsWanted => ({
  groupId: 'g',
  memberId: null,
  memberEpoch: -1,
  topics: [{ name: 't', partitionIndexes: [0, 1] }],
  requireStable: false,
  ...changes,
});
const NO_OFFSET = { committedOffset: -1, committedLeaderEpoch: -1, metadata: '', errorCode: 0 };

function stateWith(group: FakeGroup | null = new FakeGroup('g')) {
  const state = shardStateOf();
  if (group !== null) state.groups.put(group);
  const put = (topic: string, partition: number, offset: number, producerId: number | null = null): void =>
    state.offsets.put(
      { groupId: 'g', topic, partition },
      {
        offset,
        leaderEpoch: offset === 7 ? 3 : null,
        metadata: 'm',
        commitTimestampMs: 0,
        expireTimestampMs: null,
        recordOffset: offset,
      },
      producerId,
    );
  return { state, put };
}

describe('OffsetFetch', () => {
  test('gives what was committed, and −1 without an error for what never was', () => {
    const { state, put } = stateWith();
    put('t', 1, 7);
    expect(fetchOffsets(state, wanted(), 8)).toEqual({
      errorCode: 0,
      topics: [
        {
          name: 't',
          partitions: [
            { partitionIndex: 0, ...NO_OFFSET },
            { partitionIndex: 1, committedOffset: 7, committedLeaderEpoch: 3, metadata: 'm', errorCode: 0 },
          ],
        },
      ],
    });
  });

  test('knows nothing, and no error, of a group that nobody has heard of', () => {
    const { state } = stateWith(null);
    expect(fetchOffsets(state, wanted({ memberId: 'm', memberEpoch: 3 }), 9)).toMatchObject({
      errorCode: 0,
      topics: [{ partitions: [NO_OFFSET, NO_OFFSET] }],
    });
    expect(fetchOffsets(state, wanted({ topics: null }), 8)).toEqual({ errorCode: 0, topics: [] });
  });

  test('of all topics gives those that have an offset', () => {
    const { state, put } = stateWith();
    put('t', 1, 7);
    put('u', 0, 8);
    put('t', 4, 9);
    put('v', 0, 9, 77);
    const { topics } = fetchOffsets(state, wanted({ topics: null }), 8);
    expect(
      topics.map(({ name, partitions }) => [name, partitions.map(({ partitionIndex }) => partitionIndex)]),
    ).toEqual([
      ['t', [1, 4]],
      ['u', [0]],
    ]);
  });

  test.each([
    [null, -1, false],
    [null, 0, true],
    ['', -1, true],
    ['m', 4, true],
  ])('asks the group where member %p of epoch %i asks: not of administrators', (memberId, memberEpoch, isAsked) => {
    const group = new FakeGroup('g');
    group.fetchError = ErrorCode.STALE_MEMBER_EPOCH;
    const answer = fetchOffsets(stateWith(group).state, wanted({ memberId, memberEpoch }), 9);
    expect(group.callers).toEqual(
      isAsked ? [{ apiVersion: 9, memberId: memberId ?? '', instanceId: null, generationOrEpoch: memberEpoch }] : [],
    );
    expect(answer.errorCode).toBe(isAsked ? ErrorCode.STALE_MEMBER_EPOCH : ErrorCode.NONE);
    expect(answer.topics).toHaveLength(isAsked ? 0 : 1);
  });

  test('that insists on stable offsets is told of open transactions, partition by partition', () => {
    const { state, put } = stateWith();
    put('t', 0, 5);
    put('t', 1, 6);
    put('t', 1, 9, 77);
    const offsetsOf = (requireStable: boolean) =>
      fetchOffsets(state, wanted({ requireStable }), 8).topics[0]?.partitions.map(({ committedOffset, errorCode }) => [
        committedOffset,
        errorCode,
      ]);
    expect(offsetsOf(true)).toEqual([
      [5, 0],
      [-1, ErrorCode.UNSTABLE_OFFSET_COMMIT],
    ]);
    expect(offsetsOf(false)).toEqual([
      [5, 0],
      [6, 0],
    ]);
    state.offsets.endTransaction(77, 'commit');
    expect(offsetsOf(true)).toEqual([
      [5, 0],
      [9, 0],
    ]);
  });
});
