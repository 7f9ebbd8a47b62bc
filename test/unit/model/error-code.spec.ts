import { ErrorCode, errorName, isRetriable } from '@yak/model';

test('the codes are one for each number from −1 to 133', () => {
  const codes = Object.values(ErrorCode).sort((one, other) => one - other);
  expect(codes).toEqual(Array.from({ length: 135 }, (_, index) => index - 1));
});

test.each([
  [-1, 'UNKNOWN_SERVER_ERROR'],
  [0, 'NONE'],
  [6, 'NOT_LEADER_OR_FOLLOWER'],
  [87, 'INVALID_RECORD'],
  [133, 'SHARE_SESSION_LIMIT_REACHED'],
  [134, 'UNKNOWN_CODE_134'],
  [-2, 'UNKNOWN_CODE_-2'],
])('code %i is called %s', (code, name) => {
  expect(errorName(code)).toBe(name);
});

test.each([
  [ErrorCode.NONE, false],
  [ErrorCode.OFFSET_OUT_OF_RANGE, false],
  [ErrorCode.CORRUPT_MESSAGE, true],
  [ErrorCode.NOT_LEADER_OR_FOLLOWER, true],
  [ErrorCode.REQUEST_TIMED_OUT, true],
  [ErrorCode.MESSAGE_TOO_LARGE, false],
  [ErrorCode.NOT_ENOUGH_REPLICAS, true],
  [ErrorCode.INVALID_PRODUCER_EPOCH, false],
  [ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER, false],
  [ErrorCode.KAFKA_STORAGE_ERROR, true],
  [ErrorCode.FENCED_LEADER_EPOCH, true],
  [ErrorCode.UNKNOWN_TOPIC_ID, true],
  [ErrorCode.INVALID_RECORD, false],
  [999, false],
])('after code %i a client tries again: %s', (code, expected) => {
  expect(isRetriable(code)).toBe(expected);
});
