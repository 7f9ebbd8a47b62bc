import type { Clock, Logger, Meter } from '@yak/base';
import {
  createActor,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type ContextFrom,
  type EventFromLogic,
  type EventObject,
  type InputFrom,
  type StateValue,
} from 'xstate';
import type { Journal } from './journal';
import { stateName } from './state-name';
import type { Facts } from './transition-record';

/** Every event says in words why it was sent. */
export interface CausedEvent {
  readonly type: string;
  readonly cause: string;
}

/** A running machine as its façade holds it. */
export interface MachineActor<Machine extends AnyStateMachine> {
  /** Delivers an event; it is handled before this returns, unless the machine is handling another one. Ignored once stopped or faulted. */
  send(event: EventFromLogic<Machine> & CausedEvent): void;
  /** Name of the current state (see `stateName`). */
  readonly state: string;
  readonly context: ContextFrom<Machine>;
  /** False once stopped, faulted or in a final state. */
  readonly isRunning: boolean;
  /** Ends it without running exit actions of its states; the journal gets a last record to `stopped`. */
  stop(cause: string): void;
}

/** What the factory needs of its caller. */
export interface MachineActorOptions<Machine extends AnyStateMachine> {
  /** The machine; its `id` names its kind. Provide behaviour once per class and reach the instance by `ownerOf(self)`. */
  readonly machine: Machine;
  readonly input: InputFrom<Machine>;
  /** Which one of its kind, for the journal. */
  readonly id: string;
  /** Why it was created; default `created`. */
  readonly cause?: string;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly logger: Logger;
  readonly meter: Meter;
  /** A guard or an action threw: the machine is dead and its façade takes what it ran out of service. */
  readonly onFault: (error: unknown) => void;
  /** The façade that actions reach by `ownerOf(self)`. */
  readonly owner?: object;
  /** The facts of the journal's records, from the context. A change of a fact is journalled even where the state stays. */
  readonly facts?: (context: ContextFrom<Machine>) => Facts;
}

interface Attachment {
  readonly owner: object | undefined;
  readonly unexpected: (event: { readonly type: string }) => void;
}

const attachments = new WeakMap<object, Attachment>();

/** Inside an action or a guard: the `owner` that the factory was given. The caller names its type and must be right. */
export function ownerOf<Owner extends object>(self: object): Owner {
  return attachments.get(self)?.owner as Owner;
}

/** The action of every machine's root `'*'`: counts `yak_machine_unexpected_events_total` and logs. Declared by name in `setup`. */
export function unexpectedEvent({
  self,
  event,
}: {
  readonly self: object;
  readonly event: { readonly type: string };
}): void {
  attachments.get(self)?.unexpected(event);
}

const NO_FACTS: Facts = Object.freeze({});

/** Writes what one machine does into the journal. */
class Tap<Machine extends AnyStateMachine> {
  #state = 'none';
  #value: unknown = null;
  #facts: Facts = NO_FACTS;
  readonly #options: MachineActorOptions<Machine>;

  constructor(options: MachineActorOptions<Machine>) {
    this.#options = options;
  }

  get state(): string {
    return this.#state;
  }

  /** Compares with the step before; called after the entry actions of the step have run. */
  observe(snapshot: AnyMachineSnapshot, event: EventObject | null): void {
    const context = snapshot.context as ContextFrom<Machine>;
    const facts = this.#options.facts === undefined ? NO_FACTS : this.#options.facts(context);
    const state = this.#value === snapshot.value ? this.#state : stateName(snapshot.value as StateValue);
    if (state === this.#state && sameFacts(facts, this.#facts)) return;
    const from = this.#state;
    const cause = event === null ? (this.#options.cause ?? 'created') : causeOf(event);
    this.#value = snapshot.value;
    this.#facts = facts;
    this.write(from, state, cause);
  }

  /** The last record of a machine. */
  end(state: 'stopped' | 'faulted', cause: string): void {
    this.write(this.#state, state, cause);
  }

  private write(from: string, to: string, cause: string): void {
    this.#state = to;
    this.#options.journal.append({
      machine: this.#options.machine.id,
      id: this.#options.id,
      from,
      to,
      cause,
      facts: this.#facts,
    });
  }
}

function sameFacts(one: Facts, other: Facts): boolean {
  if (one === other) return true;
  for (const name in one) if (one[name] !== other[name]) return false;
  for (const name in other) if (!(name in one)) return false;
  return true;
}

/** The event's own words; a delay of XState is named by its key. */
function causeOf(event: EventObject): string {
  const { cause } = event as Partial<CausedEvent>;
  if (typeof cause === 'string') return cause;
  const delay = /^xstate\.after\.([^.]+)\./.exec(event.type)?.[1];
  return delay === undefined ? event.type : `delay ${delay} elapsed`;
}

/** Why a thrown value ended a machine, for the journal. */
const messageOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);

/**
 * Starts a machine: the only place where actors are made. Attaches the clock, the journal tap, the error observer and
 * the counter of unexpected events..
 */
export function createMachineActor<Machine extends AnyStateMachine>(
  options: MachineActorOptions<Machine>,
): MachineActor<Machine> {
  const { machine, logger, meter } = options;
  const tap = new Tap(options);
  const logic = Object.create(machine) as AnyStateMachine;
  logic.transition = (snapshot: AnyMachineSnapshot, event: EventObject, scope) => {
    const next: AnyMachineSnapshot = machine.transition(snapshot, event, scope);
    tap.observe(next, event);
    return next;
  };
  // eslint-disable-next-line no-restricted-syntax -- this is the factory that everything else is sent to
  const actor = createActor(logic, { input: options.input, clock: options.clock });
  attachments.set(actor, {
    owner: options.owner,
    unexpected: (event) => {
      meter
        .counter('yak_machine_unexpected_events_total', 'Events that a machine did not expect in its state.', {
          machine: machine.id,
        })
        .add();
      logger.log('warn', 'unexpected event', {
        machine: machine.id,
        id: options.id,
        state: tap.state,
        event: event.type,
      });
    },
  });
  actor.subscribe({
    error: (error) => {
      tap.end('faulted', messageOf(error));
      logger.log('error', 'machine failed', { machine: machine.id, id: options.id, error });
      options.onFault(error);
    },
  });
  actor.start();
  if (actor.getSnapshot().status !== 'error') tap.observe(actor.getSnapshot(), null);
  return {
    send: (event) => {
      if (actor.getSnapshot().status === 'active') actor.send(event);
    },
    get state() {
      return tap.state;
    },
    get context() {
      return actor.getSnapshot().context as ContextFrom<Machine>;
    },
    get isRunning() {
      return actor.getSnapshot().status === 'active';
    },
    stop: (cause) => {
      if (actor.getSnapshot().status !== 'active') return;
      actor.stop();
      tap.end('stopped', cause);
    },
  };
}
