import { unexpectedEvent } from '@yak/journal';
import type { BrokerEpoch } from '@yak/model';
import { assign, setup } from 'xstate';
import type { BrokerLifecycleEvent } from './events';

/** What a broker knows of its own registration. */
export interface BrokerLifecycleContext {
  /** Null before the first registration. */
  readonly brokerEpoch: BrokerEpoch | null;
}

const lifecycleSetup = setup({
  types: { context: {} as BrokerLifecycleContext, events: {} as BrokerLifecycleEvent },
  actions: {
    unexpectedEvent,
    noteRegistration: assign(({ event }) =>
      event.type === 'registration.accepted' ? { brokerEpoch: event.brokerEpoch } : {},
    ),
  },
});

/** One broker's own life (ARCHITECTURE §4, start-up gate). The drawing is in the README. */
export const brokerLifecycleMachine = lifecycleSetup.createMachine({
  id: 'broker-lifecycle',
  context: { brokerEpoch: null },
  initial: 'starting',
  on: { '*': { actions: 'unexpectedEvent' } },
  states: {
    starting: {
      on: { 'start.requested': 'registering', 'leave.requested': 'stopped' },
    },
    registering: {
      on: {
        'registration.accepted': { target: 'catching-up', actions: 'noteRegistration' },
        'broker.deposed': 'stopped',
        'leave.requested': 'leaving',
      },
    },
    'catching-up': {
      on: {
        'broker.unfenced': 'serving',
        'broker.fenced': {},
        'broker.deposed': 'stopped',
        'leave.requested': 'leaving',
      },
    },
    serving: {
      on: {
        'broker.fenced': 'catching-up',
        'broker.unfenced': {},
        'broker.deposed': 'stopped',
        'leave.requested': 'leaving',
      },
    },
    leaving: {
      on: {
        'leave.completed': 'stopped',
        'leave.requested': {},
        'broker.fenced': {},
        'broker.unfenced': {},
        'broker.deposed': {},
      },
    },
    stopped: { type: 'final' },
  },
});
