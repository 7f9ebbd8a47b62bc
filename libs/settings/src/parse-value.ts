import type { SettingRow, SettingType } from './setting-row';

/** A setting's value after reading: numbers beyond ±(2^53 − 1) are cut to it; null means "not set" or "no limit". */
export type SettingValue = boolean | number | string | readonly string[] | null;
/** The outcome of reading a text: a value, or what is wrong with it. */
export type ParsedValue = { readonly value: SettingValue } | { readonly fault: string };

const INTEGER = /^[+-]?\d+$/;
const INTEGER_BOUNDS = { short: 2n ** 15n, int: 2n ** 31n, long: 2n ** 63n } as const;
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

const inRange = (row: SettingRow, value: number): ParsedValue => {
  if (row.minimum !== undefined && value < row.minimum) return { fault: `must be at least ${row.minimum}` };
  if (row.maximum !== undefined && value > row.maximum) return { fault: `must be at most ${row.maximum}` };
  return { value };
};

const parseInteger = (row: SettingRow, type: keyof typeof INTEGER_BOUNDS, text: string): ParsedValue => {
  if (!INTEGER.test(text)) return { fault: `"${text}" is not an integer` };
  const exact = BigInt(text.replace(/^\+/, ''));
  const bound = INTEGER_BOUNDS[type];
  if (exact >= bound || exact < -bound) return { fault: `"${text}" is out of the range of ${type}` };
  const value = Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, Number(exact)));
  return inRange(row, value);
};

const parseChoice = (row: SettingRow, text: string): ParsedValue => {
  if (row.oneOf === undefined || row.oneOf.includes(text)) return { value: text };
  return { fault: `"${text}" is not possible here; use ${row.oneOf.join(' or ')}` };
};

/** The elements of a list setting: separated by commas, blanks trimmed; an empty text is an empty list. */
export function parseList(text: string): readonly string[] {
  return text.trim() === '' ? [] : text.split(',').map((element) => element.trim());
}

const parseElements = (row: SettingRow, text: string): ParsedValue => {
  const elements = parseList(text);
  if (row.minimum !== undefined && elements.length < row.minimum) return { fault: 'must not be empty' };
  for (const element of elements) {
    const parsed = parseChoice(row, element);
    if ('fault' in parsed) return parsed;
  }
  return { value: elements };
};

type Reader = (row: SettingRow, text: string) => ParsedValue;

const parseBoolean: Reader = (_, text) => {
  if (/^true$/i.test(text)) return { value: true };
  return /^false$/i.test(text) ? { value: false } : { fault: `"${text}" is neither true nor false` };
};
const parseDecimal: Reader = (row, text) =>
  DECIMAL.test(text) ? inRange(row, Number(text)) : { fault: `"${text}" is not a number` };

const READERS: Readonly<Record<Exclude<SettingType, 'password'>, Reader>> = {
  boolean: parseBoolean,
  int: (row, text) => parseInteger(row, 'int', text),
  long: (row, text) => parseInteger(row, 'long', text),
  short: (row, text) => parseInteger(row, 'short', text),
  double: parseDecimal,
  list: parseElements,
  string: parseChoice,
  class: parseChoice,
};

/**
 * Reads a setting's text by its row: type, range, choices. Blanks around it do not count, except in a password.
 * @returns the value, or a fault that completes the sentence "<name>: …"
 * Source: Kafka ConfigDef.parseType.
 */
export function parseValue(row: SettingRow, text: string): ParsedValue {
  if (row.type === 'password') return { value: text };
  const trimmed = text.trim();
  return trimmed === row.none ? { value: null } : READERS[row.type](row, trimmed);
}
