import type { TopicId } from '@yak/model';
import type { GroupRecord } from '../records/group-record';
import { type Assignment, entriesOf } from './assignment';
import { codeOfState, type CurrentAssignment, type MemberDescription } from './member';

/** A topic as a group last saw it. */
export interface SubscribedTopic {
  readonly topicId: TopicId;
  readonly partitionsCount: number;
}

/** What a pattern was found to match. */
export interface ResolvedPattern {
  /** Sorted. */
  readonly topics: readonly string[];
  /** Revision of the topics that it was matched against. */
  readonly revision: number;
  /** ms since the epoch. */
  readonly timestampMs: number;
}

/** Record 3: the epoch of a group. */
export function groupEpochRecord(groupId: string, epoch: number): GroupRecord {
  return { kind: 'consumerGroup', key: { groupId }, value: { epoch } };
}

/** Record 4: the topics that a group subscribes to. */
export function topicsRecord(groupId: string, topics: ReadonlyMap<string, SubscribedTopic>): GroupRecord {
  const entries = [...topics]
    .map(([topicName, { topicId, partitionsCount }]) => ({
      topicId,
      topicName,
      numPartitions: partitionsCount,
      partitionMetadata: [],
    }))
    .sort((one, other) => (one.topicName < other.topicName ? -1 : 1));
  return { kind: 'consumerTopics', key: { groupId }, value: { topics: entries } };
}

/** Record 5: what a member says of itself. */
export function memberRecord(groupId: string, memberId: string, member: MemberDescription): GroupRecord {
  const { classic } = member;
  return {
    kind: 'consumerMember',
    key: { groupId, memberId },
    value: {
      instanceId: member.instanceId,
      rackId: member.rackId,
      clientId: member.clientId,
      clientHost: member.clientHost,
      subscribedTopicNames: [...member.topicNames],
      subscribedTopicRegex: member.pattern,
      rebalanceTimeoutMs: member.rebalanceTimeoutMs,
      serverAssignor: member.assignor,
      classicMemberMetadata:
        classic === null
          ? null
          : { sessionTimeoutMs: classic.sessionTimeoutMs, supportedProtocols: [...classic.protocols] },
    },
  };
}

/** Record 6: the group epoch that the target was computed for. */
export function targetEpochRecord(groupId: string, assignmentEpoch: number): GroupRecord {
  return { kind: 'targetEpoch', key: { groupId }, value: { assignmentEpoch } };
}

/** Record 7: what a member shall have. */
export function targetRecord(groupId: string, memberId: string, target: Assignment): GroupRecord {
  return { kind: 'targetMember', key: { groupId, memberId }, value: { topicPartitions: entriesOf(target) } };
}

/** Record 8: what a member has. */
export function currentRecord(groupId: string, memberId: string, current: CurrentAssignment): GroupRecord {
  return {
    kind: 'currentAssignment',
    key: { groupId, memberId },
    value: {
      memberEpoch: current.memberEpoch,
      previousMemberEpoch: current.previousMemberEpoch,
      state: codeOfState(current.state),
      assignedPartitions: entriesOf(current.assigned),
      partitionsPendingRevocation: entriesOf(current.pendingRevocation),
    },
  };
}

/** Record 16: what a pattern matches; null takes it away. */
export function patternRecord(groupId: string, pattern: string, resolved: ResolvedPattern | null): GroupRecord {
  return {
    kind: 'pattern',
    key: { groupId, regularExpression: pattern },
    value:
      resolved === null
        ? null
        : { topics: [...resolved.topics], version: resolved.revision, timestamp: resolved.timestampMs },
  };
}

/** Takes a member away, in the order that replaying asks for. */
export function memberTombstones(groupId: string, memberId: string): GroupRecord[] {
  const key = { groupId, memberId };
  return [
    { kind: 'currentAssignment', key, value: null },
    { kind: 'targetMember', key, value: null },
    { kind: 'consumerMember', key, value: null },
  ];
}

/** Takes a group away: 8, 7, 6, 5, 16, 4, 3. */
export function groupTombstones(
  groupId: string,
  memberIds: readonly string[],
  patterns: readonly string[],
): GroupRecord[] {
  const key = { groupId };
  const each = (kind: 'currentAssignment' | 'targetMember' | 'consumerMember'): GroupRecord[] =>
    memberIds.map((memberId) => ({ kind, key: { groupId, memberId }, value: null }));
  return [
    ...each('currentAssignment'),
    ...each('targetMember'),
    { kind: 'targetEpoch', key, value: null },
    ...each('consumerMember'),
    ...patterns.map((pattern) => patternRecord(groupId, pattern, null)),
    { kind: 'consumerTopics', key, value: null },
    { kind: 'consumerGroup', key, value: null },
  ];
}
