import { ErrorCode } from '@yak/model';

/** What is asked of a JoinGroup before its group is looked up. Source: Kafka GroupCoordinatorService.joinGroup. */
export function judgeJoinRequest(
  request: { readonly groupId: string; readonly sessionTimeoutMs: number },
  limits: { readonly sessionTimeoutMsMin: number; readonly sessionTimeoutMsMax: number },
): ErrorCode {
  if (request.groupId === '') return ErrorCode.INVALID_GROUP_ID;
  const { sessionTimeoutMs } = request;
  return sessionTimeoutMs < limits.sessionTimeoutMsMin || sessionTimeoutMs > limits.sessionTimeoutMsMax
    ? ErrorCode.INVALID_SESSION_TIMEOUT
    : ErrorCode.NONE;
}
