import { ErrorCode } from '@yak/model';
import type { DeleteGroups, ResponseInputOf } from '@yak/protocol';
import type { Decision } from '../decision';
import type { GroupRecord } from '../records/group-record';
import type { ShardState } from '../shard/shard-state';
import { offsetTombstone } from './offset-record';

type Result = ResponseInputOf<typeof DeleteGroups>['results'][number];

/**
 * DeleteGroups for the ids of one shard, each once: tombstones for all offsets of a group, and then for itself. All of them go
 * into one batch. Source: Kafka GroupCoordinatorShard.deleteGroups.
 */
export function deleteGroups(state: ShardState, groupIds: readonly string[]): Decision<readonly Result[]> {
  const records: GroupRecord[] = [];
  const results = groupIds.map((groupId) => {
    const group = state.groups.find(groupId);
    const errorCode = group === null ? ErrorCode.GROUP_ID_NOT_FOUND : group.judgeDelete();
    if (group !== null && errorCode === ErrorCode.NONE) {
      for (const place of state.offsets.placesOf(groupId)) records.push(offsetTombstone(place));
      records.push(...group.tombstones());
    }
    return { groupId, errorCode };
  });
  const onRefused = (refused: ErrorCode): readonly Result[] =>
    results.map((result) => (result.errorCode === ErrorCode.NONE ? { ...result, errorCode: refused } : result));
  return { records, answer: results, onRefused };
}
