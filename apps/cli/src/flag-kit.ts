import type { Command } from 'commander';
import { usageError } from './cli-error';
import type { CommonFlags } from './run-command';

/** Adds a text to those that a repeated flag has given so far. */
export function collect(text: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), text];
}

/** The flags of a command and of the program above it; `-o` of a command stands for `--output`. */
export function flagsOf<Own extends object>(command: Command): CommonFlags & Own {
  const flags = command.optsWithGlobals<CommonFlags & Own & { o?: string; X?: string[] }>();
  const { o, X } = flags;
  return { ...flags, ...(o === undefined ? {} : { output: o }), ...(X === undefined ? {} : { x: X }) };
}

/** Names given as arguments or by a flag; at least one. */
export function names(what: string, given: readonly string[], flag: string | undefined): readonly string[] {
  const all = flag === undefined ? given : [...given, ...flag.split(',')];
  if (all.length === 0) throw usageError(`which ${what}? Write its name, or --${what}`);
  return all;
}
