import { RE2JS } from 're2js';

/** Longest pattern, in UTF-16 units. Kafka has no such limit; a name of a topic has at most 249 characters. */
const PATTERN_LENGTH_MAX = 1_000;

/** A pattern that can be matched against whole topic names in time linear in the name. */
export interface CompiledPattern {
  matches(name: string): boolean;
}

/**
 * Compiles what a client sent, in the syntax of RE2: no look-around, no references to groups, so that no text makes it run for
 * ever. The size of the automaton is limited by the engine.
 * @returns what is wrong with it, in words, where it cannot be compiled
 */
export function compilePattern(pattern: string): CompiledPattern | { readonly fault: string } {
  if (pattern.length > PATTERN_LENGTH_MAX)
    return { fault: `the pattern has ${pattern.length} characters, more than ${PATTERN_LENGTH_MAX}` };
  try {
    const compiled = RE2JS.compile(pattern);
    return { matches: (name) => compiled.matches(name) };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}
