import { unexpectedEvent } from '@yak/journal';
import { assign, setup } from 'xstate';
import { JOIN_EPOCH, type MemberState } from './member';

/** What a member's machine remembers of its record 8. */
export interface ConsumerMemberFacts {
  readonly memberEpoch: number;
  readonly state: MemberState;
  /** Partitions that it may work on. */
  readonly assignedCount: number;
  /** Partitions that it was told to give up. */
  readonly pendingCount: number;
}

/** What happens to a member. Records alone bring it about. */
export type ConsumerMemberEvent =
  | { readonly type: 'assignment.replayed'; readonly facts: ConsumerMemberFacts; readonly cause: string }
  | { readonly type: 'member.removed'; readonly cause: string };

type MemberStateName = 'Joining' | 'Stable' | 'UnrevokedPartitions' | 'UnreleasedPartitions' | 'Unknown' | 'Away';

const NAMES: Readonly<Record<MemberState, MemberStateName>> = {
  stable: 'Stable',
  unrevoked: 'UnrevokedPartitions',
  unreleased: 'UnreleasedPartitions',
  unknown: 'Unknown',
};

function memberStateOf(facts: ConsumerMemberFacts): MemberStateName {
  if (facts.memberEpoch < JOIN_EPOCH) return 'Away';
  if (facts.memberEpoch === JOIN_EPOCH && facts.state === 'stable') return 'Joining';
  return NAMES[facts.state];
}

const to = <State extends MemberStateName>(state: State) =>
  ({ guard: { type: 'leadsTo', params: { state } }, target: state, actions: 'noteFacts' }) as const;

/** Where a record 8 may take a member from a state. What it may do is decided by `reconcile`; others are not expected. */
const after = <const State extends MemberStateName>(...states: State[]) => ({
  on: { 'assignment.replayed': states.map((state) => to(state)) },
});

/** A member of a group of the consumer protocol. Source: KIP-848; Kafka MemberState. */
export const consumerMemberMachine = setup({
  types: {
    context: {} as ConsumerMemberFacts,
    input: {} as ConsumerMemberFacts,
    events: {} as ConsumerMemberEvent,
  },
  guards: {
    leadsTo: ({ event }, { state }: { readonly state: MemberStateName }) =>
      event.type === 'assignment.replayed' && memberStateOf(event.facts) === state,
    is: ({ context }, { state }: { readonly state: MemberStateName }) => memberStateOf(context) === state,
  },
  actions: {
    noteFacts: assign(({ context, event }) => (event.type === 'assignment.replayed' ? event.facts : context)),
    unexpectedEvent,
  },
}).createMachine({
  id: 'consumer-member',
  context: ({ input }) => input,
  initial: 'Loaded',
  states: {
    Loaded: {
      always: [
        { guard: { type: 'is', params: { state: 'Stable' } }, target: 'Stable' },
        { guard: { type: 'is', params: { state: 'UnrevokedPartitions' } }, target: 'UnrevokedPartitions' },
        { guard: { type: 'is', params: { state: 'UnreleasedPartitions' } }, target: 'UnreleasedPartitions' },
        { guard: { type: 'is', params: { state: 'Unknown' } }, target: 'Unknown' },
        { guard: { type: 'is', params: { state: 'Away' } }, target: 'Away' },
        { target: 'Joining' },
      ],
    },
    // Epoch 0 again: a member of a classic group that became this one before its first generation.
    Joining: after('Joining', 'Stable', 'UnrevokedPartitions', 'UnreleasedPartitions', 'Away'),
    Stable: after('Stable', 'UnrevokedPartitions', 'UnreleasedPartitions', 'Away'),
    UnrevokedPartitions: after('UnrevokedPartitions', 'Stable', 'UnreleasedPartitions', 'Away'),
    UnreleasedPartitions: after('UnreleasedPartitions', 'Stable', 'UnrevokedPartitions', 'Away'),
    Unknown: after('Stable', 'UnreleasedPartitions', 'Away'),
    // Who comes back with its instance id is another member; with its old id alone it is this one.
    Away: after('Away', 'Stable', 'UnrevokedPartitions', 'UnreleasedPartitions'),
    Left: { type: 'final' },
  },
  on: { 'member.removed': '.Left', '*': { actions: 'unexpectedEvent' } },
});
