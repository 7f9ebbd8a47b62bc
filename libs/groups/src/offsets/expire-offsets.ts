import type { Group } from '../ports';
import type { GroupRecord } from '../records/group-record';
import type { ShardState } from '../shard/shard-state';
import { offsetTombstone } from './offset-record';

/**
 * What one sweep writes: tombstones of the offsets that have expired, and then of the Empty groups that have none left. An
 * offset that an open transaction holds too is kept, and so is its group.
 * Source: Kafka GroupCoordinatorShard.cleanupGroupMetadata, OffsetExpirationConditionImpl.
 */
export function expiredRecords(state: ShardState): GroupRecord[] {
  return [...state.groups.all()].flatMap((group) => expiredOfGroup(state, group));
}

function expiredOfGroup(state: ShardState, group: Group): GroupRecord[] {
  const nowMs = state.clock.wallMs();
  const tombstones: GroupRecord[] = [];
  let isAllExpired = !state.offsets.hasOpenTransaction(group.id);
  for (const { topic, partition, committed } of state.offsets.ofGroup(group.id)) {
    const place = { groupId: group.id, topic, partition };
    const sinceMs = group.retentionBase(topic, committed.commitTimestampMs);
    const isExpired =
      sinceMs !== null &&
      !state.offsets.isPending(place) &&
      nowMs >= (committed.expireTimestampMs ?? sinceMs + state.settings.offsets.retentionMs);
    if (isExpired) tombstones.push(offsetTombstone(place));
    else isAllExpired = false;
  }
  return isAllExpired && group.stateName === 'Empty' ? [...tombstones, ...group.tombstones()] : tombstones;
}
