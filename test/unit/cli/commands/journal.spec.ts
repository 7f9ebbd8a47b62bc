import type { TransitionRecord } from '@yak/journal';
import { followJournal, type JournalRequest, showJournal } from '../../../../apps/cli/src/commands/journal';
import type { HttpAnswer } from '../../../../apps/cli/src/http-source';
import { answerOf, fakeHttp } from '../../../support/cli/fake-http';
import { fakeTerminal } from '../../../support/cli/fake-terminal';

const record = (sequence: number, changes: Partial<TransitionRecord> = {}): TransitionRecord => ({
  sequence,
  timeMs: 1_000 * sequence,
  node: 'broker-1',
  machine: 'classic-group',
  id: 'orders',
  from: 'Empty',
  to: 'Stable',
  cause: `cause ${sequence}`,
  facts: {},
  ...changes,
});
const page = (records: readonly TransitionRecord[], lastSequence: number): HttpAnswer =>
  answerOf(200, records.map((one) => `${JSON.stringify(one)}\n`).join(''), {
    'x-yak-journal-sequence': String(lastSequence),
  });
const newest: JournalRequest = { since: null, limit: null };
const many = (from: number, count: number): TransitionRecord[] =>
  Array.from({ length: count }, (_, at) => record(from + at));

describe('the journal', () => {
  it('is a table of the newest transitions', async () => {
    const http = fakeHttp(page([record(6), record(7, { id: 'a\u001b[2J' })], 7));
    const terminal = fakeTerminal();
    await showJournal({ terminal, format: 'table' }, http, { ...newest, machine: 'classic-group', id: 'a b' });
    expect(terminal.printed().split('\n').slice(0, 3)).toEqual([
      'SEQUENCE  TIME                      NODE      MACHINE        ID        FROM   TO      CAUSE',
      '       6  1970-01-01T00:00:06.000Z  broker-1  classic-group  orders    Empty  Stable  cause 6',
      '       7  1970-01-01T00:00:07.000Z  broker-1  classic-group  a\\x1b[2J  Empty  Stable  cause 7',
    ]);
    expect(http.asked).toEqual(['/journal?limit=1000&machine=classic-group&id=a+b']);
  });

  it('after a sequence number is read page by page to its end', async () => {
    const http = fakeHttp(page(many(6, 10_000), 10_007), page(many(10_006, 2), 10_007));
    const terminal = fakeTerminal();
    await showJournal({ terminal, format: 'ndjson' }, http, { ...newest, since: 5 });
    expect(terminal.printed().split('\n')).toHaveLength(10_003);
    expect(http.asked).toEqual(['/journal?since=5&limit=10000', '/journal?since=10005&limit=10000']);
  });

  it('is no longer than was asked for', async () => {
    const http = fakeHttp(page([record(6)], 9));
    await showJournal({ terminal: fakeTerminal(), format: 'json' }, http, { ...newest, since: 5, limit: 1 });
    expect(http.asked).toEqual(['/journal?since=5&limit=1']);
  });

  test.each([
    [answerOf(400, { message: 'limit is a number' }), 2, 'limit is a number'],
    [answerOf(200, 'It works!'), 1, 'no YAK broker'],
  ])('is not printed from %j', async (answer, exitCode, words) => {
    const failure = showJournal({ terminal: fakeTerminal(), format: 'table' }, fakeHttp(answer), newest);
    await expect(failure).rejects.toMatchObject({ exitCode });
    await expect(failure).rejects.toThrow(words);
  });
});

describe('the journal that is followed', () => {
  const follow = async (request: JournalRequest, ...answers: Parameters<typeof fakeHttp>) => {
    const [http, terminal] = [fakeHttp(...answers), fakeTerminal()];
    let left = answers.length - 1;
    await followJournal({ terminal, format: 'ndjson' }, http, request, () => Promise.resolve(left-- > 0));
    const lines = terminal.printed().split('\n').slice(0, -1);
    return {
      asked: http.asked,
      sequences: lines.map((line) => (JSON.parse(line) as TransitionRecord).sequence),
      said: terminal.said(),
    };
  };

  it('shows the last ones, then what comes, asking only for what is new', async () => {
    const answers = [page([record(7)], 9), page([], 12), page([record(13)], 14), page([], 14)];
    expect(await follow({ ...newest, machine: 'm' }, ...answers)).toEqual({
      asked: [
        '/journal?limit=10&machine=m',
        '/journal?since=9&limit=10000&machine=m',
        '/journal?since=12&limit=10000&machine=m',
        '/journal?since=14&limit=10000&machine=m',
      ],
      sequences: [7, 13],
      said: '',
    });
  });

  it('begins where it is told to', async () => {
    const { asked } = await follow({ ...newest, since: 3 }, page([record(5)], 9), page([], 9));
    expect(asked).toEqual(['/journal?since=3&limit=10000', '/journal?since=9&limit=10000']);
  });

  it('outlives a broker that is started again, and reads its new journal from the beginning', async () => {
    const answers = [page([record(7)], 9), 'lost', 'lost', page([], 2), page([record(1), record(2)], 2)] as const;
    const { asked, sequences, said } = await follow(newest, ...answers);
    expect(asked.slice(-2)).toEqual(['/journal?since=9&limit=10000', '/journal?since=0&limit=10000']);
    expect(sequences).toEqual([7, 1, 2]);
    expect(said).toBe(
      'http://broker:8080 does not answer; it is asked again.\nThe broker was started again: its journal begins anew.\n',
    );
  });

  it('ends where nobody answers the first time, and is no single JSON document', async () => {
    await expect(follow(newest, 'lost')).rejects.toMatchObject({ exitCode: 6 });
    const terminal = fakeTerminal();
    const document = followJournal({ terminal, format: 'json' }, fakeHttp(), newest, () => Promise.resolve(false));
    await expect(document).rejects.toMatchObject({ exitCode: 2 });
  });
});
