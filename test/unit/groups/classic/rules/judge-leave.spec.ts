import { type ErrorCode, errorName } from '@yak/model';
import type { InstanceClaim } from '../../../../../libs/groups/src/classic/rules/group-state';
import { judgeLeave } from '../../../../../libs/groups/src/classic/rules/judge-leave';

type Answer = keyof typeof ErrorCode | 'remove' | 'forget';

describe('one member of a LeaveGroup', () => {
  test.each<[memberId: string, isMember: boolean, instance: InstanceClaim, isPending: boolean, answer: Answer]>([
    ['', false, 'other', false, 'remove'],
    ['', false, 'unknown', false, 'UNKNOWN_MEMBER_ID'],
    ['', false, 'none', false, 'UNKNOWN_MEMBER_ID'],
    ['a', false, 'none', true, 'forget'],
    ['a', true, 'none', false, 'remove'],
    ['a', true, 'own', false, 'remove'],
    ['a', true, 'other', false, 'FENCED_INSTANCE_ID'],
    ['a', true, 'unknown', false, 'UNKNOWN_MEMBER_ID'],
    ['a', false, 'none', false, 'UNKNOWN_MEMBER_ID'],
  ])(
    'id %j, member: %s, instance id %s, handed out: %s: %s',
    (...[memberId, isMember, instance, isPending, answer]) => {
      const verdict = judgeLeave({ memberId, isMember, instance, isPending });
      expect(verdict.kind === 'refuse' ? errorName(verdict.error) : verdict.kind).toBe(answer);
    },
  );
});
