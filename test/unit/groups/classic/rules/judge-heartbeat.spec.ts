import { type ErrorCode, errorName } from '@yak/model';
import type { ClassicState, InstanceClaim } from '../../../../../libs/groups/src/classic/rules/group-state';
import { judgeHeartbeat } from '../../../../../libs/groups/src/classic/rules/judge-heartbeat';

describe('a heartbeat', () => {
  interface Facts {
    readonly isMember?: false;
    readonly instance?: InstanceClaim;
    readonly generationId?: number;
  }
  test.each<[state: ClassicState, facts: Facts, answer: keyof typeof ErrorCode]>([
    ['Dead', {}, 'COORDINATOR_NOT_AVAILABLE'],
    ['Stable', { isMember: false }, 'UNKNOWN_MEMBER_ID'],
    ['Stable', { instance: 'unknown' }, 'UNKNOWN_MEMBER_ID'],
    ['Stable', { instance: 'other' }, 'FENCED_INSTANCE_ID'],
    ['Stable', { instance: 'other', generationId: 6 }, 'FENCED_INSTANCE_ID'],
    ['Stable', { generationId: 6 }, 'ILLEGAL_GENERATION'],
    ['PreparingRebalance', { generationId: 6 }, 'ILLEGAL_GENERATION'],
    ['Empty', {}, 'UNKNOWN_MEMBER_ID'],
    ['PreparingRebalance', {}, 'REBALANCE_IN_PROGRESS'],
    ['CompletingRebalance', {}, 'NONE'],
    ['Stable', {}, 'NONE'],
    ['Stable', { instance: 'own' }, 'NONE'],
  ])('%s, %o: %s', (state, facts, answer) => {
    const claim = { isMember: facts.isMember ?? true, instance: facts.instance ?? 'none' };
    expect(errorName(judgeHeartbeat({ state, generation: 7 }, facts.generationId ?? 7, claim))).toBe(answer);
  });
});
