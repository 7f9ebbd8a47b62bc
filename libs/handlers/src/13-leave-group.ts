/**
 * LeaveGroup, key 13. Served: 0–5.
 *
 * Behaviours: one member until version 2, whose error is the answer's; several from 3 on, each with its own error, static ones
 * by their instance id too.
 *
 * Versions: 3 several members (KIP-345) · 4 flexible · 5 reason (KIP-800).
 */
import { ErrorCode } from '@yak/model';
import { LeaveGroup } from '@yak/protocol';
import { AclOperation, ResourceType } from '@yak/security';
import { groupCallerOf } from './group-caller';
import { defineHandler } from './handler';

const MEMBERS_FROM = 3;

/** Answers LeaveGroup. */
export const leaveGroup = defineHandler({
  api: LeaveGroup,
  serves: { min: 0, max: 5 },
  operation: AclOperation.READ,
  resource: ResourceType.GROUP,
  async handle(request, context) {
    const throttleTimeMs = context.throttleMs;
    const { groupId, memberId } = request;
    if (!context.isAllowed(groupId))
      return { throttleTimeMs, errorCode: ErrorCode.GROUP_AUTHORIZATION_FAILED, members: [] };
    const hasMembers = context.apiVersion >= MEMBERS_FROM;
    const leaving = hasMembers ? request : { ...request, members: [{ memberId, groupInstanceId: null, reason: null }] };
    const { errorCode, members = [] } = await context.ports.groups.leaveGroup(leaving, groupCallerOf(context));
    if (hasMembers || errorCode !== ErrorCode.NONE) return { throttleTimeMs, errorCode, members };
    return { throttleTimeMs, errorCode: members[0]?.errorCode ?? ErrorCode.NONE, members };
  },
});
