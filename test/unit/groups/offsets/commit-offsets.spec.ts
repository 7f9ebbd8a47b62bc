import { ErrorCode } from '@yak/model';
import type { OffsetCommit, RequestOf } from '@yak/protocol';
import { commitOffsets, everyPartition } from '../../../../libs/groups/src/offsets/commit-offsets';
import { FakeGroup } from '../../../support/groups/fake-group';
import { throughBytes } from '../../../support/groups/fake-services';
import { shardStateOf } from '../../../support/groups/shard-world';

type Request = RequestOf<typeof OffsetCommit>;
type Partition = Request['topics'][number]['partitions'][number];

const partition = (partitionIndex: number, changes: Partial<Partition> = {}): Partition => ({
  partitionIndex,
  committedOffset: 10 + partitionIndex,
  committedLeaderEpoch: -1,
  committedMetadata: null,
  ...changes,
});
const request = (changes: Partial<Request> = {}): Request => ({
  groupId: 'g',
  generationIdOrMemberEpoch: -1,
  memberId: '',
  groupInstanceId: null,
  retentionTimeMs: -1,
  topics: [{ name: 't', partitions: [partition(0), partition(1)] }],
  ...changes,
});

function stateWith(group: FakeGroup | null = null) {
  const state = shardStateOf();
  if (group !== null) state.groups.put(group);
  return state;
}

describe('OffsetCommit', () => {
  test('writes one record for each partition, with the time of the commit', () => {
    const state = stateWith();
    const commitTimestamp = state.clock.wallMs();
    const { records, answer } = commitOffsets(
      state,
      request({
        topics: [
          { name: 't', partitions: [partition(0, { committedLeaderEpoch: 3, committedMetadata: 'm' }), partition(1)] },
        ],
      }),
      8,
    );
    expect(answer).toEqual(everyPartition(request(), ErrorCode.NONE));
    expect(records.map(throughBytes)).toMatchObject([
      {
        key: { group: 'g', topic: 't', partition: 0 },
        value: { offset: 10, leaderEpoch: 3, metadata: 'm', commitTimestamp, expireTimestamp: -1 },
      },
      {
        key: { group: 'g', topic: 't', partition: 1 },
        value: { offset: 11, leaderEpoch: -1, metadata: '', commitTimestamp },
      },
    ]);
  });

  test.each([
    [-1, 2, 'NONE'],
    [-1, 9, 'NONE'],
    [0, 8, 'ILLEGAL_GENERATION'],
    [5, 8, 'ILLEGAL_GENERATION'],
    [0, 9, 'GROUP_ID_NOT_FOUND'],
    [5, 9, 'GROUP_ID_NOT_FOUND'],
  ] as const)(
    'of generation %i in version %i to a group that nobody has heard of is %s',
    (generation, apiVersion, error) => {
      const { records, answer } = commitOffsets(
        stateWith(),
        request({ generationIdOrMemberEpoch: generation }),
        apiVersion,
      );
      expect(answer).toEqual(everyPartition(request(), ErrorCode[error]));
      expect(records).toHaveLength(error === 'NONE' ? 2 : 0);
    },
  );

  test('asks the group who may commit, and says its error of every partition', () => {
    const group = new FakeGroup('g');
    group.commitError = ErrorCode.REBALANCE_IN_PROGRESS;
    const asked = request({ memberId: 'm', groupInstanceId: 'i', generationIdOrMemberEpoch: 4 });
    const { records, answer } = commitOffsets(stateWith(group), asked, 7);
    expect(group.callers).toEqual([{ apiVersion: 7, memberId: 'm', instanceId: 'i', generationOrEpoch: 4 }]);
    expect(answer).toEqual(everyPartition(asked, ErrorCode.REBALANCE_IN_PROGRESS));
    expect([records.length, group.lives]).toEqual([0, []]);
  });

  test('counts as a sign of life of the member who is named', () => {
    const group = new FakeGroup('g');
    commitOffsets(stateWith(group), request({ memberId: 'm' }), 7);
    commitOffsets(stateWith(group), request(), 7);
    expect(group.lives).toEqual(['m']);
  });

  test.each([
    [4_096, 'NONE'],
    [4_097, 'OFFSET_METADATA_TOO_LARGE'],
  ] as const)('with metadata of %i UTF-16 units is %s in that partition alone', (length, error) => {
    const partitions = [
      partition(0, { committedMetadata: '𝄞'.repeat(length / 2) + 'm'.repeat(length % 2) }),
      partition(1),
    ];
    const { records, answer } = commitOffsets(stateWith(), request({ topics: [{ name: 't', partitions }] }), 8);
    expect(answer).toEqual({
      topics: [
        {
          name: 't',
          partitions: [
            { partitionIndex: 0, errorCode: ErrorCode[error] },
            { partitionIndex: 1, errorCode: ErrorCode.NONE },
          ],
        },
      ],
    });
    expect(records).toHaveLength(error === 'NONE' ? 2 : 1);
  });

  test.each([0, 1_000])('with a retention of %i ms writes when it expires', (retentionTimeMs) => {
    const state = stateWith();
    const { records } = commitOffsets(state, request({ retentionTimeMs }), 4);
    expect(records.map(throughBytes)).toMatchObject(
      [0, 1].map(() => ({ value: { expireTimestamp: state.clock.wallMs() + retentionTimeMs } })),
    );
  });

  test('that the log refuses has the error in every partition', () => {
    const { onRefused } = commitOffsets(stateWith(), request(), 8);
    expect(onRefused(ErrorCode.NOT_COORDINATOR)).toEqual(everyPartition(request(), ErrorCode.NOT_COORDINATOR));
  });
});
