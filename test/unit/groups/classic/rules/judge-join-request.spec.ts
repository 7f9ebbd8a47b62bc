import { type ErrorCode, errorName } from '@yak/model';
import { judgeJoinRequest } from '../../../../../libs/groups/src/classic/rules/judge-join-request';

describe('a JoinGroup before its group is looked up', () => {
  test.each<[groupId: string, sessionTimeoutMs: number, answer: keyof typeof ErrorCode]>([
    ['group', 6_000, 'NONE'],
    ['group', 60_000, 'NONE'],
    ['group', 5_999, 'INVALID_SESSION_TIMEOUT'],
    ['group', 60_001, 'INVALID_SESSION_TIMEOUT'],
    ['group', -1, 'INVALID_SESSION_TIMEOUT'],
    ['', 6_000, 'INVALID_GROUP_ID'],
    ['', 0, 'INVALID_GROUP_ID'],
  ])('group id %j, session of %i ms: %s', (groupId, sessionTimeoutMs, answer) => {
    const limits = { sessionTimeoutMsMin: 6_000, sessionTimeoutMsMax: 60_000 };
    expect(errorName(judgeJoinRequest({ groupId, sessionTimeoutMs }, limits))).toBe(answer);
  });
});
