import type { GroupRecord } from '../records/group-record';
import { offsetTombstone } from './offset-record';
import type { OffsetStore } from './offset-store';

/**
 * The tombstones for topics that are gone: one for each place of theirs in any group, committed or in an open transaction.
 * Source: Kafka GroupCoordinatorShard.onPartitionsDeleted.
 */
export function goneTopicsRecords(offsets: OffsetStore, topics: ReadonlySet<string>): GroupRecord[] {
  return [...offsets.groupIds()]
    .flatMap((groupId) => offsets.placesOf(groupId))
    .filter(({ topic }) => topics.has(topic))
    .map(offsetTombstone);
}
