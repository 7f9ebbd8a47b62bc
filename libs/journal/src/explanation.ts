import type { Journal } from './journal';
import type { Facts, TransitionRecord } from './transition-record';

/** What the room that owns a thing says of it: the state it is in, the facts that matter, and why it is so. */
export interface ExplainedState {
  /** As its machine or the protocol names it: `leader`, `PreparingRebalance`. */
  readonly state: string;
  readonly facts: Facts;
  /** Sentences for a person; the first says the most. */
  readonly sentences: readonly string[];
}

/** Why one thing is in its state, as HTTP gives it: the words of its room, and what its machine did before. */
export interface Explanation extends ExplainedState {
  /** `group`, `partition`. */
  readonly kind: string;
  readonly id: string;
  /** Who says so: `broker-1`. */
  readonly node: string;
  /** The newest transitions of its machine on this node, oldest first; at most 20. */
  readonly transitions: readonly TransitionRecord[];
}

const TRANSITIONS_MAX = 20;

/**
 * Joins what a room says of a thing with the last transitions of its machine.
 * @param subject.machines those that may have been it, newest transitions of all of them; their ids are the subject's
 */
export function explanationOf(
  subject: { readonly kind: string; readonly id: string; readonly machines: readonly string[] },
  { state, facts, sentences }: ExplainedState,
  journal: Journal,
): Explanation {
  const { kind, id, machines } = subject;
  const { node } = journal;
  const transitions = machines
    .flatMap((machine) => journal.latest(TRANSITIONS_MAX, { node, machine, id }))
    .sort((one, other) => one.sequence - other.sequence)
    .slice(-TRANSITIONS_MAX);
  return { kind, id, node, state, facts, sentences: sentences.map(wholeSentence), transitions };
}

/** With a capital and a full stop, as rooms need not write them. */
function wholeSentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}

/**
 * An explanation for a person to read; ends with a newline. Control characters, which an id may bear, are written as escapes.
 *
 *   partition orders-3 on broker-1: leader
 *
 *     Broker 1 leads orders-3 in leader epoch 4.
 *
 *   facts
 *     leaderEpoch  4
 *
 *   last transitions
 *     2026-11-21T10:00:00.000Z  candidate.assuming → leader: leader epoch 4 is durable
 */
export function explanationText(explanation: Explanation): string {
  const { kind, id, node, state, facts, sentences, transitions } = explanation;
  const names = Object.keys(facts);
  const width = names.reduce((widest, name) => Math.max(widest, name.length), 0);
  const sections = [
    [`${kind} ${id} on ${node}: ${state}`],
    sentences.map((sentence) => `  ${sentence}`),
    names.length === 0 ? [] : ['facts', ...names.map((name) => `  ${name.padEnd(width)}  ${shown(facts[name])}`)],
    transitions.length === 0 ? [] : ['last transitions', ...transitions.map((record) => `  ${stepText(record)}`)],
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.map((line) => `${printable(line)}\n`).join(''))
    .join('\n');
}

const shown = (value: Facts[string] | undefined): string =>
  value === null || value === undefined || value === '' ? '-' : String(value);

function stepText({ timeMs, from, to, cause }: TransitionRecord): string {
  // eslint-disable-next-line no-restricted-syntax -- writes a given time in letters and reads no clock
  const time = new Date(timeMs).toISOString();
  return from === to ? `${time}  ${to}: ${cause}` : `${time}  ${from} → ${to}: ${cause}`;
}

/** Control characters as escapes (`\x1b`): what a client calls itself must not move the cursor of who reads it. */
export function printable(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, (character) => {
    return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
}
