import { ErrorCode, refusal, type Refusal } from '@yak/model';
import { type BatchHeader, isTransactional } from '@yak/records';
import { effectiveMinInSyncReplicas } from './high-watermark';

/** How many replicas must have a batch before it is acknowledged: none asked, the leader, all in-sync ones. */
export type RequiredAcks = 0 | 1 | -1;

/** What an append is admitted by, beside the role and the producer's sequence. */
export interface ProduceFacts {
  readonly header: BatchHeader;
  readonly requiredAcks: RequiredAcks;
  readonly isrSize: number;
  readonly minInSyncReplicas: number;
  readonly replicaCount: number;
}

const NO_TRANSACTIONS = refusal(
  ErrorCode.INVALID_TXN_STATE,
  'the producer has no transaction that is open on this partition',
);

/**
 * Why a client's batch may not be appended; null when it may. A transactional batch needs a coordinator that knows of it,
 * and there is none yet; acks=all needs enough in-sync replicas before the append.
 * Source: Kafka Partition.appendRecordsToLeader; KIP-890.
 */
export function produceFault(facts: ProduceFacts): Refusal | null {
  if (isTransactional(facts.header)) return NO_TRANSACTIONS;
  if (facts.requiredAcks !== -1) return null;
  const needed = effectiveMinInSyncReplicas(facts.minInSyncReplicas, facts.replicaCount);
  if (facts.isrSize >= needed) return null;
  return refusal(ErrorCode.NOT_ENOUGH_REPLICAS, `${facts.isrSize} in-sync replicas, ${needed} needed`);
}
