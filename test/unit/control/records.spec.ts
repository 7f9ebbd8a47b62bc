import { sameMember } from '@yak/control';
import { member } from '../../support/cluster/records';

test.each([
  [member(1, 1), member(1, 1), true],
  [member(1, 1), member(1, 2), false],
  [member(1, 1), member(2, 1), false],
  [null, member(1, 1), false],
  [member(1, 1), null, false],
  [null, null, true],
])('members %j and %j are the same registration: %s', (one, other, isSame) => {
  expect(sameMember(one, other)).toBe(isSame);
});
