/**
 * FindCoordinator, key 10. Served: 0–6 (librdkafka needs 0 for groups and lz4).
 *
 * Behaviours
 * - Group (type 0): the leader of the group's partition of `__consumer_offsets`, by its endpoint on the client's listener.
 * - Where that topic is not there yet it is created, with its own settings; until a leader can be named:
 *   COORDINATOR_NOT_AVAILABLE, which clients try again.
 * - Transactional id (type 1): COORDINATOR_NOT_AVAILABLE, as there are no transactions yet. Any other type: INVALID_REQUEST.
 *
 * Versions: 1 key type, message (KIP-98) · 3 flexible · 4 several keys (KIP-699) · 5 TRANSACTION_ABORTABLE (KIP-890) · 6 share
 * groups (KIP-932).
 *
 * Not here: share groups (type 2 is INVALID_REQUEST, as in Kafka where they are switched off).
 */
import { ErrorCode, errorName, OFFSETS_TOPIC } from '@yak/model';
import { FindCoordinator, type ResponseInputOf } from '@yak/protocol';
import { AclOperation, ResourceType } from '@yak/security';
import { defineHandler } from './handler';
import type { RequestContext } from './request-context';

type Located = NonNullable<ResponseInputOf<typeof FindCoordinator>['coordinators']>[number];

const KeyType = { GROUP: 0, TRANSACTION: 1 } as const;
const SEVERAL_KEYS_FROM = 4;

/** Answers FindCoordinator. */
export const findCoordinator = defineHandler({
  api: FindCoordinator,
  serves: { min: 0, max: 6 },
  operation: AclOperation.DESCRIBE,
  resource: ResourceType.GROUP,
  handle(request, context) {
    const { keyType } = request;
    const throttleTimeMs = context.throttleMs;
    if (context.apiVersion >= SEVERAL_KEYS_FROM) {
      const coordinators = request.coordinatorKeys.map((key) => locate(keyType, key, context));
      return { throttleTimeMs, ...unlocated('', ErrorCode.NONE), coordinators };
    }
    const located = locate(keyType, request.key, context);
    return { throttleTimeMs, ...located, errorMessage: errorName(located.errorCode), coordinators: [] };
  },
});

function locate(keyType: number, key: string, context: RequestContext): Located {
  switch (keyType) {
    case KeyType.GROUP:
      if (!context.isAllowed(key)) return unlocated(key, ErrorCode.GROUP_AUTHORIZATION_FAILED);
      return locateGroup(key, context);
    case KeyType.TRANSACTION: {
      const transactionalId = { type: ResourceType.TRANSACTIONAL_ID, name: key };
      const isAllowed = context.isAllowedTo(AclOperation.DESCRIBE, transactionalId);
      return unlocated(
        key,
        isAllowed ? ErrorCode.COORDINATOR_NOT_AVAILABLE : ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED,
      );
    }
    default:
      return unlocated(key, ErrorCode.INVALID_REQUEST);
  }
}

function locateGroup(groupId: string, context: RequestContext): Located {
  const { metadata, groups } = context.ports;
  const topic = metadata.topicByName(OFFSETS_TOPIC);
  if (topic === null) {
    context.state.autoCreation.create([OFFSETS_TOPIC]);
    return unlocated(groupId, ErrorCode.COORDINATOR_NOT_AVAILABLE);
  }
  const leaderId = topic.partitions[groups.partitionOf(groupId)]?.leaderId ?? null;
  const leader = metadata.brokers().find(({ brokerId }) => brokerId === leaderId);
  const endpoint = leader?.endpointFor(context.connection) ?? null;
  if (leader === undefined || endpoint === null) return unlocated(groupId, ErrorCode.COORDINATOR_NOT_AVAILABLE);
  return { key: groupId, nodeId: leader.brokerId, ...endpoint, errorCode: ErrorCode.NONE, errorMessage: '' };
}

function unlocated(key: string, errorCode: ErrorCode): Located {
  const errorMessage = errorCode === ErrorCode.NONE ? '' : errorName(errorCode);
  return { key, nodeId: -1, host: '', port: -1, errorCode, errorMessage };
}
