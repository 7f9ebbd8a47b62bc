import { unexpectedEvent } from '@yak/journal';
import { assign, setup } from 'xstate';
import type { ClassicGroupEvent } from './events';

/** Where a classic group stands. */
export interface ClassicGroupContext {
  readonly groupId: string;
  /** Counts the rebalances; ≥ 0. */
  readonly generation: number;
  /** The protocol that the members of the generation have agreed on; null without members. */
  readonly protocolName: string | null;
}

/**
 * One classic group. The outer states are Kafka's; what is inside of them is not seen on the wire. The drawing is in the
 * README. Source: Kafka ClassicGroupState.
 *
 * - PreparingRebalance.gathering: the first rebalance of an Empty group, which waits its delay whoever has joined.
 * - PreparingRebalance.rejoining: any other, complete as soon as every member has joined.
 * - CompletingRebalance.awaitingLeader, .writing: before and after the leader has handed in the assignments.
 */
export const classicGroupMachine = setup({
  types: {
    context: {} as ClassicGroupContext,
    input: {} as ClassicGroupContext,
    events: {} as ClassicGroupEvent,
  },
  guards: {
    isThisGeneration: ({ context, event }) => 'generation' in event && event.generation === context.generation,
  },
  actions: {
    unexpectedEvent,
    noteGeneration: assign(({ context, event }) => {
      if (event.type === 'generation.started')
        return { generation: event.generation, protocolName: event.protocolName };
      if (event.type === 'generation.emptied') return { generation: event.generation, protocolName: null };
      return context;
    }),
  },
}).createMachine({
  id: 'classic-group',
  context: ({ input }) => input,
  initial: 'Empty',
  on: { 'group.ended': '.Dead', '*': { actions: 'unexpectedEvent' } },
  states: {
    Empty: {
      on: { 'members.restored': 'Stable', 'rebalance.started': 'PreparingRebalance.gathering' },
    },
    PreparingRebalance: {
      initial: 'rejoining',
      states: { gathering: {}, rejoining: {} },
      on: {
        'generation.started': { target: 'CompletingRebalance', actions: 'noteGeneration' },
        'generation.emptied': { target: 'Empty', actions: 'noteGeneration' },
        'assignments.committed': {}, // the members were told to rejoin while they were being written
      },
    },
    CompletingRebalance: {
      initial: 'awaitingLeader',
      states: {
        awaitingLeader: { on: { 'assignments.received': { guard: 'isThisGeneration', target: 'writing' } } },
        writing: { on: { 'assignments.committed': { guard: 'isThisGeneration', target: '#classic-group.Stable' } } },
      },
      on: {
        'rebalance.started': 'PreparingRebalance.rejoining',
        'assignments.committed': {}, // those of an earlier generation
      },
    },
    Stable: {
      on: { 'rebalance.started': 'PreparingRebalance.rejoining', 'assignments.committed': {} },
    },
    Dead: { type: 'final' },
  },
});
