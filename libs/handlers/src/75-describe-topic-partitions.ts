/**
 * DescribeTopicPartitions, key 75. Served: 0.
 *
 * Behaviours: topics in name order (none named: all), as many partitions as the smaller of the request's and the broker's
 * limit, and a cursor where it goes on. The cursor's topic is where to begin; earlier names are left out. Eligible leader
 * replicas and the last known one are told. Source: KIP-966.
 */
import { ErrorCode, isInternalTopic, type TopicId, topicNameFault } from '@yak/model';
import { DescribeTopicPartitions, type RequestOf, type ResponseInputOf } from '@yak/protocol';
import { AclOperation, authorisedOperations, ResourceType } from '@yak/security';
import { defineHandler, type Reply } from './handler';
import { OPERATIONS_NOT_ASKED, ReachableBrokers } from './partition-wording';
import type { PartitionView, TopicView } from './ports';
import type { RequestContext } from './request-context';
import { ZERO_TOPIC_ID } from './zero-topic-id';

type Request = RequestOf<typeof DescribeTopicPartitions>;
type Response = ResponseInputOf<typeof DescribeTopicPartitions>;
type TopicResponse = Response['topics'][number];

/** Answers DescribeTopicPartitions. */
export const describeTopicPartitions = defineHandler({
  api: DescribeTopicPartitions,
  serves: { min: 0, max: 0 },
  operation: AclOperation.DESCRIBE,
  resource: ResourceType.TOPIC,
  handle(request, context): Reply<typeof DescribeTopicPartitions.response> {
    const first = request.cursor?.topicName ?? '';
    const names = namesOf(request, context).filter((name) => name >= first);
    const reachable = new ReachableBrokers(context, ErrorCode.LISTENER_NOT_FOUND);
    const topics: TopicResponse[] = [];
    let left = Math.max(1, Math.min(request.responsePartitionLimit, context.ports.settings.describedPartitionsMax));
    for (const name of names) {
      const view = context.isAllowed(name) ? context.ports.metadata.topicByName(name) : null;
      const from = name === first ? Math.max(0, request.cursor?.partitionIndex ?? 0) : 0;
      if (view !== null && left === 0)
        return { throttleTimeMs: context.throttleMs, topics, nextCursor: { topicName: name, partitionIndex: from } };
      if (view === null) {
        topics.push(failure(name, context));
        continue;
      }
      const shown = view.partitions.slice(from, from + left);
      topics.push(describe(view, shown, { context, reachable }));
      left -= shown.length;
      const next = from + shown.length;
      if (next < view.partitions.length)
        return { throttleTimeMs: context.throttleMs, topics, nextCursor: { topicName: name, partitionIndex: next } };
    }
    return { throttleTimeMs: context.throttleMs, topics, nextCursor: null };
  },
});

function namesOf(request: Request, context: RequestContext): string[] {
  const asked = request.topics.map(({ name }) => name);
  const all = (): string[] =>
    Array.from(context.ports.metadata.topics(), ({ name }) => name).filter((name) => context.isAllowed(name));
  return [...new Set(asked.length === 0 ? all() : asked)].sort();
}

interface Wording {
  readonly context: RequestContext;
  readonly reachable: ReachableBrokers;
}

function describe(view: TopicView, shown: readonly PartitionView[], { context, reachable }: Wording): TopicResponse {
  const topic = { type: ResourceType.TOPIC, name: view.name };
  return {
    errorCode: ErrorCode.NONE,
    name: view.name,
    topicId: view.topicId,
    isInternal: view.isInternal,
    partitions: shown.map((partition) => ({
      ...reachable.word(partition),
      eligibleLeaderReplicas: partition.eligibleLeaderReplicas,
      lastKnownElr: partition.lastKnownLeader === null ? [] : [partition.lastKnownLeader],
    })),
    topicAuthorizedOperations: authorisedOperations(ResourceType.TOPIC, (operation) =>
      context.isAllowedTo(operation, topic),
    ),
  };
}

function failure(name: string, context: RequestContext): TopicResponse {
  const fault =
    topicNameFault(name) === null ? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION : ErrorCode.INVALID_TOPIC_EXCEPTION;
  const errorCode = context.isAllowed(name) ? fault : ErrorCode.TOPIC_AUTHORIZATION_FAILED;
  return {
    errorCode,
    name,
    topicId: ZERO_TOPIC_ID satisfies TopicId,
    isInternal: isInternalTopic(name),
    partitions: [],
    topicAuthorizedOperations: OPERATIONS_NOT_ASKED,
  };
}
