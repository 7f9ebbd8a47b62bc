import { partitionLags, topicLags } from '../../../apps/cli/src/group-lag';

const lags = partitionLags({
  committed: [
    { topic: 'b', partition: 1, offset: 7 },
    { topic: 'b', partition: 0, offset: 10 },
    { topic: 'a', partition: 0, offset: 12 },
    { topic: 'gone', partition: 0, offset: 3 },
  ],
  members: [
    { memberId: 'm1', assigned: [{ topic: 'b', partition: 0 }] },
    { memberId: 'm2', assigned: [{ topic: 'b', partition: 2 }] },
    { memberId: 'm3', assigned: null },
  ],
  endOffsets: new Map([
    ['a-0', 10],
    ['b-0', 10],
    ['b-1', 10],
    ['b-2', 5],
  ]),
});

test.each([
  [
    'a commit beyond the end is no lag',
    0,
    { topic: 'a', partition: 0, committed: 12, endOffset: 10, lag: 0, memberId: null },
  ],
  ['read to the end', 1, { topic: 'b', partition: 0, committed: 10, endOffset: 10, lag: 0, memberId: 'm1' }],
  ['nobody reads it', 2, { topic: 'b', partition: 1, committed: 7, endOffset: 10, lag: 3, memberId: null }],
  ['never committed', 3, { topic: 'b', partition: 2, committed: null, endOffset: 5, lag: null, memberId: 'm2' }],
  ['deleted', 4, { topic: 'gone', partition: 0, committed: 3, endOffset: null, lag: null, memberId: null }],
])('a partition: %s', (_title, at, row) => {
  expect(lags[at]).toEqual(row);
});

it('topics sum up their partitions', () => {
  expect(topicLags(lags)).toEqual([
    { topic: 'a', partitions: 1, behind: 0, unknown: 0, lag: 0 },
    { topic: 'b', partitions: 3, behind: 1, unknown: 1, lag: 3 },
    { topic: 'gone', partitions: 1, behind: 0, unknown: 1, lag: 0 },
  ]);
});
