import type { ConsumerOptions } from './consumer';

/** Assignors that a member of ours can play the leader with, by the names that clients share. */
export type AssignorName = 'range' | 'cooperative-sticky';

/** How a member of a group behaves. */
export interface GroupConsumerOptions extends Omit<ConsumerOptions, 'resetTo'> {
  readonly groupId: string;
  readonly topics: readonly string[];
  /** Where to start in a partition without a committed offset, or whose offset is out of range; null: fail. Default `latest`. */
  readonly startAt?: 'earliest' | 'latest' | null;
  /**
   * In order of preference; the group takes one that all members list. With `range` among them every partition is given back
   * before a rebalance, as members with either expect. Default both.
   */
  readonly assignors?: readonly AssignorName[];
  /** A member unheard of for this long is out. Default 10,000. */
  readonly sessionTimeoutMs?: number;
  /** Default 3,000. */
  readonly heartbeatIntervalMs?: number;
  /** How long members have to come to a rebalance. Default 60,000. */
  readonly rebalanceTimeoutMs?: number;
  /** Offsets are committed this often, by a `poll`. Default 5,000. */
  readonly commitIntervalMs?: number;
  /** A reader that does not poll for this long gives its partitions up. Default 300,000. */
  readonly pollIntervalMaxMs?: number;
  /** How long `close` may take to commit and leave. Default 5,000. */
  readonly closeTimeoutMs?: number;
}
