import type { ErrorCode } from '@yak/model';
import type { GroupRecord } from './records/group-record';

/**
 * What one operation on a group decided. The shard appends `records` as one batch in the same turn, replays them at once (see
 * `isReplayed`) and gives the answer when the high watermark covers them. Source: Kafka CoordinatorResult.
 *
 *   request or timer ─▶ Decision ─▶ append ─▶ replay ─▶ (high watermark) ─▶ onCommitted ─▶ answer
 *                                      └ refused ─▶ onRefused gives the answer; nothing was replayed
 */
export interface Decision<Answer> {
  readonly records: readonly GroupRecord[];
  /** A promise where the answer waits for other members; it is still held back until the records are committed. */
  readonly answer: Answer | Promise<Answer>;
  /** False where memory has changed already and the records are for the next load only (classic groups). Default true. */
  readonly isReplayed?: boolean;
  /**
   * Runs when the records are committed, before the answer is given; that may be after the caller was told that it took too
   * long, so it looks whether it still matters. Never runs when the shard is unloaded before.
   */
  readonly onCommitted?: () => void;
  /**
   * Runs instead when the log takes nothing; the error is already one that group clients know. Undoes what was done and gives
   * the answer. Errors that are not the group's (the shard is gone, the commit takes too long) are answered without it.
   */
  readonly onRefused: (error: ErrorCode) => Answer;
}

/** A decision without records: the answer alone. */
export function answered<Answer>(answer: Answer | Promise<Answer>): Decision<Answer> {
  return { records: [], answer, onRefused: unreachable };
}

function unreachable(): never {
  throw new Error('nothing was to be written');
}
