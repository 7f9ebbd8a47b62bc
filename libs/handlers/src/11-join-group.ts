/**
 * JoinGroup, key 11. Served: 0–9 (librdkafka needs 0 for SASL).
 *
 * Behaviours
 * - The answer waits until the next generation is complete; meanwhile the connection's next request waits too.
 * - Version 0 has no rebalance timeout: the session timeout counts for both.
 * - A member without a name is told one first, from version 4 on (MEMBER_ID_REQUIRED); before, it joins in one step.
 *
 * Versions: 1 rebalance timeout (KIP-62) · 4 MEMBER_ID_REQUIRED (KIP-394) · 5 static members (KIP-345) · 6 flexible · 7 protocol
 * type, no name is null instead of "" (KIP-559) · 8 reason (KIP-800) · 9 skipAssignment (KIP-814).
 */
import { ErrorCode } from '@yak/model';
import { JoinGroup } from '@yak/protocol';
import { AclOperation, ResourceType } from '@yak/security';
import { groupCallerOf } from './group-caller';
import { defineHandler } from './handler';

const REBALANCE_TIMEOUT_FROM = 1;
const NULL_PROTOCOL_FROM = 7;

/** Answers JoinGroup. */
export const joinGroup = defineHandler({
  api: JoinGroup,
  serves: { min: 0, max: 9 },
  operation: AclOperation.READ,
  resource: ResourceType.GROUP,
  async handle(request, context) {
    const throttleTimeMs = context.throttleMs;
    const noProtocol = context.apiVersion < NULL_PROTOCOL_FROM ? '' : null;
    if (!context.isAllowed(request.groupId)) {
      const errorCode = ErrorCode.GROUP_AUTHORIZATION_FAILED;
      return { throttleTimeMs, errorCode, protocolName: noProtocol, leader: '', memberId: '', members: [] };
    }
    const { sessionTimeoutMs } = request;
    const hasOneTimeout = context.apiVersion < REBALANCE_TIMEOUT_FROM;
    const joined = await context.ports.groups.joinGroup(
      hasOneTimeout ? { ...request, rebalanceTimeoutMs: sessionTimeoutMs } : request,
      groupCallerOf(context),
    );
    const hasProtocol = joined.protocolName !== null && joined.protocolName !== '';
    return { ...joined, throttleTimeMs, protocolName: hasProtocol ? joined.protocolName : noProtocol };
  },
});
