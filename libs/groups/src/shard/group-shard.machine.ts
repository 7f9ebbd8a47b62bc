import { AssertionFailure } from '@yak/base';
import { unexpectedEvent } from '@yak/journal';
import type { LeaderEpoch } from '@yak/model';
import { assign, setup } from 'xstate';
import type { ShardEvent } from './events';

/** What a shard's machine remembers: numbers for its guards and for the journal. */
export interface ShardContext {
  /** The leadership that it lives in; another one is another shard. */
  readonly leaderEpoch: LeaderEpoch;
  /** Counts the loads: above 1 a fault of ours was met. */
  readonly loads: number;
  /** Records that the last load read, and those of types that are not known here. */
  readonly records: number;
  readonly skipped: number;
  /** Why it failed, or had to load again; null while nothing was wrong. */
  readonly reason: string | null;
}

const unprovided = (): never => {
  throw new AssertionFailure('this action is provided by the façade');
};

/**
 * One partition of `__consumer_offsets` under one leadership. Kafka's states of a coordinator; `active` goes back to `loading`
 * where a fault of our own has left the memory in doubt: the log says what is true.
 * Source: Kafka CoordinatorRuntime.CoordinatorState.
 */
export const groupShardMachine = setup({
  types: {
    context: {} as ShardContext,
    input: {} as { readonly leaderEpoch: LeaderEpoch },
    events: {} as ShardEvent,
  },
  actions: {
    unexpectedEvent,
    countLoad: assign(({ context }) => ({ loads: context.loads + 1 })),
    noteLoaded: assign(({ event }) =>
      event.type === 'log.loaded' ? { records: event.records, skipped: event.skipped } : {},
    ),
    noteReason: assign(({ event }) => ({ reason: event.cause })),
    openTenure: unprovided,
    closeTenure: unprovided,
  },
}).createMachine({
  id: 'group-shard',
  context: ({ input }) => ({ leaderEpoch: input.leaderEpoch, loads: 0, records: 0, skipped: 0, reason: null }),
  initial: 'loading',
  states: {
    loading: {
      entry: ['countLoad', 'openTenure'],
      on: {
        'log.loaded': { target: 'active', actions: 'noteLoaded' },
        'load.failed': { target: 'failed', actions: ['closeTenure', 'noteReason'] },
        'log.lost': { target: 'failed', actions: ['closeTenure', 'noteReason'] },
        'state.broken': { target: 'failed', actions: ['closeTenure', 'noteReason'] },
      },
    },
    active: {
      on: {
        'state.broken': { target: 'loading', actions: ['closeTenure', 'noteReason'] },
        'log.lost': { target: 'failed', actions: ['closeTenure', 'noteReason'] },
      },
    },
    failed: {},
    unloaded: { type: 'final' },
  },
  on: {
    'leadership.ended': { target: '.unloaded', actions: 'closeTenure' },
    '*': { actions: 'unexpectedEvent' },
  },
});
