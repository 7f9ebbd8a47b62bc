import type { ConsumerGroupDescribe, DescribeGroups, ResponseOf } from '@yak/protocol';
import { decodeAssignment, decodeSubscription, readable } from './group-protocol';
import type { KafkaError } from './kafka-error';
import type { PartitionPlace } from './partition-place';

/** One group in a list. */
export interface GroupListing {
  readonly groupId: string;
  /** `consumer` for groups that share partitions; empty for offsets that were committed without members. */
  readonly protocolType: string;
  /** Null: the broker is too old to say. */
  readonly state: string | null;
  /** `classic` or `consumer`; null: the broker is too old to say. */
  readonly type: string | null;
  readonly coordinatorId: number;
}

/** One member of a group. */
export interface GroupMember {
  readonly memberId: string;
  /** Null: a dynamic member. */
  readonly instanceId: string | null;
  readonly clientId: string;
  /** `/` and an address. */
  readonly clientHost: string;
  /** The epoch it has reached (consumer protocol); null in classic groups. */
  readonly epoch: number | null;
  /** Null: its metadata is not of a consumer, or the group is not stable. */
  readonly topics: readonly string[] | null;
  /** The regular expression it subscribes by (consumer protocol). */
  readonly topicRegex: string | null;
  /** What it has; null: the bytes are not those of a consumer. */
  readonly assigned: readonly PartitionPlace[] | null;
  /** What it is to have (consumer protocol); the same as `assigned` in classic groups. */
  readonly target: readonly PartitionPlace[] | null;
}

/** One group with its members. */
export interface GroupDescription {
  readonly groupId: string;
  readonly type: 'classic' | 'consumer';
  readonly state: string;
  readonly protocolType: string;
  /** The assignor that shares the partitions; empty: none was chosen. */
  readonly assignor: string;
  readonly coordinatorId: number;
  /** The epoch the group is to reach (consumer protocol); null in classic groups, whose generation no broker tells. */
  readonly epoch: number | null;
  readonly members: readonly GroupMember[];
}

/** How far a group has come in one partition. */
export interface CommittedOffset extends PartitionPlace {
  /** The next offset to read; null: nothing was committed. */
  readonly offset: number | null;
  readonly metadata: string;
  readonly error: KafkaError | null;
}

type ClassicGroup = ResponseOf<typeof DescribeGroups>['groups'][number];
type ConsumerGroup = ResponseOf<typeof ConsumerGroupDescribe>['groups'][number];

/** A group as DescribeGroups shows it. */
export function fromClassic(group: ClassicGroup, coordinatorId: number): GroupDescription {
  const isConsumer = group.protocolType === 'consumer';
  const members = group.members.map((member): GroupMember => {
    const assigned = isConsumer ? readable(decodeAssignment, member.memberAssignment) : null;
    const subscription = isConsumer ? readable(decodeSubscription, member.memberMetadata) : null;
    return {
      memberId: member.memberId,
      instanceId: member.groupInstanceId,
      clientId: member.clientId,
      clientHost: member.clientHost,
      epoch: null,
      topics: subscription?.topics ?? null,
      topicRegex: null,
      assigned,
      target: assigned,
    };
  });
  return {
    groupId: group.groupId,
    type: 'classic',
    state: group.groupState,
    protocolType: group.protocolType,
    assignor: group.protocolData,
    coordinatorId,
    epoch: null,
    members,
  };
}

/** A group as ConsumerGroupDescribe shows it. */
export function fromConsumer(group: ConsumerGroup, coordinatorId: number): GroupDescription {
  return {
    groupId: group.groupId,
    type: 'consumer',
    state: group.groupState,
    protocolType: 'consumer',
    assignor: group.assignorName,
    coordinatorId,
    epoch: group.groupEpoch,
    members: group.members.map((member) => ({
      memberId: member.memberId,
      instanceId: member.instanceId,
      clientId: member.clientId,
      clientHost: member.clientHost,
      epoch: member.memberEpoch,
      topics: member.subscribedTopicNames,
      topicRegex: member.subscribedTopicRegex === '' ? null : member.subscribedTopicRegex,
      assigned: placesOf(member.assignment),
      target: placesOf(member.targetAssignment),
    })),
  };
}

const placesOf = ({ topicPartitions }: ConsumerGroup['members'][number]['assignment']): PartitionPlace[] =>
  topicPartitions.flatMap(({ topicName, partitions }) =>
    partitions.map((partition) => ({ topic: topicName, partition })),
  );
