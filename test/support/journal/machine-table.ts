import { stateName } from '@yak/journal';
import {
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type AnyStateNode,
  type EventObject,
  type StateValue,
  transition,
} from 'xstate';

/** One state to start from, with a context that is typical of it. */
export interface TableState {
  readonly value: StateValue;
  readonly context: object;
}

/** One event to try in every state, under a name of its own where one type is tried with several payloads. */
export interface TableEvent {
  readonly name: string;
  readonly event: EventObject & Readonly<Record<string, unknown>>;
}

const leavesOf = (node: AnyStateNode): AnyStateNode[] => {
  const children = Object.values(node.states);
  return children.length === 0 ? [node] : children.flatMap(leavesOf);
};

const delayOf = (type: string): string | null => /^xstate\.after\.([^.]+)\./.exec(type)?.[1] ?? null;

const show = (value: unknown): string => (Array.isArray(value) ? `[${value.join(' ')}]` : String(value));

function changesOf(before: object, after: object): string {
  const old = before as Record<string, unknown>;
  return Object.entries(after)
    .filter(([name, value]) => show(old[name]) !== show(value))
    .map(([name, value]) => `${name}=${show(value)}`)
    .join(' ');
}

function rowOf(machine: AnyStateMachine, state: TableState, { name, event }: TableEvent): string[] {
  const snapshot = machine.resolveState({ value: state.value, context: state.context }) as AnyMachineSnapshot;
  const [next, actions] = transition(machine, snapshot, event);
  const after = next as AnyMachineSnapshot;
  const named = actions.map((action) => action.type).filter((type) => !type.startsWith('xstate.'));
  const from = stateName(state.value);
  const to = stateName(after.value as StateValue);
  const changes = changesOf(state.context, after.context as object);
  const isNothing = to === from && named.length === 0 && changes === '';
  return [from, name, isNothing ? '.' : to, named.join(' '), changes];
}

/**
 * What a machine does with every event in every state, as text: state, event, next state, actions in order, changes of the
 * context. A dot is "nothing happens". Throws when a state or an event of the machine is not among those given; the
 * elapsed delays and one event that nobody knows are added by themselves.
 */
export function transitionTable(
  machine: AnyStateMachine,
  states: readonly TableState[],
  events: readonly TableEvent[],
): string {
  const given = new Set(states.map((state) => stateName(state.value)));
  for (const leaf of leavesOf(machine.root))
    if (!given.has(leaf.path.join('.'))) throw new Error(`the table lacks the state ${leaf.path.join('.')}`);
  const types = [...new Set(machine.events as readonly string[])].filter((type) => !type.includes('*'));
  const delays = types.filter((type) => delayOf(type) !== null);
  const tried = new Set([...events.map(({ event }) => event.type), ...delays]);
  for (const type of types) if (!tried.has(type)) throw new Error(`the table lacks the event ${type}`);
  const all: TableEvent[] = [
    ...events,
    ...delays.map((type) => ({
      name: `after ${delayOf(type) ?? ''} of ${type.split('.').at(-1) ?? ''}`,
      event: { type },
    })),
    { name: '(unknown)', event: { type: 'no.such.event', cause: 'a mistake' } },
  ];
  const rows = [
    ['state', 'event', 'next', 'actions', 'context'],
    ...states.flatMap((state) => all.map((event) => rowOf(machine, state, event))),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return (
    rows
      .map((row) =>
        row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd(),
      )
      .join('\n') + '\n'
  );
}
