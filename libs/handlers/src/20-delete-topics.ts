/**
 * DeleteTopics, key 20. Served: 1–6.
 *
 * Behaviours
 * - By name, from 6 also by id; a topic with both or neither, or named twice: INVALID_REQUEST.
 * - `delete.topic.enable=false`: TOPIC_DELETION_DISABLED (INVALID_REQUEST before 3).
 *
 * Versions: 3 TOPIC_DELETION_DISABLED (KIP-322) · 4 flexible · 5 message (KIP-599) · 6 topic ids (KIP-516).
 */
import type { TopicReference } from '@yak/control';
import { ErrorCode, isRefusal, type Refusal, refusal, type TopicId } from '@yak/model';
import { DeleteTopics, type ResponseInputOf } from '@yak/protocol';
import { AclOperation, ResourceType } from '@yak/security';
import { defineHandler } from './handler';
import type { RequestContext } from './request-context';
import { repeated } from './rules/repeated';
import { ZERO_TOPIC_ID } from './zero-topic-id';

type Answered = ResponseInputOf<typeof DeleteTopics>['responses'][number];

interface Asked {
  readonly name: string | null;
  readonly topicId: TopicId;
}

const NAMED_ONLY_UNTIL = 5;
const DISABLED_FROM = 3;

/** Answers DeleteTopics. */
export const deleteTopics = defineHandler({
  api: DeleteTopics,
  serves: { min: 1, max: 6 },
  operation: AclOperation.DELETE,
  resource: ResourceType.TOPIC,
  async handle(request, context) {
    const byName = request.topicNames.map((name): Asked => ({ name, topicId: ZERO_TOPIC_ID }));
    const asked: readonly Asked[] = context.apiVersion <= NAMED_ONLY_UNTIL ? byName : request.topics;
    const twice = repeated(asked.map((topic) => keyOf(topic, context)));
    const judged = asked.map((topic) =>
      twice.has(keyOf(topic, context))
        ? refusal(ErrorCode.INVALID_REQUEST, 'this topic is named twice')
        : judge(topic, context),
    );
    const wanted = judged.filter((topic): topic is TopicReference => !isRefusal(topic));
    const reply =
      wanted.length === 0
        ? null
        : await context.ports.coordinator.deleteTopics({ timeoutMs: request.timeoutMs, topics: wanted });
    let next = 0;
    const responses = asked.map((topic, index): Answered => {
      const verdict = judged[index];
      if (isRefusal(verdict)) return failure(topic, verdict);
      const outcome =
        (reply === null || isRefusal(reply) ? reply : reply.outcomes[next]) ?? refusal(ErrorCode.UNKNOWN_SERVER_ERROR);
      next += 1;
      if (isRefusal(outcome)) return failure(topic, outcome);
      return { name: outcome.name, topicId: outcome.topicId, errorCode: ErrorCode.NONE, errorMessage: null };
    });
    return { throttleTimeMs: context.throttleMs, responses };
  },
});

/** One text for a topic, whichever way it is named. */
function keyOf({ name, topicId }: Asked, context: RequestContext): string {
  return name ?? context.ports.metadata.topicById(topicId)?.name ?? topicId;
}

function judge({ name, topicId }: Asked, context: RequestContext): TopicReference | Refusal {
  const { settings, metadata } = context.ports;
  if (!settings.deleteTopicEnable)
    return refusal(context.apiVersion < DISABLED_FROM ? ErrorCode.INVALID_REQUEST : ErrorCode.TOPIC_DELETION_DISABLED);
  const hasId = topicId !== ZERO_TOPIC_ID;
  if ((name !== null) === hasId) return refusal(ErrorCode.INVALID_REQUEST, 'a topic is named either by name or by id');
  const found = name === null ? metadata.topicById(topicId) : null;
  const known = name ?? found?.name ?? null;
  if (known !== null && !context.isAllowed(known)) return refusal(ErrorCode.TOPIC_AUTHORIZATION_FAILED);
  return name === null ? { topicId } : { name };
}

function failure({ name, topicId }: Asked, why: Refusal): Answered {
  return { name, topicId, errorCode: why.code, errorMessage: why.detail };
}
