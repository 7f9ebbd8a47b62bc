/** The states of a classic group as Kafka names them on the wire. Source: Kafka ClassicGroupState. */
export const CLASSIC_STATES = ['Empty', 'PreparingRebalance', 'CompletingRebalance', 'Stable', 'Dead'] as const;

/** One of them. */
export type ClassicState = (typeof CLASSIC_STATES)[number];

/** How a member is named by a request: by an id, and by an instance id where it is static. */
export type InstanceClaim =
  /** no instance id was given */
  | 'none'
  /** no member has this instance id */
  | 'unknown'
  /** the member that is named has it */
  | 'own'
  /** another member has it */
  | 'other';

/** What the group knows of the member that a request names. */
export interface MemberClaim {
  readonly isMember: boolean;
  readonly instance: InstanceClaim;
}
