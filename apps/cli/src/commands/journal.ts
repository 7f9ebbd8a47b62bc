import { printable, type TransitionRecord } from '@yak/journal';
import { CliError, usageError } from '../cli-error';
import { ExitCode } from '../exit-code';
import { type HttpSource, refusedBy } from '../http-source';
import { rfc3339 } from '../record-json';
import { print, say, type Session } from '../session';
import { write } from '../terminal';

/** What of the journal is shown. */
export interface JournalRequest {
  /** Transitions after this sequence number; null: the newest. */
  readonly since: number | null;
  /** Most lines; null: all after `since`, or the newest thousand. */
  readonly limit: number | null;
  readonly machine?: string;
  readonly id?: string;
  readonly node?: string;
}

type JournalSession = Pick<Session, 'terminal' | 'format'>;

interface Page {
  readonly records: readonly TransitionRecord[];
  /** Newest sequence number of the whole journal. */
  readonly lastSequence: number;
}

const PAGE_RECORDS = 10_000;
const NEWEST = 1_000;
const NEWEST_FOLLOWED = 10;
const SEQUENCE_HEADER = 'x-yak-journal-sequence';

/** `journal`: transitions, oldest first. */
export async function showJournal(session: JournalSession, source: HttpSource, request: JournalRequest): Promise<void> {
  const records = await recordsOf(source, request);
  const headings = ['SEQUENCE', 'TIME', 'NODE', 'MACHINE', 'ID', 'FROM', 'TO', 'CAUSE'];
  const columns = headings.map((heading) => ({ heading, isNumber: heading === 'SEQUENCE' }));
  await print(session, { kind: 'JournalList', columns, row: cellsOf }, records);
}

/**
 * `journal --follow`: the last ones, then every further one as it comes, until it is interrupted. A broker that does not answer
 * any more is asked again; one that was started anew is read from its beginning.
 * @param pause resolves when it is time to ask again; false: enough
 */
export async function followJournal(
  session: JournalSession,
  source: HttpSource,
  request: JournalRequest,
  pause: () => Promise<boolean>,
): Promise<void> {
  if (session.format === 'json') throw usageError('journal --follow prints as it reads: use --output ndjson or table');
  const limit = request.since === null ? (request.limit ?? NEWEST_FOLLOWED) : PAGE_RECORDS;
  const first = await pageOf(source, { ...request, limit });
  await printLines(session, first.records);
  let since = request.since === null ? first.lastSequence : cursorAfter(first, request.since);
  const ask = askingAgain(session, source);
  while (await pause()) {
    const page = await ask({ ...request, since, limit: PAGE_RECORDS });
    if (page === null) continue;
    if (page.lastSequence < since) say(session, 'The broker was started again: its journal begins anew.');
    await printLines(session, page.records);
    since = cursorAfter(page, since);
  }
}

/** What to ask for next: everything again from a journal that began anew, else what comes after the page. */
function cursorAfter({ records, lastSequence }: Page, since: number): number {
  if (lastSequence < since) return 0;
  return records.length < PAGE_RECORDS ? lastSequence : (records.at(-1)?.sequence ?? since);
}

/** Gives null for a broker that does not answer, and says so once. */
function askingAgain(session: JournalSession, source: HttpSource): (request: JournalRequest) => Promise<Page | null> {
  let isLost = false;
  return async (request) => {
    try {
      const page = await pageOf(source, request);
      isLost = false;
      return page;
    } catch (error) {
      if (!(error instanceof CliError) || error.exitCode !== ExitCode.UNREACHABLE) throw error;
      if (!isLost) say(session, `${source.address} does not answer; it is asked again.`);
      isLost = true;
      return null;
    }
  };
}

/** Those asked for: one page, or every page after `since`. */
async function recordsOf(source: HttpSource, request: JournalRequest): Promise<readonly TransitionRecord[]> {
  const { since, limit } = request;
  if (since === null) return (await pageOf(source, { ...request, limit: limit ?? NEWEST })).records;
  const records: TransitionRecord[] = [];
  let from = since;
  for (;;) {
    const wanted = Math.min(PAGE_RECORDS, (limit ?? Number.POSITIVE_INFINITY) - records.length);
    const page = await pageOf(source, { ...request, since: from, limit: wanted });
    records.push(...page.records);
    const last = page.records.at(-1);
    if (last === undefined || page.records.length < PAGE_RECORDS) return records;
    from = last.sequence;
    if (limit !== null && records.length >= limit) return records;
  }
}

async function pageOf(source: HttpSource, request: JournalRequest): Promise<Page> {
  const query = new URLSearchParams();
  for (const name of ['since', 'limit', 'machine', 'id', 'node'] as const) {
    const value = request[name] ?? null;
    if (value !== null) query.set(name, String(value));
  }
  const answer = await source.get(`/journal?${query.toString()}`, 'application/x-ndjson');
  if (answer.status !== 200) throw refusedBy(source, answer);
  const lastSequence = Number(answer.header(SEQUENCE_HEADER) ?? Number.NaN);
  const lines = answer.body.split('\n').filter((line) => line !== '');
  if (!Number.isSafeInteger(lastSequence))
    throw new CliError(ExitCode.FAILED, `${source.address} gave no journal: that is no YAK broker.`);
  return { records: lines.map((line) => JSON.parse(line) as TransitionRecord), lastSequence };
}

function cellsOf({ sequence, timeMs, node, machine, id, from, to, cause }: TransitionRecord): string[] {
  return [String(sequence), rfc3339(timeMs) ?? String(timeMs), node, machine, id, from, to, cause].map(printable);
}

async function printLines({ terminal, format }: JournalSession, records: readonly TransitionRecord[]): Promise<void> {
  const line = (record: TransitionRecord): string =>
    format === 'table' ? cellsOf(record).join('  ') : JSON.stringify(record);
  if (records.length > 0) await write(terminal.output, records.map((record) => `${line(record)}\n`).join(''));
}
