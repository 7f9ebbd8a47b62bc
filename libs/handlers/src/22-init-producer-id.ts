/**
 * InitProducerId, key 22. Served: 0–5 (librdkafka's idempotence needs 0).
 *
 * Behaviours: without a transactional id a new producer id with epoch 0, from a block that the coordinator gave out once and
 * for ever. Only one of producer id and epoch given, or an empty transactional id: INVALID_REQUEST.
 *
 * Versions: 2 flexible · 3 producer id and epoch (KIP-360) · 4 PRODUCER_FENCED (KIP-588) · 5 TRANSACTION_ABORTABLE (KIP-890).
 *
 * Not here: transactional ids (COORDINATOR_NOT_AVAILABLE).
 */
import { ErrorCode, isRefusal, type Refusal, refusal } from '@yak/model';
import { InitProducerId, type RequestOf } from '@yak/protocol';
import { AclOperation, ResourceType } from '@yak/security';
import { defineHandler } from './handler';
import type { RequestContext } from './request-context';

/** Answers InitProducerId. */
export const initProducerId = defineHandler({
  api: InitProducerId,
  serves: { min: 0, max: 5 },
  operation: AclOperation.IDEMPOTENT_WRITE,
  resource: ResourceType.CLUSTER,
  async handle(request, context) {
    const refused = judge(request, context);
    const allocated = refused ?? (await context.ports.coordinator.allocateProducerId());
    const throttleTimeMs = context.throttleMs;
    if (isRefusal(allocated)) return { throttleTimeMs, errorCode: allocated.code, producerId: -1, producerEpoch: -1 };
    return { throttleTimeMs, errorCode: ErrorCode.NONE, producerId: allocated, producerEpoch: 0 };
  },
});

function judge(request: RequestOf<typeof InitProducerId>, context: RequestContext): Refusal | null {
  if (!context.isAllowed()) return refusal(ErrorCode.CLUSTER_AUTHORIZATION_FAILED);
  if (request.transactionalId === '') return refusal(ErrorCode.INVALID_REQUEST);
  if ((request.producerId === -1) !== (request.producerEpoch === -1)) return refusal(ErrorCode.INVALID_REQUEST);
  if (request.transactionalId !== null) return refusal(ErrorCode.COORDINATOR_NOT_AVAILABLE);
  return null;
}
