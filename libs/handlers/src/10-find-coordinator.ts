/**
 * FindCoordinator, key 10. Served: 0–6 (librdkafka needs 0 for groups and lz4).
 *
 * Behaviours: every key is answered with COORDINATOR_NOT_AVAILABLE, which clients try again, as there are no groups and no
 * transactions yet. An unknown key type: INVALID_REQUEST.
 *
 * Versions: 1 key type, message (KIP-98) · 3 flexible · 4 several keys (KIP-699) · 5 TRANSACTION_ABORTABLE (KIP-890) · 6 share
 * groups (KIP-932).
 */
import { ErrorCode, errorName } from '@yak/model';
import { FindCoordinator } from '@yak/protocol';
import { AclOperation, ResourceType } from '@yak/security';
import { defineHandler } from './handler';

const KEY_TYPE_MAX = 1;
const SHARE_KEY_TYPE = 2;
const SHARE_FROM = 6;
const NO_BROKER = { nodeId: -1, host: '', port: -1 };

/** Answers FindCoordinator. */
export const findCoordinator = defineHandler({
  api: FindCoordinator,
  serves: { min: 0, max: 6 },
  operation: AclOperation.DESCRIBE,
  resource: ResourceType.GROUP,
  handle(request, context) {
    const { keyType } = request;
    const isKnown =
      (keyType >= 0 && keyType <= KEY_TYPE_MAX) || (keyType === SHARE_KEY_TYPE && context.apiVersion >= SHARE_FROM);
    const errorOf = (key: string): ErrorCode => {
      if (!isKnown) return ErrorCode.INVALID_REQUEST;
      return context.isAllowed(key) ? ErrorCode.COORDINATOR_NOT_AVAILABLE : ErrorCode.GROUP_AUTHORIZATION_FAILED;
    };
    const errorCode = errorOf(request.key);
    const coordinators = request.coordinatorKeys.map((key) => ({
      key,
      ...NO_BROKER,
      errorCode: errorOf(key),
      errorMessage: errorName(errorOf(key)),
    }));
    return {
      throttleTimeMs: context.throttleMs,
      errorCode,
      errorMessage: errorName(errorCode),
      ...NO_BROKER,
      coordinators,
    };
  },
});
