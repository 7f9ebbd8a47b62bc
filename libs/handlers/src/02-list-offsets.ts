/**
 * ListOffsets, key 2. Served: 1–10 (librdkafka needs 1).
 *
 * Behaviours
 * - Timestamps below 0 name a kind: −1 latest (high watermark or last stable offset by isolation level), −2 earliest, −3 of
 *   the largest timestamp (7), −4 earliest local (8; the same as earliest), −5 latest tiered (9; none). A kind that the version
 *   does not have: UNSUPPORTED_VERSION for that partition.
 * - A timestamp from 0 on finds the first record at or after it, with that record's own offset and time; none is no error.
 * - A partition named twice: INVALID_REQUEST for it.
 *
 * Versions: 2 isolation level (KIP-98) · 4 leader epochs (KIP-320) · 5 OFFSET_NOT_AVAILABLE (KIP-207) · 6 flexible · 7 −3
 * (KIP-734) · 8 −4 (KIP-405) · 9 −5 (KIP-1005) · 10 timeout (KIP-1075; nothing here waits for remote storage).
 */
import { ErrorCode, isRefusal, type Refusal, refusal } from '@yak/model';
import { ListOffsets, type RequestOf, type ResponseInputOf } from '@yak/protocol';
import { AclOperation, ResourceType } from '@yak/security';
import { admitPartition } from './admit-partition';
import { defineHandler } from './handler';
import { orNull } from './or-null';
import type { FoundOffset, Isolation } from './ports';
import type { RequestContext } from './request-context';
import { offsetKind } from './rules/offset-kind';

type Request = RequestOf<typeof ListOffsets>;
type Asked = Request['topics'][number]['partitions'][number];
type Answered = ResponseInputOf<typeof ListOffsets>['topics'][number]['partitions'][number];

const OFFSET_NOT_AVAILABLE_FROM = 5;

/** Answers ListOffsets. */
export const listOffsets = defineHandler({
  api: ListOffsets,
  serves: { min: 1, max: 10 },
  operation: AclOperation.DESCRIBE,
  resource: ResourceType.TOPIC,
  async handle(request, context) {
    const isolation: Isolation = request.isolationLevel === 1 ? 'read_committed' : 'read_uncommitted';
    const counts = countEach(request);
    const topics = await Promise.all(
      request.topics.map(async ({ name, partitions }) => ({
        name,
        partitions: await Promise.all(
          partitions.map(async (asked) => {
            if (request.replicaId >= 0) return word(asked, refusal(ErrorCode.CLUSTER_AUTHORIZATION_FAILED), context);
            if ((counts.get(`${name}-${asked.partitionIndex}`) ?? 0) > 1)
              return word(asked, refusal(ErrorCode.INVALID_REQUEST), context);
            return word(asked, await find(name, asked, isolation, context), context);
          }),
        ),
      })),
    );
    return { throttleTimeMs: context.throttleMs, topics };
  },
});

async function find(
  topic: string,
  asked: Asked,
  isolation: Isolation,
  context: RequestContext,
): Promise<FoundOffset | Refusal | null> {
  const hosted = admitPartition(context, topic, asked.partitionIndex);
  if (isRefusal(hosted)) return hosted;
  const kind = offsetKind(asked.timestamp, context.apiVersion);
  if (isRefusal(kind) || kind === null) return kind;
  return hosted.replica.offsets({ kind, isolation, currentLeaderEpoch: orNull(asked.currentLeaderEpoch) });
}

function word(asked: Asked, found: FoundOffset | Refusal | null, context: RequestContext): Answered {
  const { partitionIndex } = asked;
  if (isRefusal(found)) {
    const isTooNew = found.code === ErrorCode.OFFSET_NOT_AVAILABLE && context.apiVersion < OFFSET_NOT_AVAILABLE_FROM;
    return { partitionIndex, errorCode: isTooNew ? ErrorCode.LEADER_NOT_AVAILABLE : found.code };
  }
  return {
    partitionIndex,
    errorCode: ErrorCode.NONE,
    timestamp: found?.timestampMs ?? -1,
    offset: found?.offset ?? -1,
    leaderEpoch: found?.leaderEpoch ?? -1,
  };
}

function countEach(request: Request): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { name, partitions } of request.topics) {
    for (const { partitionIndex } of partitions) {
      const key = `${name}-${partitionIndex}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return counts;
}
