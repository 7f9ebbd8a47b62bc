/**
 * OffsetCommit, key 8. Served: 2–9.
 *
 * Behaviours
 * - Topics that may not be read (TOPIC_AUTHORIZATION_FAILED) or are not known (UNKNOWN_TOPIC_OR_PARTITION) are refused by
 *   themselves; the others are one atomic write, answered when the high watermark covers it.
 * - There is no error for the whole request: one is repeated on every partition that the group was asked for.
 * - A commit without a member to a group that is not there makes a simple group.
 *
 * Versions: 2 retention by the client, until 4 (KIP-211) · 6 leader epochs (KIP-320) · 7 static members (KIP-345) · 8 flexible ·
 * 9 member epochs of the consumer protocol (KIP-848).
 */
import { ErrorCode } from '@yak/model';
import { OffsetCommit } from '@yak/protocol';
import { AclOperation, ResourceType } from '@yak/security';
import { AdmittedOffsets, refusedOffsets } from './admitted-offsets';
import { groupCallerOf } from './group-caller';
import { defineHandler } from './handler';

/** Answers OffsetCommit. */
export const offsetCommit = defineHandler({
  api: OffsetCommit,
  serves: { min: 2, max: 9 },
  operation: AclOperation.READ,
  resource: ResourceType.GROUP,
  async handle(request, context) {
    const { throttleMs: throttleTimeMs } = context;
    if (!context.isAllowed(request.groupId))
      return { throttleTimeMs, topics: refusedOffsets(request.topics, ErrorCode.GROUP_AUTHORIZATION_FAILED) };
    const admitted = new AdmittedOffsets(context, request.topics);
    const { topics } = admitted;
    if (topics.length === 0) return { throttleTimeMs, topics: admitted.answer([]) };
    const answered = await context.ports.groups.offsetCommit({ ...request, topics }, groupCallerOf(context));
    return { throttleTimeMs, topics: admitted.answer(answered.topics) };
  },
});
