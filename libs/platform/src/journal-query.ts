import type { HttpFailure } from './forwarding';
import type { JournalQuery } from './http-facts';

/** A query as it came: one text a name, or several where the name was repeated. */
export type QueryTexts = Readonly<Record<string, string | readonly string[] | undefined>>;

const NAMES = ['since', 'limit', 'machine', 'id', 'node'] as const;
const LIMIT_MAX = 10_000;

const wrong = (detail: string): HttpFailure => ({ status: 400, detail });

/** Whether it is the failure and not the query. */
export const isFailure = (query: JournalQuery | HttpFailure): query is HttpFailure => 'detail' in query;

/** Reads the query of `/journal`; a failure with status 400 says what cannot be taken. At most 10,000 records a page. */
export function readJournalQuery(texts: QueryTexts): JournalQuery | HttpFailure {
  const stranger = Object.keys(texts).find((name) => !NAMES.some((known) => known === name));
  if (stranger !== undefined) return wrong(`"${stranger}" is not asked here; known are ${NAMES.join(', ')}`);
  const repeated = Object.entries(texts).find(([, text]) => typeof text === 'object');
  if (repeated !== undefined) return wrong(`${repeated[0]} is given once`);
  const { since, limit, machine, id, node } = texts as Readonly<Record<string, string | undefined>>;
  const sequence = since === undefined ? null : wholeNumber(since);
  if (sequence !== null && Number.isNaN(sequence)) return wrong('since is a sequence number, 0 or more');
  const most = limit === undefined ? LIMIT_MAX : wholeNumber(limit);
  if (!(most >= 1 && most <= LIMIT_MAX)) return wrong(`limit is a number from 1 to ${LIMIT_MAX}`);
  const filter = {
    ...(machine === undefined ? {} : { machine }),
    ...(id === undefined ? {} : { id }),
    ...(node === undefined ? {} : { node }),
  };
  return { since: sequence, limit: most, filter };
}

/** NaN for anything but a whole number ≥ 0. */
function wholeNumber(text: string): number {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) ? value : Number.NaN;
}
