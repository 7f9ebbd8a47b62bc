import { ErrorCode } from '@yak/model';
import type { OffsetDelete, RequestOf, ResponseInputOf } from '@yak/protocol';
import { answered, type Decision } from '../decision';
import type { GroupRecord } from '../records/group-record';
import type { ShardState } from '../shard/shard-state';
import { offsetTombstone } from './offset-record';

type Request = RequestOf<typeof OffsetDelete>;
type Response = ResponseInputOf<typeof OffsetDelete>;

/**
 * OffsetDelete: tombstones for the offsets of topics that the group does not subscribe to; what has none is no error. The group
 * stays. Source: Kafka OffsetMetadataManager.deleteOffsets (KIP-496).
 */
export function deleteOffsets(state: ShardState, { groupId, topics }: Request): Decision<Response> {
  const group = state.groups.find(groupId);
  const error = group === null ? ErrorCode.GROUP_ID_NOT_FOUND : group.judgeOffsetDelete();
  if (group === null || error !== ErrorCode.NONE) return answered({ errorCode: error, topics: [] });
  const records: GroupRecord[] = [];
  const answers = topics.map(({ name, partitions }) => {
    const isSubscribed = group.isSubscribedTo(name);
    const errorCode = isSubscribed ? ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC : ErrorCode.NONE;
    for (const { partitionIndex } of partitions) {
      const place = { groupId, topic: name, partition: partitionIndex };
      const isThere = state.offsets.find(place) !== null || state.offsets.isPending(place);
      if (!isSubscribed && isThere) records.push(offsetTombstone(place));
    }
    return { name, partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, errorCode })) };
  });
  return {
    records,
    answer: { errorCode: ErrorCode.NONE, topics: answers },
    onRefused: (refused) => ({ errorCode: refused, topics: [] }),
  };
}
