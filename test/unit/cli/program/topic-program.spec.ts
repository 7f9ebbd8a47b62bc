import { replicaAssignment } from '../../../../apps/cli/src/program/topic-program';

test.each([
  [undefined, null],
  ['1', [[1]]],
  [
    '1:2,2:1',
    [
      [1, 2],
      [2, 1],
    ],
  ],
])('the assignment %s', (text, brokers) => {
  expect(replicaAssignment(text)).toEqual(brokers);
});

test.each(['', 'a', '1:,2', '-1'])('the assignment "%s" is a usage error', (text) => {
  expect(() => replicaAssignment(text)).toThrow('--replica-assignment');
});
