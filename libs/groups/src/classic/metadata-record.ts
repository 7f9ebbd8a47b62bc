import type { GroupRecord } from '../records/group-record';
import type { ClassicMember } from './classic-member';

/** What the record of a classic group says, beside its members. */
export interface RecordedGroup {
  readonly id: string;
  readonly protocolType: string | null;
  readonly generation: number;
  readonly protocolName: string | null;
  readonly leaderId: string | null;
  readonly stateTimestampMs: number | null;
}

/**
 * The record that the next load builds the group from: key version 2, value version 3. Each member has the metadata of
 * the selected protocol alone. `assignmentOf` gives the assignments, which may be newer than those that members have.
 * Source: Kafka GroupCoordinatorRecordHelpers.newGroupMetadataRecord.
 */
export function metadataRecord(
  group: RecordedGroup,
  members: Iterable<ClassicMember>,
  assignmentOf: (member: ClassicMember) => Buffer,
): GroupRecord {
  return {
    kind: 'groupMetadata',
    key: { group: group.id },
    value: {
      protocolType: group.protocolType ?? '',
      generation: group.generation,
      protocol: group.protocolName,
      leader: group.leaderId,
      currentStateTimestamp: group.stateTimestampMs ?? -1,
      members: [...members].map((member) => ({
        memberId: member.id,
        groupInstanceId: member.instanceId,
        clientId: member.profile.clientId,
        clientHost: member.profile.clientHost,
        rebalanceTimeout: member.profile.rebalanceTimeoutMs,
        sessionTimeout: member.profile.sessionTimeoutMs,
        subscription: member.metadataOf(group.protocolName),
        assignment: assignmentOf(member),
      })),
    },
  };
}

/** The record of a group that was just made. */
export function newGroupRecord(id: string, stateTimestampMs: number | null): GroupRecord {
  return metadataRecord(
    { id, stateTimestampMs, protocolType: null, generation: 0, protocolName: null, leaderId: null },
    [],
    () => Buffer.alloc(0),
  );
}

/** The record that makes a group vanish. */
export function groupTombstone(id: string): GroupRecord {
  return { kind: 'groupMetadata', key: { group: id }, value: null };
}
