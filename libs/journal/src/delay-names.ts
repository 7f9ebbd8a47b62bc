import type { AnyStateMachine, AnyStateNode } from 'xstate';

const nodesOf = (node: AnyStateNode): AnyStateNode[] => [node, ...Object.values(node.states).flatMap(nodesOf)];

/** The keys of `after` in one state node: delay names, or milliseconds. */
function delayKeysOf(node: AnyStateNode): string[] {
  return Object.keys((node.config as { after?: object }).after ?? {});
}

/**
 * The names used under `after` that the machine does not declare as delays: each would fire at once. Empty is right.
 * Every machine's test asks this.
 */
export function undeclaredDelays(machine: AnyStateMachine): string[] {
  const declared = new Set(Object.keys(machine.implementations.delays));
  const used = nodesOf(machine.root).flatMap(delayKeysOf);
  return [...new Set(used)].filter((key) => !declared.has(key) && !/^\d+$/.test(key));
}
