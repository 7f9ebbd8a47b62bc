/**
 * CreateTopics, key 19. Served: 2–7.
 *
 * Behaviours
 * - The coordinator checks and writes; the answer comes when the leaders can serve, or with REQUEST_TIMED_OUT at timeoutMs
 *   (the topics exist then). validateOnly makes every check and writes nothing.
 * - Partition count and replication factor −1 mean the broker's default (with assignments both must be −1).
 * - A name that the request holds twice: INVALID_REQUEST, for each.
 *
 * Versions: 4 broker defaults (KIP-464) · 5 flexible; settings, counts in the answer (KIP-525) · 6 THROTTLING_QUOTA_EXCEEDED
 * (KIP-599; never here) · 7 topic id (KIP-516).
 */
import type { NewTopic } from '@yak/control';
import { ErrorCode, isRefusal, type Refusal, refusal, type TopicId } from '@yak/model';
import { CreateTopics, type RequestOf, type ResponseInputOf } from '@yak/protocol';
import { AclOperation, CLUSTER_RESOURCE_NAME, ResourceType } from '@yak/security';
import { defineHandler } from './handler';
import type { RequestContext } from './request-context';
import { repeated } from './rules/repeated';

type Asked = RequestOf<typeof CreateTopics>['topics'][number];
type Answered = ResponseInputOf<typeof CreateTopics>['topics'][number];

interface Created {
  readonly topicId: TopicId;
  readonly partitionCount: number;
  readonly replicationFactor: number;
}

/** Answers CreateTopics. */
export const createTopics = defineHandler({
  api: CreateTopics,
  serves: { min: 2, max: 7 },
  operation: AclOperation.CREATE,
  resource: ResourceType.TOPIC,
  async handle(request, context) {
    const twice = repeated(request.topics.map(({ name }) => name));
    const mayCreateAny = context.isAllowedTo(AclOperation.CREATE, {
      type: ResourceType.CLUSTER,
      name: CLUSTER_RESOURCE_NAME,
    });
    const judged = request.topics.map((topic) => {
      if (twice.has(topic.name))
        return refusal(ErrorCode.INVALID_REQUEST, 'the request names this topic more than once');
      if (!mayCreateAny && !context.isAllowed(topic.name)) return refusal(ErrorCode.TOPIC_AUTHORIZATION_FAILED);
      return translate(topic);
    });
    const wanted = judged.filter((topic): topic is NewTopic => !isRefusal(topic));
    const reply =
      wanted.length === 0
        ? null
        : await context.ports.coordinator.createTopics({
            timeoutMs: request.timeoutMs,
            validateOnly: request.validateOnly,
            topics: wanted,
          });
    let next = 0;
    const topics = request.topics.map((asked, index) => {
      const verdict = judged[index];
      if (isRefusal(verdict)) return word(asked, verdict, context);
      const outcome = reply === null || isRefusal(reply) ? reply : reply.outcomes[next];
      next += 1;
      return word(asked, outcome ?? refusal(ErrorCode.UNKNOWN_SERVER_ERROR), context);
    });
    return { throttleTimeMs: context.throttleMs, topics };
  },
});

function translate(topic: Asked): NewTopic | Refusal {
  const { numPartitions, replicationFactor } = topic;
  if (topic.assignments.length > 0) {
    if (numPartitions !== -1 || replicationFactor !== -1) {
      return refusal(
        ErrorCode.INVALID_REQUEST,
        'with assignments, the partition count and the replication factor are both -1',
      );
    }
  } else if (numPartitions !== -1 && numPartitions <= 0) {
    return refusal(ErrorCode.INVALID_PARTITIONS, `a topic has at least one partition, not ${numPartitions}`);
  } else if (replicationFactor !== -1 && replicationFactor <= 0) {
    return refusal(ErrorCode.INVALID_REPLICATION_FACTOR, `a topic has at least one replica, not ${replicationFactor}`);
  }
  return {
    name: topic.name,
    partitionCount: numPartitions === -1 ? null : numPartitions,
    replicationFactor: replicationFactor === -1 ? null : replicationFactor,
    assignments:
      topic.assignments.length === 0
        ? null
        : topic.assignments.map(({ partitionIndex, brokerIds }) => ({ partition: partitionIndex, brokerIds })),
    configs: topic.configs,
  };
}

function word(asked: Asked, outcome: Created | Refusal, context: RequestContext): Answered {
  const { name } = asked;
  if (isRefusal(outcome)) return { name, errorCode: outcome.code, errorMessage: outcome.detail, configs: null };
  const overrides = new Map(
    asked.configs.flatMap((config) => (config.value === null ? [] : [[config.name, config.value] as const])),
  );
  return {
    name,
    topicId: outcome.topicId,
    errorCode: ErrorCode.NONE,
    errorMessage: null,
    numPartitions: outcome.partitionCount,
    replicationFactor: outcome.replicationFactor,
    configs: context.ports.settings.describeTopic(overrides).map((setting) => ({
      name: setting.name,
      value: setting.value,
      readOnly: setting.isReadOnly,
      configSource: setting.source,
      isSensitive: setting.isSensitive,
    })),
  };
}
