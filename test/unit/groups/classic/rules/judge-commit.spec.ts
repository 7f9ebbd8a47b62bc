import { type ErrorCode, errorName } from '@yak/model';
import type { ClassicState, InstanceClaim } from '../../../../../libs/groups/src/classic/rules/group-state';
import { judgeCommit } from '../../../../../libs/groups/src/classic/rules/judge-commit';

describe('an OffsetCommit', () => {
  interface Facts {
    readonly generation?: number;
    readonly hasIdentity?: false;
    readonly isMember?: false;
    readonly instance?: InstanceClaim;
  }
  const NOBODY = { generation: -1, hasIdentity: false, isMember: false } as const;
  test.each<[state: ClassicState, facts: Facts, answer: keyof typeof ErrorCode]>([
    ['Dead', NOBODY, 'COORDINATOR_NOT_AVAILABLE'],
    ['Empty', NOBODY, 'NONE'],
    ['Empty', { generation: -1, isMember: false }, 'NONE'],
    ['Empty', { isMember: false }, 'UNKNOWN_MEMBER_ID'],
    ['Stable', NOBODY, 'UNKNOWN_MEMBER_ID'],
    ['PreparingRebalance', NOBODY, 'UNKNOWN_MEMBER_ID'],
    ['Stable', { isMember: false }, 'UNKNOWN_MEMBER_ID'],
    ['Stable', { instance: 'other' }, 'FENCED_INSTANCE_ID'],
    ['Stable', { instance: 'unknown' }, 'UNKNOWN_MEMBER_ID'],
    ['Stable', { generation: 6 }, 'ILLEGAL_GENERATION'],
    ['Stable', { generation: -1 }, 'ILLEGAL_GENERATION'],
    ['CompletingRebalance', { generation: 6 }, 'ILLEGAL_GENERATION'],
    ['CompletingRebalance', {}, 'REBALANCE_IN_PROGRESS'],
    ['PreparingRebalance', {}, 'NONE'],
    ['Stable', {}, 'NONE'],
    ['Stable', { instance: 'own' }, 'NONE'],
  ])('%s, %o: %s', (state, facts, answer) => {
    const error = judgeCommit(
      { state, generation: 7 },
      { generation: facts.generation ?? 7, hasIdentity: facts.hasIdentity ?? true },
      { isMember: facts.isMember ?? true, instance: facts.instance ?? 'none' },
    );
    expect(errorName(error)).toBe(answer);
  });
});
