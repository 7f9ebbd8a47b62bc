import { type ErrorCode, errorName } from '@yak/model';
import type { ClassicState, InstanceClaim } from '../../../../../libs/groups/src/classic/rules/group-state';
import {
  judgeKnownMember,
  judgeNewMember,
  type KnownMemberVerdict,
  type NewMemberVerdict,
} from '../../../../../libs/groups/src/classic/rules/judge-join';

const show = (verdict: NewMemberVerdict | KnownMemberVerdict): string =>
  verdict.kind === 'refuse' ? errorName(verdict.error) : verdict.kind;

type Answer = keyof typeof ErrorCode | NewMemberVerdict['kind'] | KnownMemberVerdict['kind'];

describe('a JoinGroup without a member id', () => {
  test.each<
    [state: ClassicState, fits: boolean, instance: 'none' | 'unknown' | 'known', version: number, answer: Answer]
  >([
    ['Dead', true, 'none', 9, 'COORDINATOR_NOT_AVAILABLE'],
    ['Dead', false, 'known', 9, 'COORDINATOR_NOT_AVAILABLE'],
    ['Stable', false, 'none', 9, 'INCONSISTENT_GROUP_PROTOCOL'],
    ['Stable', false, 'known', 9, 'INCONSISTENT_GROUP_PROTOCOL'],
    ['Empty', true, 'none', 4, 'handOutId'],
    ['Stable', true, 'none', 9, 'handOutId'],
    ['Empty', true, 'none', 3, 'add'],
    ['Stable', true, 'none', 0, 'add'],
    ['Empty', true, 'unknown', 5, 'add'],
    ['Stable', true, 'unknown', 9, 'add'],
    ['Stable', true, 'known', 5, 'replace'],
    ['CompletingRebalance', true, 'known', 9, 'replace'],
  ])(
    '%s, protocols fit: %s, instance id %s, version %i: %s',
    (...[state, supportsProtocols, instance, apiVersion, answer]) => {
      expect(show(judgeNewMember({ state, supportsProtocols }, { apiVersion, instance }))).toBe(answer);
    },
  );
});

describe('a JoinGroup with a member id', () => {
  interface Facts {
    readonly fits?: false;
    readonly isMember?: false;
    readonly instance?: InstanceClaim;
    readonly isPending?: true;
    readonly isLeader?: true;
    readonly isChanged?: true;
  }
  test.each<[state: ClassicState, facts: Facts, answer: Answer]>([
    ['Dead', {}, 'COORDINATOR_NOT_AVAILABLE'],
    ['Stable', { fits: false }, 'INCONSISTENT_GROUP_PROTOCOL'],
    ['Stable', { fits: false, isPending: true }, 'INCONSISTENT_GROUP_PROTOCOL'],
    ['Empty', { isMember: false, isPending: true }, 'add'],
    ['Stable', { isMember: false, isPending: true }, 'add'],
    ['Stable', { isMember: false, isPending: true, instance: 'unknown' }, 'UNKNOWN_SERVER_ERROR'],
    ['Stable', { isMember: false }, 'UNKNOWN_MEMBER_ID'],
    ['Stable', { instance: 'unknown' }, 'UNKNOWN_MEMBER_ID'],
    ['Stable', { instance: 'other' }, 'FENCED_INSTANCE_ID'],
    ['Empty', {}, 'UNKNOWN_MEMBER_ID'],
    ['PreparingRebalance', {}, 'park'],
    ['PreparingRebalance', { isChanged: true }, 'park'],
    ['CompletingRebalance', {}, 'answer'],
    ['CompletingRebalance', { isLeader: true }, 'answer'],
    ['CompletingRebalance', { isChanged: true }, 'park'],
    ['Stable', {}, 'answer'],
    ['Stable', { instance: 'own' }, 'answer'],
    ['Stable', { isChanged: true }, 'park'],
    ['Stable', { isLeader: true }, 'park'],
  ])('%s, %o: %s', (state, facts, answer) => {
    const verdict = judgeKnownMember(
      { state, supportsProtocols: facts.fits ?? true },
      {
        isMember: facts.isMember ?? true,
        instance: facts.instance ?? 'none',
        isPending: facts.isPending ?? false,
        isLeader: facts.isLeader ?? false,
        isSame: !(facts.isChanged ?? false),
      },
    );
    expect(show(verdict)).toBe(answer);
  });
});
