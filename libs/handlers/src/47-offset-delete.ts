/**
 * OffsetDelete, key 47. Served: 0.
 *
 * Behaviours
 * - Topics that may not be read (TOPIC_AUTHORIZATION_FAILED) or are not known (UNKNOWN_TOPIC_OR_PARTITION) are refused by
 *   themselves; topics that the group reads: GROUP_SUBSCRIBED_TO_TOPIC. Nothing to delete is no error.
 * - An error of the whole group comes without topics.
 *
 * Source: KIP-496.
 */
import { ErrorCode } from '@yak/model';
import { OffsetDelete } from '@yak/protocol';
import { AclOperation, ResourceType } from '@yak/security';
import { AdmittedOffsets } from './admitted-offsets';
import { groupCallerOf } from './group-caller';
import { defineHandler } from './handler';

/** Answers OffsetDelete. */
export const offsetDelete = defineHandler({
  api: OffsetDelete,
  serves: { min: 0, max: 0 },
  operation: AclOperation.DELETE,
  resource: ResourceType.GROUP,
  async handle(request, context) {
    const { throttleMs: throttleTimeMs } = context;
    if (!context.isAllowed(request.groupId))
      return { throttleTimeMs, errorCode: ErrorCode.GROUP_AUTHORIZATION_FAILED, topics: [] };
    const admitted = new AdmittedOffsets(context, request.topics);
    const { topics } = admitted;
    if (topics.length === 0) return { throttleTimeMs, errorCode: ErrorCode.NONE, topics: admitted.answer([]) };
    const answered = await context.ports.groups.offsetDelete({ ...request, topics }, groupCallerOf(context));
    const { errorCode } = answered;
    return { throttleTimeMs, errorCode, topics: errorCode === ErrorCode.NONE ? admitted.answer(answered.topics) : [] };
  },
});
