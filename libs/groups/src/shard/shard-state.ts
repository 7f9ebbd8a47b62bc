import type { ErrorCode } from '@yak/model';
import type { Decision } from '../decision';
import type { OffsetStore } from '../offsets/offset-store';
import type { ShardServices } from '../ports';

/** Everything that the records of one shard say. */
export interface ShardState extends ShardServices {
  readonly offsets: OffsetStore;
}

/** Decides one thing in the newest state of a shard. Throws only where YAK is wrong. */
export type Operation<Answer> = (state: ShardState) => Decision<Answer>;

/** How the caller of an operation hears of what is not the group's doing. */
export interface OperationOptions<Answer> {
  /** The answer to give where the operation does not run, or its commit does not come. */
  readonly failed: (error: ErrorCode) => Answer;
  /** False: an answer without records need not wait until the state that it was decided on is committed. Default true. */
  readonly isHeld?: (state: ShardState) => boolean;
}
