import { unexpectedEvent } from '@yak/journal';
import { assign, setup } from 'xstate';
import type { ClassicMemberEvent } from './events';

/** Who a member of a classic group is, and which generation it belongs to. */
export interface ClassicMemberContext {
  readonly groupId: string;
  readonly memberId: string;
  /** null for a dynamic member. */
  readonly instanceId: string | null;
  /** 0 before its first. */
  readonly generation: number;
}

/**
 * One member of a classic group. The drawing is in the README.
 *
 * - identified: it has an id, and its JoinGroup with it has not come.
 * - joining: its JoinGroup is parked.
 * - awaitingSync: it is in a generation, and its SyncGroup has not come.
 * - syncing: its SyncGroup is parked.
 * - stable: it has its assignment.
 * - expected: the group rebalances, and its JoinGroup has not come.
 */
export const classicMemberMachine = setup({
  types: {
    context: {} as ClassicMemberContext,
    input: {} as ClassicMemberContext,
    events: {} as ClassicMemberEvent,
  },
  actions: {
    unexpectedEvent,
    noteGeneration: assign(({ context, event }) =>
      'generation' in event ? { generation: event.generation } : context,
    ),
  },
}).createMachine({
  id: 'classic-member',
  context: ({ input }) => input,
  initial: 'identified',
  on: { 'member.ended': '.gone', '*': { actions: 'unexpectedEvent' } },
  states: {
    identified: {
      on: {
        'member.restored': { target: 'stable', actions: 'noteGeneration' },
        'join.parked': 'joining',
        'rebalance.started': {},
        'generation.entered': { target: 'awaitingSync', actions: 'noteGeneration' }, // a static member that came back
      },
    },
    joining: {
      on: {
        'join.parked': {}, // the client asked twice
        'rebalance.started': {},
        'generation.entered': { target: 'awaitingSync', actions: 'noteGeneration' },
      },
    },
    awaitingSync: {
      on: {
        'join.parked': 'joining',
        'rebalance.started': 'expected',
        'sync.parked': 'syncing',
        'assignment.given': 'stable',
      },
    },
    syncing: {
      on: {
        'join.parked': 'joining',
        'rebalance.started': 'expected',
        'sync.parked': {}, // the client asked twice
        'assignment.given': 'stable',
      },
    },
    stable: {
      on: { 'join.parked': 'joining', 'rebalance.started': 'expected', 'assignment.given': {} },
    },
    expected: {
      on: {
        'join.parked': 'joining',
        'rebalance.started': {},
        'generation.entered': { target: 'awaitingSync', actions: 'noteGeneration' }, // static members may be absent
      },
    },
    gone: { type: 'final' },
  },
});
