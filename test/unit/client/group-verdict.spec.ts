import { ErrorCode } from '@yak/model';
import { groupVerdict } from '../../../libs/client/src/group-verdict';

test.each([
  [ErrorCode.NONE, 'fine'],
  [ErrorCode.MEMBER_ID_REQUIRED, 'named'],
  [ErrorCode.REBALANCE_IN_PROGRESS, 'rebalance'],
  [ErrorCode.UNKNOWN_MEMBER_ID, 'lost'],
  [ErrorCode.ILLEGAL_GENERATION, 'lost'],
  [ErrorCode.COORDINATOR_LOAD_IN_PROGRESS, 'again'],
  [ErrorCode.COORDINATOR_NOT_AVAILABLE, 'again'],
  [ErrorCode.NOT_COORDINATOR, 'again'],
  [ErrorCode.NETWORK_EXCEPTION, 'again'],
  [ErrorCode.REQUEST_TIMED_OUT, 'again'],
  [ErrorCode.FENCED_INSTANCE_ID, 'fatal'],
  [ErrorCode.GROUP_AUTHORIZATION_FAILED, 'fatal'],
  [ErrorCode.INCONSISTENT_GROUP_PROTOCOL, 'fatal'],
  [ErrorCode.INVALID_SESSION_TIMEOUT, 'fatal'],
  [ErrorCode.GROUP_MAX_SIZE_REACHED, 'fatal'],
])('the answer %i is %s to a member', (code, verdict) => {
  expect(groupVerdict(code)).toBe(verdict);
});
