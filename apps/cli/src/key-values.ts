import { usageError } from './cli-error';

/** Reads `name=value` texts; the value may hold further `=`. Kafka's brackets around lists (`a=[b,c]`) are taken off. */
export function keyValues(flag: string, texts: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const text of texts) {
    const at = text.indexOf('=');
    if (at <= 0) throw usageError(`${flag} "${text}": write name=value`);
    const value = text.slice(at + 1);
    found.set(text.slice(0, at).trim(), /^\[.*\]$/s.test(value) ? value.slice(1, -1) : value);
  }
  return found;
}

/** Reads a whole number of a flag within bounds; a CliError otherwise. */
export function wholeNumber(
  flag: string,
  text: string,
  bounds: { readonly minimum: number; readonly maximum?: number },
): number {
  const value = /^-?\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
  const { minimum, maximum = Number.MAX_SAFE_INTEGER } = bounds;
  if (Number.isNaN(value) || value < minimum || value > maximum) {
    const range = maximum === Number.MAX_SAFE_INTEGER ? `of at least ${minimum}` : `from ${minimum} to ${maximum}`;
    throw usageError(`${flag} "${text}": a whole number ${range} is needed`);
  }
  return value;
}
