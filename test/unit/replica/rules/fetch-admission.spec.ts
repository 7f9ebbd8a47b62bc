import { ErrorCode, isRefusal, leaderEpoch } from '@yak/model';
import { epochFault, fetchAdmission } from '../../../../libs/replica/src/rules/fetch-admission';

describe('a reader of a leader in epoch 4', () => {
  test.each([
    ['that does not say its epoch', null, undefined],
    ['in the same epoch', 4, undefined],
    ['in an epoch that is over', 3, ErrorCode.FENCED_LEADER_EPOCH],
    ['in the first epoch', 0, ErrorCode.FENCED_LEADER_EPOCH],
    ['in an epoch not known here', 5, ErrorCode.UNKNOWN_LEADER_EPOCH],
  ])('%s', (_, asked, code) => {
    expect(epochFault(leaderEpoch(4), asked)?.code).toBe(code);
  });
});

describe('a read of a log from 10 to 30 of which 20 is visible', () => {
  test.each([
    [9, ErrorCode.OFFSET_OUT_OF_RANGE],
    [10, 'read'],
    [19, 'read'],
    [20, 'empty'],
    [25, 'empty'],
    [30, 'empty'],
    [31, ErrorCode.OFFSET_OUT_OF_RANGE],
    [-1, ErrorCode.OFFSET_OUT_OF_RANGE],
  ])('from %i is %p', (startOffset, admission) => {
    const answer = fetchAdmission({ startOffset, logStartOffset: 10, logEndOffset: 30, visibleEnd: 20 });
    expect(isRefusal(answer) ? answer.code : answer).toBe(admission);
  });
});
