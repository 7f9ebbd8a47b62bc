/**
 * SyncGroup, key 14. Served: 0–5.
 *
 * Behaviours: answered when the leader has handed in the assignment and it is durable; meanwhile the connection's next request
 * waits too. From version 5 on protocol type and name must be given: INCONSISTENT_GROUP_PROTOCOL.
 *
 * Versions: 3 static members (KIP-345) · 4 flexible · 5 protocol type and name (KIP-559).
 */
import { ErrorCode } from '@yak/model';
import { type RequestOf, SyncGroup } from '@yak/protocol';
import { AclOperation, ResourceType } from '@yak/security';
import { groupCallerOf } from './group-caller';
import { defineHandler } from './handler';
import type { RequestContext } from './request-context';

const PROTOCOL_FROM = 5;
const NOTHING = Buffer.alloc(0);

/** Answers SyncGroup. */
export const syncGroup = defineHandler({
  api: SyncGroup,
  serves: { min: 0, max: 5 },
  operation: AclOperation.READ,
  resource: ResourceType.GROUP,
  async handle(request, context) {
    const throttleTimeMs = context.throttleMs;
    const errorCode = faultOf(request, context);
    if (errorCode !== null) return { throttleTimeMs, errorCode, assignment: NOTHING };
    const synced = await context.ports.groups.syncGroup(request, groupCallerOf(context));
    return { ...synced, throttleTimeMs };
  },
});

function faultOf(
  { groupId, protocolType, protocolName }: RequestOf<typeof SyncGroup>,
  context: RequestContext,
): ErrorCode | null {
  const isNamed = protocolType !== null && protocolName !== null;
  if (context.apiVersion >= PROTOCOL_FROM && !isNamed) return ErrorCode.INCONSISTENT_GROUP_PROTOCOL;
  return context.isAllowed(groupId) ? null : ErrorCode.GROUP_AUTHORIZATION_FAILED;
}
