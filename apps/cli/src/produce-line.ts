import { usageError } from './cli-error';

/** What becomes one record. */
export interface KeyAndValue {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
}

/** How a line becomes a record. */
export interface LineRules {
  /** Bytes between key and value; null: lines are values. */
  readonly separator: Buffer | null;
  /** Key of every record where lines hold none. */
  readonly key: Buffer | null;
  /** An empty value becomes a tombstone. */
  readonly isEmptyTombstone: boolean;
}

/** Splits a line by the rules. A line without the separator is a value without key. */
export function produceLine(line: Buffer, rules: LineRules): KeyAndValue {
  const at = rules.separator === null ? -1 : line.indexOf(rules.separator);
  const isSplit = rules.separator !== null && at >= 0;
  const key = isSplit ? line.subarray(0, at) : rules.key;
  const value = isSplit ? line.subarray(at + rules.separator.length) : line;
  return { key, value: rules.isEmptyTombstone && value.length === 0 ? null : value };
}

/** Reads `name=value` or `name:value` into a header; without separator the value is null. */
export function produceHeader(text: string): { key: string; value: Buffer | null } {
  const at = text.search(/[=:]/);
  if (at === 0 || text === '') throw usageError(`-H "${text}": a header is name=value`);
  if (at < 0) return { key: text, value: null };
  return { key: text.slice(0, at), value: Buffer.from(text.slice(at + 1)) };
}

/** A separator as typed: `\t` and its like are read, so that any shell can pass them. */
export function readSeparator(text: string): Buffer {
  const read = text.replace(
    /\\([tnr0\\])/g,
    (_, letter: string) => ({ t: '\t', n: '\n', r: '\r', 0: '\0' })[letter] ?? '\\',
  );
  if (read === '') throw usageError('the key separator must not be empty');
  return Buffer.from(read);
}
