import { type ErrorCode, errorName } from '@yak/model';
import type { ClassicState } from '../../../../../libs/groups/src/classic/rules/group-state';
import { judgeDeletion, judgeOffsetDeletion } from '../../../../../libs/groups/src/classic/rules/judge-deletion';

type Answer = keyof typeof ErrorCode;

test.each<[state: ClassicState, answer: Answer]>([
  ['Empty', 'NONE'],
  ['PreparingRebalance', 'NON_EMPTY_GROUP'],
  ['CompletingRebalance', 'NON_EMPTY_GROUP'],
  ['Stable', 'NON_EMPTY_GROUP'],
  ['Dead', 'GROUP_ID_NOT_FOUND'],
])('deleting a group that is %s: %s', (state, answer) => {
  expect(errorName(judgeDeletion(state))).toBe(answer);
});

test.each<[state: ClassicState, protocolType: string | null, answer: Answer]>([
  ['Empty', null, 'NONE'],
  ['Empty', 'connect', 'NONE'],
  ['Stable', 'consumer', 'NONE'],
  ['Stable', 'connect', 'NON_EMPTY_GROUP'],
  ['PreparingRebalance', 'connect', 'NON_EMPTY_GROUP'],
  ['CompletingRebalance', 'connect', 'NON_EMPTY_GROUP'],
  ['Dead', 'consumer', 'GROUP_ID_NOT_FOUND'],
])('deleting offsets of a group that is %s and of type %s: %s', (state, protocolType, answer) => {
  expect(errorName(judgeOffsetDeletion(state, protocolType))).toBe(answer);
});
