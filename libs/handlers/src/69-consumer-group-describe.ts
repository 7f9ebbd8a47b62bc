/**
 * ConsumerGroupDescribe, key 69. Served: 0.
 *
 * Behaviours: groups of the consumer protocol with epochs, members, what they have and what they are to have, as committed. Any
 * other group: GROUP_ID_NOT_FOUND. A group with a member of a topic that may not be described: TOPIC_AUTHORIZATION_FAILED,
 * without members. `group.coordinator.rebalance.protocols` without `consumer`: UNSUPPORTED_VERSION for each.
 *
 * Source: KIP-848.
 */
import { ErrorCode, errorName } from '@yak/model';
import { ConsumerGroupDescribe, type ResponseInputOf } from '@yak/protocol';
import { AclOperation, authorisedOperations, ResourceType } from '@yak/security';
import { answersInOrder } from './answers-in-order';
import { defineHandler } from './handler';
import { OPERATIONS_NOT_ASKED } from './partition-wording';
import type { RequestContext } from './request-context';

type Described = ResponseInputOf<typeof ConsumerGroupDescribe>['groups'][number];

/** Answers ConsumerGroupDescribe. */
export const consumerGroupDescribe = defineHandler({
  api: ConsumerGroupDescribe,
  serves: { min: 0, max: 0 },
  operation: AclOperation.DESCRIBE,
  resource: ResourceType.GROUP,
  async handle(request, context) {
    const { consumerGroupsEnable: isServed } = context.ports.settings;
    const refusal = isServed ? ErrorCode.GROUP_AUTHORIZATION_FAILED : ErrorCode.UNSUPPORTED_VERSION;
    const groups = await answersInOrder(request.groupIds, {
      mayAsk: (groupId) => isServed && context.isAllowed(groupId),
      ask: (groupIds) => context.ports.groups.consumerGroupDescribe(groupIds),
      refuse: (groupId) => refused(groupId, refusal),
    });
    const operationsOf = (name: string): number =>
      authorisedOperations(ResourceType.GROUP, (operation) =>
        context.isAllowedTo(operation, { type: ResourceType.GROUP, name }),
      );
    const shown = groups.map((group) =>
      isVisible(group, context) ? group : refused(group.groupId, ErrorCode.TOPIC_AUTHORIZATION_FAILED),
    );
    return {
      throttleTimeMs: context.throttleMs,
      groups: shown.map((group) => ({
        ...group,
        authorizedOperations:
          request.includeAuthorizedOperations && group.errorCode === ErrorCode.NONE
            ? operationsOf(group.groupId)
            : OPERATIONS_NOT_ASKED,
      })),
    };
  },
});

/** Whether every topic of its members may be described. Source: KIP-848; Kafka KafkaApis.handleConsumerGroupDescribe. */
function isVisible({ members }: Described, context: RequestContext): boolean {
  const names = new Set<string>();
  for (const { subscribedTopicNames, assignment, targetAssignment } of members) {
    for (const name of subscribedTopicNames) names.add(name);
    for (const { topicName } of [...assignment.topicPartitions, ...targetAssignment.topicPartitions])
      names.add(topicName);
  }
  return [...names].every((name) => context.isAllowedTo(AclOperation.DESCRIBE, { type: ResourceType.TOPIC, name }));
}

function refused(groupId: string, errorCode: ErrorCode): Described {
  return {
    errorCode,
    errorMessage: errorName(errorCode),
    groupId,
    groupState: '',
    groupEpoch: 0,
    assignmentEpoch: 0,
    assignorName: '',
    members: [],
  };
}
