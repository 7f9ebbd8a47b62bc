/** What a machine names about itself beside its state: ids, epochs, numbers. Flat and serialisable. */
export type Facts = Readonly<Record<string, string | number | boolean | null>>;

/** One step of one machine, with its cause: what a person reads to see why the cluster is in this state. */
export interface TransitionRecord {
  /** Position in the journal of this node: integer from 1, without gaps. */
  readonly sequence: number;
  /** When it happened, in milliseconds since the Unix epoch on this node's wall clock. */
  readonly timeMs: number;
  /** The node that keeps the journal: `broker-1`, `coordinator-1`. */
  readonly node: string;
  /** The kind of machine, as in its definition: `partition-replica`. */
  readonly machine: string;
  /** Which one of its kind: `orders-3`. */
  readonly id: string;
  /** State before; `none` when the machine was just created. Nested states are joined by dots, parallel ones by bars. */
  readonly from: string;
  /** State after; equal to `from` where only the facts changed; `stopped` or `faulted` at the end. */
  readonly to: string;
  /** Why, in words: the `cause` of the event, or the delay that elapsed. */
  readonly cause: string;
  /** The facts after the step. */
  readonly facts: Facts;
}
