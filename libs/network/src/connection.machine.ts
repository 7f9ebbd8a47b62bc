import { ownerOf, unexpectedEvent } from '@yak/journal';
import { setup } from 'xstate';
import type { ConnectionEvent } from './events';

/** What the machine does to its connection. */
export interface ConnectionOwner {
  /** Starts to read requests. */
  open(): void;
  /** Reads no more; ends the stream once what is in flight was answered. */
  wind(): void;
  /** Gives everything back. */
  leave(): void;
}

/** One accepted connection. Who it is does not change with its state, so the context is only that. */
export const connectionMachine = setup({
  types: {
    context: {} as { readonly listener: string; readonly client: string },
    input: {} as { readonly listener: string; readonly client: string },
    events: {} as ConnectionEvent,
  },
  actions: {
    open: ({ self }) => ownerOf<ConnectionOwner>(self).open(),
    wind: ({ self }) => ownerOf<ConnectionOwner>(self).wind(),
    leave: ({ self }) => ownerOf<ConnectionOwner>(self).leave(),
    unexpectedEvent,
  },
}).createMachine({
  id: 'connection',
  context: ({ input }) => input,
  initial: 'accepted',
  states: {
    accepted: { on: { 'connection.admitted': 'authenticating' } },
    authenticating: { on: { 'authentication.succeeded': 'ready', 'drain.started': 'draining' } },
    ready: { entry: 'open', on: { 'drain.started': 'draining' } },
    draining: { entry: 'wind', on: { 'drain.started': {} } },
    closed: { type: 'final', entry: 'leave' },
  },
  on: { 'transport.closed': '.closed', '*': { actions: 'unexpectedEvent' } },
});
