import { usageError } from './cli-error';
import { shortDurationMs } from './time-grammar';

/** A place in a partition, as a person names it. */
export type Position =
  | { readonly kind: 'start' | 'end' }
  | { readonly kind: 'exact' | 'afterStart' | 'beforeEnd'; readonly offset: number }
  | { readonly kind: 'timestamp'; readonly timestampMs: number };

/** What to consume: from a place, up to a place (exclusive) or for ever. */
export interface OffsetRange {
  readonly from: Position;
  readonly until: Position | null;
}

const ALIASES: Readonly<Record<string, Position['kind']>> = {
  start: 'start',
  earliest: 'start',
  beginning: 'start',
  end: 'end',
  latest: 'end',
};
const DIGITS_OF_MILLISECONDS = 13;

const unreadable = (text: string): Error =>
  usageError(`offset "${text}" cannot be read. Use start, end, 47, +2, -3, 10:20, :end, @2026-11-21T10:00:00Z or @-1h`);

const offsetOf = (text: string, digits: string): number => {
  const offset = Number(digits);
  if (!Number.isSafeInteger(offset)) throw unreadable(text);
  return offset;
};

const position = (whole: string, text: string): Position => {
  const alias = ALIASES[text];
  if (alias === 'start' || alias === 'end') return { kind: alias };
  const [, sign, digits] = /^([+-]?)(\d+)$/.exec(text) ?? [];
  if (digits === undefined) throw unreadable(whole);
  const kind = sign === '+' ? 'afterStart' : sign === '-' ? 'beforeEnd' : 'exact';
  return { kind, offset: offsetOf(whole, digits) };
};

const timestamp = (whole: string, text: string, nowMs: number): Position => {
  if (text === 'end') return { kind: 'timestamp', timestampMs: nowMs };
  if (/^\d+$/.test(text)) {
    const timestampMs = text.length >= DIGITS_OF_MILLISECONDS ? Number(text) : Number(text) * 1_000;
    return { kind: 'timestamp', timestampMs };
  }
  const back = text.startsWith('-') ? shortDurationMs(text.slice(1)) : null;
  if (back !== null) return { kind: 'timestamp', timestampMs: Math.floor(nowMs - back) };
  const parsed = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(parsed)) throw unreadable(whole);
  return { kind: 'timestamp', timestampMs: parsed };
};

/** Where `from:until` of times parts: a colon before a date, a sign, `end`, digits or the end, not one inside a time of day. */
const splitTimes = (text: string): readonly [string, string | null] => {
  const [, from, until] = /^(.*?):(|end|-.+|\d{9,}|\d{4}-\d{2}-\d{2}.*|\d+(?:ms|[smhdw]).*)$/.exec(text) ?? [];
  return from === undefined || until === undefined ? [text, null] : [from, until];
};

const timeRange = (whole: string, nowMs: number): OffsetRange => {
  const [first, second] = splitTimes(whole.slice(1));
  const from: Position = first === '' ? { kind: 'start' } : timestamp(whole, first, nowMs);
  if (second === null || second === '') {
    if (first === '') throw unreadable(whole);
    return { from, until: null };
  }
  const after = shortDurationMs(second);
  if (after !== null && from.kind === 'timestamp') {
    return { from, until: { kind: 'timestamp', timestampMs: Math.floor(from.timestampMs + after) } };
  }
  return { from, until: timestamp(whole, second, nowMs) };
};

/**
 * Reads an offset: `start`, `end`, `47`, `+2` (after the start), `-3` (before the end), `a:b`, `a:`, `:b`, `:end`, `@time`,
 * `@time:time`, `@-1h:`, with the aliases earliest, beginning and latest. Times are milliseconds (13 digits), seconds,
 * ISO 8601 or a duration back from now; after a time, a duration counts from it.
 * @throws CliError (usage) for anything else
 * Source: rpk topic consume --offset.
 */
export function parseOffset(text: string, nowMs: number): OffsetRange {
  const trimmed = text.trim();
  if (trimmed === 'stored')
    throw usageError('offset "stored" is what a group does by itself: give its name with --group, and no --offset');
  if (trimmed.startsWith('@')) return timeRange(trimmed, nowMs);
  const colon = trimmed.indexOf(':');
  if (colon < 0) return { from: position(trimmed, trimmed), until: null };
  const [first, second] = [trimmed.slice(0, colon), trimmed.slice(colon + 1)];
  if (first === '' && second === '') throw unreadable(trimmed);
  return {
    from: first === '' ? { kind: 'start' } : position(trimmed, first),
    until: second === '' ? null : position(trimmed, second),
  };
}
