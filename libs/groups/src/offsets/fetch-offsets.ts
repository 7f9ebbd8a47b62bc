import { ErrorCode } from '@yak/model';
import type { OffsetFetch, ResponseInputOf } from '@yak/protocol';
import type { Group } from '../ports';
import type { ShardState } from '../shard/shard-state';
import type { CommittedOffset, OffsetPlace } from './offset-store';

/** One group of an OffsetFetch, as every version of it can be put. */
export interface OffsetsWanted {
  readonly groupId: string;
  /** Null before v9 and for administrators. */
  readonly memberId: string | null;
  /** −1 for none. */
  readonly memberEpoch: number;
  /** Null for all topics that have an offset. */
  readonly topics: readonly { readonly name: string; readonly partitionIndexes: readonly number[] }[] | null;
  readonly requireStable: boolean;
}

/** One group of the answer; with an error there are no topics. */
export type FetchedOffsets = Omit<NonNullable<ResponseInputOf<typeof OffsetFetch>['groups']>[number], 'groupId'>;

type FetchedPartition = FetchedOffsets['topics'][number]['partitions'][number];

/** On the wire: no offset, no epoch. */
const NONE = -1;

/**
 * OffsetFetch of one group. What was never committed, and a group that nobody has heard of, have the offset −1 and no error.
 * Source: Kafka OffsetMetadataManager.fetchOffsets, fetchAllOffsets.
 */
export function fetchOffsets(state: ShardState, wanted: OffsetsWanted, apiVersion: number): FetchedOffsets {
  const { groupId } = wanted;
  const errorCode = judge(state.groups.find(groupId), wanted, apiVersion);
  if (errorCode !== ErrorCode.NONE) return { errorCode, topics: [] };
  const topics = (wanted.topics ?? allTopics(state, groupId)).map(({ name, partitionIndexes }) => ({
    name,
    partitions: partitionIndexes.map((partition) => {
      const place = { groupId, topic: name, partition };
      if (wanted.requireStable && state.offsets.isPending(place))
        return noOffset(partition, ErrorCode.UNSTABLE_OFFSET_COMMIT);
      return fetched(place, state.offsets.find(place));
    }),
  }));
  return { errorCode, topics };
}

function judge(group: Group | null, { memberId, memberEpoch }: OffsetsWanted, apiVersion: number): ErrorCode {
  if (group === null || (memberId === null && memberEpoch < 0)) return ErrorCode.NONE;
  return group.judgeFetch({
    apiVersion,
    memberId: memberId ?? '',
    instanceId: null,
    generationOrEpoch: memberEpoch,
  });
}

function allTopics(
  state: ShardState,
  groupId: string,
): { readonly name: string; readonly partitionIndexes: number[] }[] {
  const topics = new Map<string, number[]>();
  for (const { topic, partition } of state.offsets.ofGroup(groupId)) {
    const indexes = topics.get(topic);
    if (indexes === undefined) topics.set(topic, [partition]);
    else indexes.push(partition);
  }
  return [...topics].map(([name, partitionIndexes]) => ({ name, partitionIndexes }));
}

function fetched({ partition }: OffsetPlace, committed: CommittedOffset | null): FetchedPartition {
  if (committed === null) return noOffset(partition, ErrorCode.NONE);
  return {
    partitionIndex: partition,
    committedOffset: committed.offset,
    committedLeaderEpoch: committed.leaderEpoch ?? NONE,
    metadata: committed.metadata,
    errorCode: ErrorCode.NONE,
  };
}

function noOffset(partitionIndex: number, errorCode: ErrorCode): FetchedPartition {
  return { partitionIndex, committedOffset: NONE, committedLeaderEpoch: NONE, metadata: '', errorCode };
}
