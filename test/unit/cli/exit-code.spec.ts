import { ErrorCode } from '@yak/model';
import { ExitCode, exitCodeOf, exitCodeOfAll } from '../../../apps/cli/src/exit-code';

test.each([
  [ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, 4],
  [ErrorCode.TOPIC_AUTHORIZATION_FAILED, 5],
  [ErrorCode.NETWORK_EXCEPTION, 6],
  [ErrorCode.REQUEST_TIMED_OUT, 6],
  [ErrorCode.TOPIC_ALREADY_EXISTS, 7],
  [ErrorCode.NOT_ENOUGH_REPLICAS, 7],
  [ErrorCode.INVALID_CONFIG, 1],
  [ErrorCode.UNKNOWN_SERVER_ERROR, 1],
])('Kafka error %d ends with exit code %d', (code, exitCode) => {
  expect(exitCodeOf(code)).toBe(exitCode);
});

test.each([
  [[0, 0], ExitCode.OK],
  [[0, 4], ExitCode.PARTIAL],
  [[4, 4], ExitCode.NOT_FOUND],
  [[4, 7], ExitCode.FAILED],
] as const)('several items with %j end with %d', (codes, exitCode) => {
  expect(exitCodeOfAll(codes)).toBe(exitCode);
});
