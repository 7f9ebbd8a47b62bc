/**
 * DeleteGroups, key 42. Served: 0–2.
 *
 * Behaviours: groups of both protocols, with all their offsets; NON_EMPTY_GROUP while there are members, GROUP_ID_NOT_FOUND where
 * there is none. A group that is named twice is answered once. Answered when it is durable.
 *
 * Versions: 2 flexible. Source: KIP-229.
 */
import { ErrorCode } from '@yak/model';
import { DeleteGroups } from '@yak/protocol';
import { AclOperation, ResourceType } from '@yak/security';
import { answersInOrder } from './answers-in-order';
import { defineHandler } from './handler';

/** Answers DeleteGroups. */
export const deleteGroups = defineHandler({
  api: DeleteGroups,
  serves: { min: 0, max: 2 },
  operation: AclOperation.DELETE,
  resource: ResourceType.GROUP,
  async handle(request, context) {
    const results = await answersInOrder([...new Set(request.groupsNames)], {
      mayAsk: (groupId) => context.isAllowed(groupId),
      ask: (groupIds) => context.ports.groups.deleteGroups(groupIds),
      refuse: (groupId) => ({ groupId, errorCode: ErrorCode.GROUP_AUTHORIZATION_FAILED }),
    });
    return { throttleTimeMs: context.throttleMs, results };
  },
});
