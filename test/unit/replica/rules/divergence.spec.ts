import { leaderEpoch, offset } from '@yak/model';
import { LeaderEpochs } from '@yak/records';
import { divergenceOf, truncationPoint } from '../../../../libs/replica/src/rules/divergence';

const ours = new LeaderEpochs([
  { epoch: 1, startOffset: 0 },
  { epoch: 3, startOffset: 10 },
]);

describe('a leader with e1:[0,10) e3:[10,15)', () => {
  test.each([
    { name: 'serves a reader at its end', lastFetchedEpoch: 3, fetchOffset: 15, divergence: null },
    { name: 'serves a reader within its last epoch', lastFetchedEpoch: 3, fetchOffset: 12, divergence: null },
    { name: 'serves a reader within an earlier epoch', lastFetchedEpoch: 1, fetchOffset: 7, divergence: null },
    { name: 'serves a reader at the end of an earlier epoch', lastFetchedEpoch: 1, fetchOffset: 10, divergence: null },
    {
      name: 'sends back a reader that is past the end of an earlier epoch',
      lastFetchedEpoch: 1,
      fetchOffset: 12,
      divergence: { epoch: 1, endOffset: 10 },
    },
    {
      name: 'sends back a reader whose epoch it never saw',
      lastFetchedEpoch: 2,
      fetchOffset: 8,
      divergence: { epoch: 1, endOffset: 10 },
    },
    {
      name: 'sends back a reader that is past its end',
      lastFetchedEpoch: 3,
      fetchOffset: 16,
      divergence: { epoch: 3, endOffset: 15 },
    },
    { name: 'cannot tell for an epoch above its own', lastFetchedEpoch: 4, fetchOffset: 15, divergence: 'unknown' },
  ])('$name', ({ lastFetchedEpoch, fetchOffset, divergence }) => {
    expect(divergenceOf({ lastFetchedEpoch, fetchOffset }, ours.endOffsetFor(lastFetchedEpoch, 15))).toEqual(
      divergence,
    );
  });
});

describe('a follower with e1:[0,10) e2:[10,14)', () => {
  const epochs = [
    { epoch: leaderEpoch(1), startOffset: offset(0) },
    { epoch: leaderEpoch(2), startOffset: offset(10) },
  ];

  test.each([
    { name: 'drops an epoch that the leader never saw', theirs: { epoch: 1, endOffset: 12 }, end: 10 },
    { name: 'drops what it has beyond the leader in an epoch of both', theirs: { epoch: 1, endOffset: 8 }, end: 8 },
    { name: 'drops the tail of its last epoch', theirs: { epoch: 2, endOffset: 12 }, end: 12 },
    { name: 'drops nothing where the leader has more', theirs: { epoch: 2, endOffset: 20 }, end: 14 },
    { name: 'drops everything where the leader knows only older epochs', theirs: { epoch: 0, endOffset: 0 }, end: 0 },
  ])('$name', ({ theirs, end }) => {
    expect(truncationPoint(epochs, offset(14), theirs)).toBe(end);
  });
});
