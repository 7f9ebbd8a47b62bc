import { type ErrorCode, errorName } from '@yak/model';
import type { ClassicState, InstanceClaim } from '../../../../../libs/groups/src/classic/rules/group-state';
import { judgeSync, judgeSyncRequest } from '../../../../../libs/groups/src/classic/rules/judge-sync';

type Answer = keyof typeof ErrorCode | 'park' | 'answer';

describe('a SyncGroup before its group is looked up', () => {
  test.each<[version: number, groupId: string, type: string | null, name: string | null, answer: Answer]>([
    [4, 'group', null, null, 'NONE'],
    [5, 'group', 'consumer', 'range', 'NONE'],
    [5, 'group', null, 'range', 'INCONSISTENT_GROUP_PROTOCOL'],
    [5, 'group', 'consumer', null, 'INCONSISTENT_GROUP_PROTOCOL'],
    [5, '', null, null, 'INCONSISTENT_GROUP_PROTOCOL'],
    [5, '', 'consumer', 'range', 'INVALID_GROUP_ID'],
    [0, '', null, null, 'INVALID_GROUP_ID'],
  ])('version %i, group id %j, type %s, name %s: %s', (...[version, groupId, protocolType, protocolName, answer]) => {
    expect(errorName(judgeSyncRequest({ groupId, protocolType, protocolName }, version))).toBe(answer);
  });
});

describe('a SyncGroup', () => {
  interface Facts {
    readonly isMember?: false;
    readonly instance?: InstanceClaim;
    readonly generationId?: number;
    readonly protocolType?: string | null;
    readonly protocolName?: string | null;
  }
  test.each<[state: ClassicState, facts: Facts, answer: Answer]>([
    ['Empty', {}, 'UNKNOWN_MEMBER_ID'],
    ['Dead', {}, 'COORDINATOR_NOT_AVAILABLE'],
    ['Stable', { isMember: false }, 'UNKNOWN_MEMBER_ID'],
    ['Stable', { instance: 'other' }, 'FENCED_INSTANCE_ID'],
    ['Stable', { instance: 'unknown' }, 'UNKNOWN_MEMBER_ID'],
    ['Stable', { isMember: false, generationId: 6 }, 'UNKNOWN_MEMBER_ID'],
    ['Stable', { generationId: 6 }, 'ILLEGAL_GENERATION'],
    ['Stable', { generationId: 8 }, 'ILLEGAL_GENERATION'],
    ['PreparingRebalance', { generationId: 8 }, 'ILLEGAL_GENERATION'],
    ['Stable', { protocolType: 'connect' }, 'INCONSISTENT_GROUP_PROTOCOL'],
    ['Stable', { protocolName: 'sticky' }, 'INCONSISTENT_GROUP_PROTOCOL'],
    ['PreparingRebalance', { protocolName: 'sticky' }, 'INCONSISTENT_GROUP_PROTOCOL'],
    ['PreparingRebalance', {}, 'REBALANCE_IN_PROGRESS'],
    ['CompletingRebalance', {}, 'park'],
    ['CompletingRebalance', { protocolType: null, protocolName: null }, 'park'],
    ['Stable', {}, 'answer'],
    ['Stable', { instance: 'own' }, 'answer'],
    ['Stable', { protocolType: null, protocolName: null }, 'answer'],
  ])('%s, %o: %s', (state, facts, answer) => {
    const verdict = judgeSync(
      { state, generation: 7, protocolType: 'consumer', protocolName: 'range' },
      { generationId: 7, protocolType: 'consumer', protocolName: 'range', ...facts },
      { isMember: facts.isMember ?? true, instance: facts.instance ?? 'none' },
    );
    expect(verdict.kind === 'refuse' ? errorName(verdict.error) : verdict.kind).toBe(answer);
  });
});
