import { usageError } from './cli-error';

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};
/** Of weeks, days, hours, minutes and seconds. */
const ISO_MS: readonly number[] = [604_800_000, 86_400_000, 3_600_000, 60_000, 1_000];
const DIGITS_OF_MILLISECONDS = 13;
const DATE_TIME =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;
const ISO_DURATION = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d+)?)S)?)?$/i;

/** Milliseconds of a short duration: `90s`, `1h30m`, `2d`, `1.5h`, `250ms`; null for anything else. */
export function shortDurationMs(text: string): number | null {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdw])/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) return null;
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (UNIT_MS[unit ?? ''] ?? 0), 0);
}

/**
 * Milliseconds of an ISO 8601 duration (`P1D`, `PT1H30M`, `P1DT12H`, `PT0.5S`, `P2W`), or of a short one (`1h30m`).
 * @throws CliError (usage) for anything else; also for years and months, which have no length of their own
 * Source: what kafka-consumer-groups --by-duration takes (java.time.Duration), without signs.
 */
export function durationMs(flag: string, text: string): number {
  const trimmed = text.trim();
  const parts = ISO_DURATION.exec(trimmed)?.slice(1) as (string | undefined)[] | undefined;
  const isIso = parts?.some((part) => part !== undefined) ?? false;
  const isoMs = (parts ?? []).reduce(
    (sum, part, at) => sum + Number((part ?? '0').replace(',', '.')) * (ISO_MS[at] ?? 0),
    0,
  );
  const found = isIso ? isoMs : shortDurationMs(trimmed);
  if (found === null || !Number.isSafeInteger(Math.round(found)))
    throw usageError(
      `${flag} "${text}": write a duration such as PT1H30M, P2D or 90m; years and months have no fixed length`,
    );
  return Math.round(found);
}

const zoneMs = (zone: string | undefined): number => {
  if (zone === undefined || zone.toUpperCase() === 'Z') return 0;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(3).replace(':', '') || '0')];
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
};

/** Milliseconds of a date and time in UTC, zone left aside; null for one that does not exist. */
const calendarMs = (parts: readonly (string | undefined)[]): number | null => {
  const [year = 0, month = 0, day = 0, hours = 0, minutes = 0, seconds = 0] = parts.map((part) => Number(part ?? '0'));
  const found = Date.UTC(year, month - 1, day, hours, minutes, seconds);
  const isReal = new Date(found).toISOString().startsWith(parts.slice(0, 3).join('-'));
  return isReal && hours < 24 && minutes < 60 && seconds < 60 ? found : null;
};

/**
 * Milliseconds since the Unix epoch of an ISO 8601 date or time (`2026-11-21`, `2026-11-21T10:00`, `2026-11-21T10:00:00.000`,
 * with `Z` or `+02:00`; without a zone it is UTC), or of digits: 13 and more are milliseconds, fewer are seconds.
 * @throws CliError (usage) for anything else, also for days that do not exist
 * Source: kafka-consumer-groups --to-datetime, `YYYY-MM-DDThh:mm:ss.sss`, UTC where no zone is given.
 */
export function dateTimeMs(flag: string, text: string): number {
  const trimmed = text.trim();
  if (/^\d{5,16}$/.test(trimmed)) return Number(trimmed) * (trimmed.length >= DIGITS_OF_MILLISECONDS ? 1 : 1_000);
  const parts: readonly (string | undefined)[] = DATE_TIME.exec(trimmed)?.slice(1) ?? [];
  const [fraction, zone] = parts.slice(6);
  const found = parts.length === 0 ? null : calendarMs(parts.slice(0, 6));
  if (found === null)
    throw usageError(
      `${flag} "${text}": write a time such as 2026-11-21T10:00:00.000, with Z or +02:00 where it is not UTC`,
    );
  return found + Number((fraction ?? '').padEnd(3, '0').slice(0, 3)) - zoneMs(zone);
}
