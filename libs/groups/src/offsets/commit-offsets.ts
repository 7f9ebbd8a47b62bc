import { ErrorCode } from '@yak/model';
import type { OffsetCommit, RequestOf, ResponseInputOf } from '@yak/protocol';
import type { Decision } from '../decision';
import type { Group, OffsetCaller } from '../ports';
import type { GroupRecord } from '../records/group-record';
import type { ShardState } from '../shard/shard-state';
import { offsetRecord } from './offset-record';

type Request = RequestOf<typeof OffsetCommit>;
type Response = ResponseInputOf<typeof OffsetCommit>;
type RequestedPartition = Request['topics'][number]['partitions'][number];

/** First version that has an error of its own for a group that is not there. */
const GROUP_NOT_FOUND_SINCE = 9;

/** The answer that says the same of every partition asked for. */
export function everyPartition(request: Request, errorCode: ErrorCode): Response {
  return {
    topics: request.topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, errorCode })),
    })),
  };
}

/**
 * OffsetCommit: judges the caller, then each partition's metadata; what is accepted is one record each. A commit to a group
 * that nobody has heard of makes it, unless the caller claims to be a member.
 * Source: Kafka OffsetMetadataManager.commitOffset; groups of either protocol judge for themselves.
 */
export function commitOffsets(state: ShardState, request: Request, apiVersion: number): Decision<Response> {
  const group = state.groups.find(request.groupId);
  const caller = callerOf(request, apiVersion);
  const error = group === null ? judgeStranger(caller) : group.judgeCommit(caller);
  const onRefused = (refused: ErrorCode): Response => everyPartition(request, refused);
  if (error !== ErrorCode.NONE) return { records: [], answer: everyPartition(request, error), onRefused };
  noteLife(group, caller);
  const records: GroupRecord[] = [];
  const topics = request.topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map((partition) => {
      const isTooLong = (partition.committedMetadata?.length ?? 0) > state.settings.offsets.metadataLengthMax;
      if (!isTooLong) records.push(recordOf(state, request, name, partition));
      const errorCode = isTooLong ? ErrorCode.OFFSET_METADATA_TOO_LARGE : ErrorCode.NONE;
      return { partitionIndex: partition.partitionIndex, errorCode };
    }),
  }));
  return { records, answer: { topics }, onRefused };
}

function callerOf(request: Request, apiVersion: number): OffsetCaller {
  return {
    apiVersion,
    memberId: request.memberId,
    instanceId: request.groupInstanceId,
    generationOrEpoch: request.generationIdOrMemberEpoch,
  };
}

function judgeStranger({ generationOrEpoch, apiVersion }: OffsetCaller): ErrorCode {
  if (generationOrEpoch < 0) return ErrorCode.NONE;
  return apiVersion >= GROUP_NOT_FOUND_SINCE ? ErrorCode.GROUP_ID_NOT_FOUND : ErrorCode.ILLEGAL_GENERATION;
}

function noteLife(group: Group | null, { memberId }: OffsetCaller): void {
  if (memberId !== '') group?.noteCommit(memberId);
}

function recordOf(state: ShardState, request: Request, topic: string, partition: RequestedPartition): GroupRecord {
  const nowMs = state.clock.wallMs();
  const { retentionTimeMs } = request;
  return offsetRecord(
    { groupId: request.groupId, topic, partition: partition.partitionIndex },
    {
      offset: partition.committedOffset,
      leaderEpoch: partition.committedLeaderEpoch < 0 ? null : partition.committedLeaderEpoch,
      metadata: partition.committedMetadata ?? '',
      commitTimestampMs: nowMs,
      expireTimestampMs: retentionTimeMs < 0 ? null : nowMs + retentionTimeMs,
    },
  );
}
