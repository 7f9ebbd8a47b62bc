import { type Assignment, EMPTY_ASSIGNMENT } from './assignment';

/** Epochs that a heartbeat sends to say something else than its epoch. Source: KIP-848, ConsumerGroupHeartbeatRequest. */
export const JOIN_EPOCH = 0;
export const LEAVE_EPOCH = -1;
export const LEAVE_STATIC_EPOCH = -2;

/** How far a member is on its way to its target. Closed. Source: Kafka MemberState. */
export type MemberState = 'stable' | 'unrevoked' | 'unreleased' | 'unknown';

const STATE_CODES: Readonly<Record<MemberState, number>> = { stable: 0, unrevoked: 1, unreleased: 2, unknown: 127 };

/** The state's byte in a record. */
export function codeOfState(state: MemberState): number {
  return STATE_CODES[state];
}

/** The state of a byte in a record; one that a newer broker wrote is `unknown`. */
export function stateOfCode(code: number): MemberState {
  const found = Object.entries(STATE_CODES).find(([, known]) => known === code);
  return (found?.[0] ?? 'unknown') as MemberState;
}

/** What a member that speaks the classic protocol said of it. */
export interface ClassicMembership {
  readonly sessionTimeoutMs: number;
  /** In the member's order; the metadata is a ConsumerProtocolSubscription. */
  readonly protocols: readonly { readonly name: string; readonly metadata: Buffer }[];
}

/** What a member says of itself: the value of its record 5. */
export interface MemberDescription {
  readonly instanceId: string | null;
  readonly rackId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  /** Sorted, each once. */
  readonly topicNames: readonly string[];
  /** null for none. */
  readonly pattern: string | null;
  /** -1 until it was told. */
  readonly rebalanceTimeoutMs: number;
  readonly assignor: string | null;
  /** null for a member that speaks the consumer protocol. */
  readonly classic: ClassicMembership | null;
}

/** What a member has: the value of its record 8. */
export interface CurrentAssignment {
  /** ≥ 0, or LEAVE_STATIC_EPOCH while a static member is away, or LEAVE_EPOCH when the record was taken away. */
  readonly memberEpoch: number;
  readonly previousMemberEpoch: number;
  readonly state: MemberState;
  /** What it may work on. */
  readonly assigned: Assignment;
  /** What it was told to give up and may still work on. */
  readonly pendingRevocation: Assignment;
}

/** One member as the records have it. Immutable. */
export interface ConsumerMember extends MemberDescription, CurrentAssignment {
  readonly memberId: string;
}

/** The record 8 of a member that has none yet. */
export const EMPTY_MEMBER_STATE: CurrentAssignment = {
  memberEpoch: JOIN_EPOCH,
  previousMemberEpoch: -1,
  state: 'stable',
  assigned: EMPTY_ASSIGNMENT,
  pendingRevocation: EMPTY_ASSIGNMENT,
};

/** A member of which nothing is known yet. */
export function blankMember(memberId: string): ConsumerMember {
  return {
    memberId,
    instanceId: null,
    rackId: null,
    clientId: '',
    clientHost: '',
    topicNames: [],
    pattern: null,
    rebalanceTimeoutMs: -1,
    assignor: null,
    classic: null,
    ...EMPTY_MEMBER_STATE,
  };
}

/** Names sorted, each once. */
export function sortedNames(names: Iterable<string>): readonly string[] {
  return [...new Set(names)].sort();
}

/** Whether both lists have the same names in the same order. */
export function areSameNames(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name, index) => other[index] === name);
}

/** Whether record 5 would have the same value. */
export function isSameDescription(one: MemberDescription, other: MemberDescription): boolean {
  return (
    one.instanceId === other.instanceId &&
    one.rackId === other.rackId &&
    one.clientId === other.clientId &&
    one.clientHost === other.clientHost &&
    one.pattern === other.pattern &&
    one.rebalanceTimeoutMs === other.rebalanceTimeoutMs &&
    one.assignor === other.assignor &&
    areSameNames(one.topicNames, other.topicNames) &&
    isSameClassic(one.classic, other.classic)
  );
}

function isSameClassic(one: ClassicMembership | null, other: ClassicMembership | null): boolean {
  if (one === null || other === null) return one === other;
  if (one.sessionTimeoutMs !== other.sessionTimeoutMs || one.protocols.length !== other.protocols.length) return false;
  return one.protocols.every((protocol, index) => {
    const another = other.protocols[index];
    return another?.name === protocol.name && another.metadata.equals(protocol.metadata);
  });
}
