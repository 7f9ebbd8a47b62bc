import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';

const nameOf = (node: AnyStateNode): string => node.path.join('_');

function guardOf(transition: AnyTransitionDefinition): string {
  const guard: unknown = transition.guard;
  if (guard === undefined) return '';
  if (typeof guard === 'string') return ` [${guard}]`;
  const named = guard as { readonly type?: string; readonly params?: Readonly<Record<string, unknown>> };
  const params = Object.values(named.params ?? {}).map(String);
  return ` [${[named.type ?? 'inline', ...params].join(' ')}]`;
}

function linesOfTransitions(node: AnyStateNode): string[] {
  return [...node.transitions.values()].flat().flatMap((transition) => {
    const delay = /^xstate\.after\.([^.]+)\./.exec(transition.eventType as string)?.[1];
    const event = delay === undefined ? (transition.eventType as string) : `after ${delay}`;
    return (transition.target ?? []).map(
      (target) => `${nameOf(node)} --> ${nameOf(target)}: ${event}${guardOf(transition)}`,
    );
  });
}

function linesOf(node: AnyStateNode, indent: string): string[] {
  const initial = node.initial.target[0];
  const lines = initial === undefined ? [] : [`${indent}[*] --> ${nameOf(initial)}`];
  for (const child of Object.values(node.states)) {
    if (Object.keys(child.states).length === 0) continue;
    lines.push(`${indent}state ${nameOf(child)} {`, ...linesOf(child, `${indent}  `), `${indent}}`);
  }
  for (const child of Object.values(node.states))
    lines.push(...linesOfTransitions(child).map((line) => `${indent}${line}`));
  return lines;
}

/** A machine as a Mermaid state diagram: every transition that has a target, with event and guard. */
export function machineDiagram(machine: AnyStateMachine): string {
  return ['stateDiagram-v2', ...linesOf(machine.root, '  ')].join('\n');
}

/** Fails when a room's README does not hold the machine's drawing as it is; the message has the drawing to paste. */
export function expectDrawnIn(room: string, machine: AnyStateMachine): void {
  const readme = readFileSync(join(__dirname, '../../../libs', room, 'README.md'), 'utf8');
  const drawings = [...readme.matchAll(/```mermaid\n([\s\S]*?)\n```/g)].map((match) => match[1]);
  const drawn = drawings.find((drawing) => drawing === machineDiagram(machine)) ?? drawings.at(0) ?? '(no drawing)';
  expect(drawn).toBe(machineDiagram(machine));
}
