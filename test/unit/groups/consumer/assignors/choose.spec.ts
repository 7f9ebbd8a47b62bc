import { assignorOf, preferredAssignor } from '../../../../../libs/groups/src/consumer/assignors/choose';
import { assignRange } from '../../../../../libs/groups/src/consumer/assignors/range';
import { assignUniform } from '../../../../../libs/groups/src/consumer/assignors/uniform';

test.each`
  votes                          | configured              | chosen
  ${[]}                          | ${['uniform', 'range']} | ${'uniform'}
  ${[null, null]}                | ${['range', 'uniform']} | ${'range'}
  ${['range', null, null]}       | ${['uniform', 'range']} | ${'range'}
  ${['range', 'uniform']}        | ${['uniform', 'range']} | ${'uniform'}
  ${['range', 'uniform']}        | ${['range', 'uniform']} | ${'range'}
  ${['gone', 'gone', 'uniform']} | ${['range', 'uniform']} | ${'uniform'}
`('votes $votes of $configured choose $chosen', (row: { votes: string[]; configured: string[]; chosen: string }) => {
  expect(preferredAssignor(row.votes, row.configured)).toBe(row.chosen);
});

test('the names are those of the assignors', () => {
  expect([assignorOf('uniform'), assignorOf('range')]).toEqual([assignUniform, assignRange]);
});
