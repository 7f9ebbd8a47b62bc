/**
 * ConsumerGroupHeartbeat, key 68. Served: 0–1.
 *
 * Behaviours
 * - Joins with epoch 0, lives above it, leaves with −1 (a static member for a while with −2). Null means unchanged; what changed
 *   for the member is in the answer. The broker assigns the partitions.
 * - A subscribed topic that may not be described: TOPIC_AUTHORIZATION_FAILED for the whole. Topics that match a pattern and may
 *   not be described are left out of it.
 * - `group.coordinator.rebalance.protocols` without `consumer`: UNSUPPORTED_VERSION.
 *
 * Versions: 1 subscription by pattern, member ids made by clients (KIP-1082). Source: KIP-848.
 */
import { ErrorCode, errorName } from '@yak/model';
import { ConsumerGroupHeartbeat, type RequestOf } from '@yak/protocol';
import { AclOperation, ResourceType } from '@yak/security';
import { groupCallerOf } from './group-caller';
import { defineHandler } from './handler';
import type { RequestContext } from './request-context';

/** Answers ConsumerGroupHeartbeat. */
export const consumerGroupHeartbeat = defineHandler({
  api: ConsumerGroupHeartbeat,
  serves: { min: 0, max: 1 },
  operation: AclOperation.READ,
  resource: ResourceType.GROUP,
  async handle(request, context) {
    const throttleTimeMs = context.throttleMs;
    const errorCode = faultOf(request, context);
    if (errorCode !== null) {
      const errorMessage = errorName(errorCode);
      return { throttleTimeMs, errorCode, errorMessage, memberEpoch: 0, heartbeatIntervalMs: 0 };
    }
    const caller = { ...groupCallerOf(context), mayDescribe: (topic: string) => mayDescribe(topic, context) };
    const answered = await context.ports.groups.consumerGroupHeartbeat(request, caller);
    return { ...answered, throttleTimeMs };
  },
});

function faultOf(
  { groupId, subscribedTopicNames }: RequestOf<typeof ConsumerGroupHeartbeat>,
  context: RequestContext,
): ErrorCode | null {
  if (!context.ports.settings.consumerGroupsEnable) return ErrorCode.UNSUPPORTED_VERSION;
  if (!context.isAllowed(groupId)) return ErrorCode.GROUP_AUTHORIZATION_FAILED;
  const isHidden = subscribedTopicNames?.some((name) => !mayDescribe(name, context)) === true;
  return isHidden ? ErrorCode.TOPIC_AUTHORIZATION_FAILED : null;
}

function mayDescribe(name: string, context: RequestContext): boolean {
  return context.isAllowedTo(AclOperation.DESCRIBE, { type: ResourceType.TOPIC, name });
}
