/**
 * Heartbeat, key 12. Served: 0–4.
 *
 * Behaviours: a member of a classic group lives; REBALANCE_IN_PROGRESS tells it to join again. While the group is being loaded
 * the answer is good.
 *
 * Versions: 3 static members (KIP-345) · 4 flexible.
 */
import { ErrorCode } from '@yak/model';
import { Heartbeat } from '@yak/protocol';
import { AclOperation, ResourceType } from '@yak/security';
import { groupCallerOf } from './group-caller';
import { defineHandler } from './handler';

/** Answers Heartbeat. */
export const heartbeat = defineHandler({
  api: Heartbeat,
  serves: { min: 0, max: 4 },
  operation: AclOperation.READ,
  resource: ResourceType.GROUP,
  async handle(request, context) {
    const throttleTimeMs = context.throttleMs;
    if (!context.isAllowed(request.groupId)) return { throttleTimeMs, errorCode: ErrorCode.GROUP_AUTHORIZATION_FAILED };
    const { errorCode } = await context.ports.groups.heartbeat(request, groupCallerOf(context));
    return { throttleTimeMs, errorCode };
  },
});
