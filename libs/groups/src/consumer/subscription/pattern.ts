import { RE2JS } from 're2js';

/**
 * Longest pattern, in UTF-16 units, also when its counted repetitions are written out: the engine writes them out, and takes
 * time for each character of a name that grows with all of it. Kafka has no such limit; a name of a topic has at most 249 characters.
 */
const PATTERN_LENGTH_MAX = 1_000;

/** A pattern that can be matched against whole topic names in time linear in the name. */
export interface CompiledPattern {
  matches(name: string): boolean;
}

/**
 * Compiles what a client sent, in the syntax of RE2: no look-around, no references to groups, so that no text makes it run for
 * ever; and small enough that no name takes long.
 * @returns what is wrong with it, in words, where it cannot be compiled
 */
export function compilePattern(pattern: string): CompiledPattern | { readonly fault: string } {
  if (pattern.length > PATTERN_LENGTH_MAX)
    return { fault: `the pattern has ${pattern.length} characters, more than ${PATTERN_LENGTH_MAX}` };
  const length = writtenOutLength(pattern);
  if (length > PATTERN_LENGTH_MAX)
    return {
      fault: `the pattern repeats too much: written out it has ${length} characters, more than ${PATTERN_LENGTH_MAX}`,
    };
  try {
    const compiled = RE2JS.compile(pattern);
    return { matches: (name) => compiled.matches(name) };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}

/**
 * How long a pattern is at most when its counted repetitions are written out. Repetitions of groups may lie in each other, so they
 * are multiplied; those of single characters cannot.
 */
function writtenOutLength(pattern: string): number {
  let once = pattern.length;
  let times = 1;
  for (const { 1: isGroup, 2: least = '0', 3: most } of pattern.matchAll(/(\))?\{(\d+)(?:,(\d*))?\}/g)) {
    const count = Math.max(Number(most === undefined || most === '' ? least : most), 1);
    if (isGroup === undefined) once += count;
    else times *= count;
  }
  return once * times;
}
