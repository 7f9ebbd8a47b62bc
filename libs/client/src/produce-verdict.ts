import { ErrorCode, isRetriable } from '@yak/model';

/** What becomes of a batch after the broker's answer, or after none. */
export type ProduceVerdict =
  /** It is in the log. */
  | 'done'
  /** It is sent again, under the same sequence. */
  | 'retry'
  /** It fails and so does its row of sequences: the partition goes on under a new producer id. */
  | 'renew'
  | 'fail';

/** Errors after which the batch may be in the log all the same. */
const UNCERTAIN: ReadonlySet<number> = new Set([
  ErrorCode.NETWORK_EXCEPTION,
  ErrorCode.REQUEST_TIMED_OUT,
  ErrorCode.NOT_ENOUGH_REPLICAS_AFTER_APPEND,
  ErrorCode.UNKNOWN_SERVER_ERROR,
  ErrorCode.KAFKA_STORAGE_ERROR, // written, then not synced: a restart may find it
  ErrorCode.NOT_LEADER_OR_FOLLOWER, // deposed while it waited for the others
]);

/** What is known of a batch when its answer comes. */
export interface BatchStanding {
  readonly isIdempotent: boolean;
  /** Nothing before it is unconfirmed. */
  readonly isOldest: boolean;
  /** The time for its delivery is over. */
  readonly isExpired: boolean;
  /** The row of sequences that it was sent in has been given up since. */
  readonly isRowBroken: boolean;
}

/**
 * The verdict on a batch. An idempotent batch that is given up leaves a gap in its row, so the row is renewed with it.
 * Source: Kafka Sender.canRetry, KIP-360.
 */
export function produceVerdict(errorCode: number, batch: BatchStanding): ProduceVerdict {
  if (errorCode === ErrorCode.NONE) return 'done';
  if (!batch.isIdempotent) return isRetriable(errorCode) && !batch.isExpired ? 'retry' : 'fail';
  if (errorCode === ErrorCode.DUPLICATE_SEQUENCE_NUMBER) return 'done';
  if (!batch.isExpired && (isRetriable(errorCode) || isBystander(errorCode, batch))) return 'retry';
  return batch.isRowBroken ? 'fail' : 'renew';
}

/** Whether it was refused only because of a batch before it, which is on its way again or has ended the row. */
function isBystander(errorCode: number, batch: BatchStanding): boolean {
  if (errorCode === ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER) return batch.isRowBroken || !batch.isOldest;
  return (
    batch.isRowBroken && (errorCode === ErrorCode.UNKNOWN_PRODUCER_ID || errorCode === ErrorCode.INVALID_PRODUCER_EPOCH)
  );
}

/** Whether after this error the batch may nevertheless be in the log. */
export function isUncertainAfter(errorCode: number): boolean {
  return UNCERTAIN.has(errorCode);
}
