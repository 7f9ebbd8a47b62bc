/**
 * OffsetForLeaderEpoch, key 23. Served: 2–4 (librdkafka sends exactly 2).
 *
 * Behaviours: the largest epoch not above the one asked for, with the offset where it ends (exclusive); −1 and −1 where there
 * is none. currentLeaderEpoch fences as in Fetch.
 *
 * Versions: 2 currentLeaderEpoch (KIP-320) · 3 replica id (−2 for consumers) · 4 flexible. Source: KIP-101, KIP-279.
 */
import { ErrorCode, isRefusal } from '@yak/model';
import { OffsetForLeaderEpoch } from '@yak/protocol';
import { AclOperation, ResourceType } from '@yak/security';
import { admitPartition } from './admit-partition';
import { defineHandler } from './handler';
import { orNull } from './or-null';

/** Answers OffsetForLeaderEpoch. */
export const offsetForLeaderEpoch = defineHandler({
  api: OffsetForLeaderEpoch,
  serves: { min: 2, max: 4 },
  operation: AclOperation.DESCRIBE,
  resource: ResourceType.TOPIC,
  handle(request, context) {
    const topics = request.topics.map(({ topic, partitions }) => ({
      topic,
      partitions: partitions.map(({ partition, currentLeaderEpoch, leaderEpoch }) => {
        const hosted = admitPartition(context, topic, partition);
        const found = isRefusal(hosted)
          ? hosted
          : hosted.replica.endOffsetForEpoch({ leaderEpoch, currentLeaderEpoch: orNull(currentLeaderEpoch) });
        if (isRefusal(found)) return { errorCode: found.code, partition };
        return { errorCode: ErrorCode.NONE, partition, leaderEpoch: found.leaderEpoch, endOffset: found.endOffset };
      }),
    }));
    return { throttleTimeMs: context.throttleMs, topics };
  },
});
