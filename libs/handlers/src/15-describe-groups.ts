/**
 * DescribeGroups, key 15. Served: 0–5 (librdkafka asks in version 0 without looking).
 *
 * Behaviours
 * - Classic groups with their members, as they are committed. A group that is not there, or is one of the consumer protocol, is
 *   no error: state Dead.
 * - Metadata of members only in Stable, as in Kafka.
 *
 * Versions: 3 authorised operations (KIP-430) · 4 static members (KIP-345) · 5 flexible.
 */
import { ErrorCode } from '@yak/model';
import { DescribeGroups } from '@yak/protocol';
import { AclOperation, authorisedOperations, ResourceType } from '@yak/security';
import { answersInOrder } from './answers-in-order';
import { defineHandler } from './handler';
import { OPERATIONS_NOT_ASKED } from './partition-wording';

/** Answers DescribeGroups. */
export const describeGroups = defineHandler({
  api: DescribeGroups,
  serves: { min: 0, max: 5 },
  operation: AclOperation.DESCRIBE,
  resource: ResourceType.GROUP,
  async handle(request, context) {
    const groups = await answersInOrder(request.groups, {
      mayAsk: (groupId) => context.isAllowed(groupId),
      ask: (groupIds) => context.ports.groups.describeGroups(groupIds),
      refuse: (groupId) => ({
        errorCode: ErrorCode.GROUP_AUTHORIZATION_FAILED,
        groupId,
        groupState: '',
        protocolType: '',
        protocolData: '',
        members: [],
      }),
    });
    const operationsOf = (name: string): number =>
      authorisedOperations(ResourceType.GROUP, (operation) =>
        context.isAllowedTo(operation, { type: ResourceType.GROUP, name }),
      );
    return {
      throttleTimeMs: context.throttleMs,
      groups: groups.map((group) => ({
        ...group,
        authorizedOperations:
          request.includeAuthorizedOperations && group.errorCode === ErrorCode.NONE
            ? operationsOf(group.groupId)
            : OPERATIONS_NOT_ASKED,
      })),
    };
  },
});
