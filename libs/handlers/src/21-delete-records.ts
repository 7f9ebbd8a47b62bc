/**
 * DeleteRecords, key 21. Served: 0–2.
 *
 * Behaviours
 * - Moves the log start up to an offset, −1 for the high watermark; beyond it: OFFSET_OUT_OF_RANGE.
 * - Internal topics: INVALID_TOPIC_EXCEPTION. A topic whose `cleanup.policy` lacks `delete`: POLICY_VIOLATION.
 * - Answers when the log start is durable, or REQUEST_TIMED_OUT at timeoutMs.
 *
 * Versions: 2 flexible. Source: KIP-107.
 */
import { ErrorCode, isInternalTopic, isRefusal, type Refusal, refusal } from '@yak/model';
import { DeleteRecords, type ResponseInputOf } from '@yak/protocol';
import { AclOperation, ResourceType } from '@yak/security';
import { admitPartition } from './admit-partition';
import { allOrDeadline } from './deadline';
import { defineHandler } from './handler';
import type { RequestContext } from './request-context';

const HIGH_WATERMARK = -1;

type Answered = ResponseInputOf<typeof DeleteRecords>['topics'][number]['partitions'][number];

/** Answers DeleteRecords. */
export const deleteRecords = defineHandler({
  api: DeleteRecords,
  serves: { min: 0, max: 2 },
  operation: AclOperation.DELETE,
  resource: ResourceType.TOPIC,
  async handle(request, context) {
    const pending: Promise<void>[] = [];
    const topics = request.topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex, offset }) => {
        const answered = { partitionIndex, lowWatermark: -1, errorCode: ErrorCode.REQUEST_TIMED_OUT as ErrorCode };
        pending.push(
          deleteBefore(context, name, { partitionIndex, offset }).then((outcome) => {
            answered.errorCode = isRefusal(outcome) ? outcome.code : ErrorCode.NONE;
            if (!isRefusal(outcome)) answered.lowWatermark = outcome.lowWatermark;
          }),
        );
        return answered satisfies Answered;
      }),
    }));
    await allOrDeadline(context.ports.clock, pending, request.timeoutMs);
    return { throttleTimeMs: context.throttleMs, topics };
  },
});

async function deleteBefore(
  context: RequestContext,
  topic: string,
  { partitionIndex, offset }: { readonly partitionIndex: number; readonly offset: number },
): Promise<Refusal | { readonly lowWatermark: number }> {
  const hosted = admitPartition(context, topic, partitionIndex);
  if (isRefusal(hosted)) return hosted;
  if (isInternalTopic(topic)) return refusal(ErrorCode.INVALID_TOPIC_EXCEPTION);
  if (!hosted.rules.deletes) return refusal(ErrorCode.POLICY_VIOLATION);
  if (offset < HIGH_WATERMARK) return refusal(ErrorCode.OFFSET_OUT_OF_RANGE);
  return hosted.replica.deleteRecordsBefore(offset === HIGH_WATERMARK ? 'highWatermark' : offset);
}
