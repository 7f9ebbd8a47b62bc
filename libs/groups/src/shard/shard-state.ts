import type { ErrorCode } from '@yak/model';
import type { Decision } from '../decision';
import type { ShardServices } from '../ports';

/** Decides one thing in the newest state of a shard. Throws only where YAK is wrong. */
export type Operation<Answer> = (services: ShardServices) => Decision<Answer>;

/** How the caller of an operation hears of what is not the group's doing. */
export interface OperationOptions<Answer> {
  /** The answer to give where the operation does not run, or its commit does not come. */
  readonly failed: (error: ErrorCode) => Answer;
  /** False: an answer without records need not wait until the state that it was decided on is committed. Default true. */
  readonly isHeld?: boolean;
}
