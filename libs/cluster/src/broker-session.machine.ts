import { unexpectedEvent } from '@yak/journal';
import type { BrokerEpoch } from '@yak/model';
import { assign, setup } from 'xstate';
import type { BrokerSessionEvent } from './events';

/** Which registration the session is about. */
export interface BrokerSessionContext {
  readonly brokerEpoch: BrokerEpoch;
}

const sessionSetup = setup({
  types: {
    context: {} as BrokerSessionContext,
    events: {} as BrokerSessionEvent,
    input: {} as BrokerSessionContext,
  },
  guards: {
    isThisRegistration: ({ context, event }) => event.brokerEpoch === context.brokerEpoch,
  },
  actions: {
    unexpectedEvent,
    noteRegistration: assign(({ event }) => ({ brokerEpoch: event.brokerEpoch })),
  },
});

/** One broker as the coordinator hears it. The drawing is in the README. */
export const brokerSessionMachine = sessionSetup.createMachine({
  id: 'broker-session',
  context: ({ input }) => ({ brokerEpoch: input.brokerEpoch }),
  initial: 'registering',
  on: {
    'broker.registered': { target: '.registering', actions: 'noteRegistration' },
    '*': { actions: 'unexpectedEvent' },
  },
  states: {
    registering: {
      on: {
        'broker.caught-up': { guard: 'isThisRegistration', target: 'alive' },
        'session.expired': { guard: 'isThisRegistration', target: 'fenced' },
        'silence.noticed': {},
        'heartbeat.heard': {},
      },
    },
    alive: {
      on: {
        'silence.noticed': { guard: 'isThisRegistration', target: 'suspect' },
        'shutdown.requested': { guard: 'isThisRegistration', target: 'shutting-down' },
      },
    },
    suspect: {
      on: {
        'heartbeat.heard': { guard: 'isThisRegistration', target: 'alive' },
        'session.expired': { guard: 'isThisRegistration', target: 'fenced' },
        'shutdown.requested': { guard: 'isThisRegistration', target: 'shutting-down' },
      },
    },
    fenced: {
      on: {
        'broker.caught-up': { guard: 'isThisRegistration', target: 'alive' },
        'heartbeat.heard': {},
      },
    },
    'shutting-down': {
      on: {
        'session.expired': { guard: 'isThisRegistration', target: 'fenced' },
        'shutdown.requested': {},
        'silence.noticed': {},
        'heartbeat.heard': {},
      },
    },
  },
});
