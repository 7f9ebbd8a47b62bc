import type { StateValue } from 'xstate';

/** A state's name as the journal prints it: `leader`, nested `follower.listening`, parallel `a.on|b.off`. */
export function stateName(value: StateValue): string {
  if (typeof value === 'string') return value;
  const parts: string[] = [];
  for (const [name, inner] of Object.entries(value)) {
    const nested = inner === undefined ? '' : stateName(inner);
    parts.push(nested === '' ? name : `${name}.${nested}`);
  }
  return parts.join('|');
}
