import type { GroupRecord, ReadGroupRecord } from '../records/group-record';
import type { CommittedOffset, OffsetPlace } from './offset-store';

type OffsetRecord = Extract<ReadGroupRecord, { readonly kind: 'offsetCommit' }>;

/** Version that has an expiry; without one the usual version is written. Source: Kafka GroupCoordinatorRecordHelpers. */
const EXPIRY_VERSION = 1;

/** The record of a commit. */
export function offsetRecord(place: OffsetPlace, committed: Omit<CommittedOffset, 'recordOffset'>): GroupRecord {
  const { offset, leaderEpoch, metadata, commitTimestampMs, expireTimestampMs } = committed;
  return {
    kind: 'offsetCommit',
    key: keyOf(place),
    value: {
      offset,
      leaderEpoch: leaderEpoch ?? -1,
      metadata,
      commitTimestamp: commitTimestampMs,
      ...(expireTimestampMs !== null && { expireTimestamp: expireTimestampMs }),
    },
    ...(expireTimestampMs !== null && { valueVersion: EXPIRY_VERSION }),
  };
}

/** The record that takes an offset away. */
export function offsetTombstone(place: OffsetPlace): GroupRecord {
  return { kind: 'offsetCommit', key: keyOf(place), value: null };
}

/** What a record says, the other way round; `committed` is null for a tombstone. */
export function readOffsetRecord(
  { key, value }: OffsetRecord,
  recordOffset: number,
): { readonly place: OffsetPlace; readonly committed: CommittedOffset | null } {
  const place = { groupId: key.group, topic: key.topic, partition: key.partition };
  if (value === null) return { place, committed: null };
  return {
    place,
    committed: {
      offset: value.offset,
      leaderEpoch: value.leaderEpoch < 0 ? null : value.leaderEpoch,
      metadata: value.metadata,
      commitTimestampMs: value.commitTimestamp,
      expireTimestampMs: value.expireTimestamp < 0 ? null : value.expireTimestamp,
      recordOffset,
    },
  };
}

const keyOf = ({ groupId, topic, partition }: OffsetPlace): { group: string; topic: string; partition: number } => ({
  group: groupId,
  topic,
  partition,
});
