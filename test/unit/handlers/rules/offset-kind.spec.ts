import { ErrorCode, refusal } from '@yak/model';
import { offsetKind } from '../../../../libs/handlers/src/rules/offset-kind';

const UNSUPPORTED = refusal(ErrorCode.UNSUPPORTED_VERSION);

test.each([
  [1_000, 1, { timestampMs: 1_000 }],
  [0, 1, { timestampMs: 0 }],
  [-1, 1, 'latest'],
  [-2, 1, 'earliest'],
  [-3, 6, UNSUPPORTED],
  [-3, 7, 'maxTimestamp'],
  [-4, 7, UNSUPPORTED],
  [-4, 8, 'earliest'],
  [-5, 8, UNSUPPORTED],
  [-5, 9, null],
  [-6, 10, UNSUPPORTED],
])('timestamp %i in version %i asks for %j', (timestamp, version, expected) => {
  expect(offsetKind(timestamp, version)).toEqual(expected);
});
