/**
 * CreatePartitions, key 37. Served: 0–3.
 *
 * Behaviours: the coordinator checks and writes; the answer comes when the new leaders can serve. A topic named twice:
 * INVALID_REQUEST. Counts are totals, and only grow.
 *
 * Versions: 2 flexible · 3 THROTTLING_QUOTA_EXCEEDED (KIP-599; never here).
 */
import { ErrorCode, isRefusal, refusal } from '@yak/model';
import { CreatePartitions } from '@yak/protocol';
import { AclOperation, ResourceType } from '@yak/security';
import { defineHandler } from './handler';
import { repeated } from './rules/repeated';

/** Answers CreatePartitions. */
export const createPartitions = defineHandler({
  api: CreatePartitions,
  serves: { min: 0, max: 3 },
  operation: AclOperation.ALTER,
  resource: ResourceType.TOPIC,
  async handle(request, context) {
    const twice = repeated(request.topics.map(({ name }) => name));
    const judge = (name: string): ErrorCode => {
      if (twice.has(name)) return ErrorCode.INVALID_REQUEST;
      return context.isAllowed(name) ? ErrorCode.NONE : ErrorCode.TOPIC_AUTHORIZATION_FAILED;
    };
    const wanted = request.topics.filter(({ name }) => judge(name) === ErrorCode.NONE);
    const topics = wanted.map(({ name, count, assignments }) => ({
      name,
      count,
      assignments: assignments?.map(({ brokerIds }) => brokerIds) ?? null,
    }));
    const { timeoutMs, validateOnly } = request;
    const reply =
      wanted.length === 0
        ? null
        : await context.ports.coordinator.createPartitions({ timeoutMs, validateOnly, topics });
    const results = request.topics.map((asked) => {
      const code = judge(asked.name);
      const answered = reply === null || isRefusal(reply) ? reply : reply.outcomes[wanted.indexOf(asked)];
      const outcome = code === ErrorCode.NONE ? (answered ?? refusal(ErrorCode.UNKNOWN_SERVER_ERROR)) : refusal(code);
      const why = isRefusal(outcome) ? outcome : null;
      return { name: asked.name, errorCode: why?.code ?? ErrorCode.NONE, errorMessage: why?.detail ?? null };
    });
    return { throttleTimeMs: context.throttleMs, results };
  },
});
