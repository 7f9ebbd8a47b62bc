import { type ErrorCode, errorName } from '@yak/model';
import type { InstanceClaim } from '../../../../../libs/groups/src/classic/rules/group-state';
import { judgeMember } from '../../../../../libs/groups/src/classic/rules/judge-member';

describe('whether a request comes from the member it names', () => {
  test.each<[isMember: boolean, instance: InstanceClaim, answer: keyof typeof ErrorCode]>([
    [true, 'none', 'NONE'],
    [true, 'own', 'NONE'],
    [true, 'other', 'FENCED_INSTANCE_ID'],
    [true, 'unknown', 'UNKNOWN_MEMBER_ID'],
    [false, 'none', 'UNKNOWN_MEMBER_ID'],
    [false, 'other', 'FENCED_INSTANCE_ID'],
    [false, 'unknown', 'UNKNOWN_MEMBER_ID'],
  ])('member %s, instance id %s: %s', (isMember, instance, answer) => {
    expect(errorName(judgeMember({ isMember, instance }))).toBe(answer);
  });
});
