import type { Refusal } from '@yak/model';

/** What a topic and the moment ask of a batch. */
export interface ProduceRules {
  /** Version of the Produce request: zstd needs 7. */
  readonly produceVersion: number;
  /** `max.message.bytes`: largest batch, header included. */
  readonly maxMessageBytes: number;
  /** `segment.bytes`: a batch must fit a segment. */
  readonly segmentBytes: number;
  /** Whether `cleanup.policy` has `compact`: then every record needs a key. */
  readonly compacted: boolean;
  /** `message.timestamp.type`. */
  readonly timestampType: 'CreateTime' | 'LogAppendTime';
  /** `message.timestamp.before.max.ms`; Infinity for Kafka's default. */
  readonly timestampBeforeMaxMs: number;
  /** `message.timestamp.after.max.ms`. */
  readonly timestampAfterMaxMs: number;
  /** Wall clock, integer. */
  readonly nowMs: number;
}

/** What is wrong with one record of a refused batch. */
export interface RecordError {
  /** Position of the record in its batch, from 0. */
  readonly batchIndex: number;
  readonly message: string;
}

/** Why a batch is not appended, with the records at fault where it is theirs (at most 100 are named). */
export interface RecordRefusal extends Refusal {
  readonly recordErrors: readonly RecordError[];
}
