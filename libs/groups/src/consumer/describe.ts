import { ErrorCode } from '@yak/model';
import type { ConsumerGroupDescribe, ResponseInputOf } from '@yak/protocol';
import type { ShardServices } from '../ports';
import { type Assignment, entriesOf } from './assignment';
import { preferredAssignor } from './assignors/choose';
import type { KnownGroup } from './known-group';
import type { ConsumerMember } from './member';
import { votesOf } from './target';

/** One group in the answer of ConsumerGroupDescribe; the authorised operations are the handler's. */
export type DescribedConsumerGroup = ResponseInputOf<typeof ConsumerGroupDescribe>['groups'][number];

type DescribedMember = DescribedConsumerGroup['members'][number];

/** A group as ConsumerGroupDescribe shows it; topics that are gone are left out. Source: Kafka ConsumerGroup.asDescribedGroup. */
export function describeConsumerGroup(services: ShardServices, group: KnownGroup): DescribedConsumerGroup {
  const { state } = group;
  return {
    errorCode: ErrorCode.NONE,
    groupId: group.id,
    groupState: group.stateName,
    groupEpoch: state.groupEpoch,
    assignmentEpoch: state.assignmentEpoch,
    assignorName: preferredAssignor(votesOf(state.members.values()), services.settings.consumer.assignors),
    members: [...state.members.values()].map((member) => describeMember(services, group, member)),
  };
}

function describeMember(services: ShardServices, { state }: KnownGroup, member: ConsumerMember): DescribedMember {
  const { memberId, instanceId, rackId, memberEpoch, clientId, clientHost } = member;
  const named = (assignment: Assignment): DescribedMember['assignment'] => ({
    topicPartitions: entriesOf(assignment).flatMap(({ topicId, partitions }) => {
      const topic = services.topics.byId(topicId);
      return topic === null ? [] : [{ topicId, topicName: topic.name, partitions }];
    }),
  });
  return {
    memberId,
    instanceId,
    rackId,
    memberEpoch,
    clientId,
    clientHost,
    subscribedTopicNames: [...member.topicNames],
    subscribedTopicRegex: member.pattern,
    assignment: named(member.assigned),
    targetAssignment: named(state.targetOf(memberId)),
  };
}
