import { unexpectedEvent } from '@yak/journal';
import { assign, setup } from 'xstate';
import { type GroupStateFacts, groupStateOf } from './rules/group-state';

/** What happens to a group of the consumer protocol. Records alone bring it about. */
export type ConsumerGroupEvent =
  | { readonly type: 'record.replayed'; readonly facts: GroupStateFacts; readonly cause: string }
  | { readonly type: 'group.removed'; readonly cause: string };

/** Where a replayed record takes the group; the same from every state, as the state follows from the facts alone. */
const replayed = [
  { guard: { type: 'leadsTo', params: { state: 'Empty' } }, target: 'Empty', actions: 'noteFacts' },
  { guard: { type: 'leadsTo', params: { state: 'Assigning' } }, target: 'Assigning', actions: 'noteFacts' },
  { guard: { type: 'leadsTo', params: { state: 'Reconciling' } }, target: 'Reconciling', actions: 'noteFacts' },
  { guard: { type: 'leadsTo', params: { state: 'Stable' } }, target: 'Stable', actions: 'noteFacts' },
] as const;

/** A group of the consumer protocol. Source: Kafka ConsumerGroup.ConsumerGroupState. */
export const consumerGroupMachine = setup({
  types: {
    context: {} as GroupStateFacts,
    input: {} as GroupStateFacts,
    events: {} as ConsumerGroupEvent,
  },
  guards: {
    leadsTo: ({ event }, { state }: { readonly state: string }) =>
      event.type === 'record.replayed' && groupStateOf(event.facts) === state,
    isAssigning: ({ context }) => groupStateOf(context) === 'Assigning',
    isReconciling: ({ context }) => groupStateOf(context) === 'Reconciling',
    isStable: ({ context }) => groupStateOf(context) === 'Stable',
  },
  actions: {
    noteFacts: assign(({ context, event }) => (event.type === 'record.replayed' ? event.facts : context)),
    unexpectedEvent,
  },
}).createMachine({
  id: 'consumer-group',
  context: ({ input }) => input,
  initial: 'Loaded',
  states: {
    Loaded: {
      always: [
        { guard: 'isAssigning', target: 'Assigning' },
        { guard: 'isReconciling', target: 'Reconciling' },
        { guard: 'isStable', target: 'Stable' },
        { target: 'Empty' },
      ],
    },
    Empty: { on: { 'record.replayed': replayed } },
    Assigning: { on: { 'record.replayed': replayed } },
    Reconciling: { on: { 'record.replayed': replayed } },
    Stable: { on: { 'record.replayed': replayed } },
    Dead: { type: 'final' },
  },
  on: { 'group.removed': '.Dead', '*': { actions: 'unexpectedEvent' } },
});
