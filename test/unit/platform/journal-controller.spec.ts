import type { TransitionRecord } from '@yak/journal';
import type { JournalQuery } from '../../../libs/platform/src/http-facts';
import { factsOf, type ServedFacts, serveFacts } from '../../support/platform/served-facts';

const record = (sequence: number): TransitionRecord => ({
  sequence,
  timeMs: 0,
  node: 'broker-1',
  machine: 'partition-replica',
  id: 'orders-0',
  from: 'follower',
  to: 'leader',
  cause: 'named',
  facts: {},
});

describe('GET /journal', () => {
  const asked: JournalQuery[] = [];
  let first: ServedFacts;
  let second: ServedFacts;

  beforeAll(async () => {
    first = await serveFacts(() =>
      factsOf('broker-1', {
        journal: (query) => {
          asked.push(query);
          return { records: [record(6), record(7)], lastSequence: 9 };
        },
      }),
    );
    second = await serveFacts((own) =>
      factsOf('broker-2', {
        keeperOf: (node) => {
          if (node === 'broker-1') return { node, httpEndpoint: first.endpoint };
          return node === 'broker-9' ? { node, httpEndpoint: own } : null;
        },
      }),
    );
  });
  beforeEach(() => asked.splice(0));
  afterAll(() => Promise.all([first.close(), second.close()]));

  test('is ndjson, with the newest sequence number beside it', async () => {
    const answer = await first.get('/journal');
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
    expect(answer.headers.get('x-yak-journal-sequence')).toBe('9');
    const lines = (await answer.text()).split('\n');
    expect(lines.map((line) => (line === '' ? null : (JSON.parse(line) as unknown)))).toEqual([
      record(6),
      record(7),
      null,
    ]);
  });

  test('hands its query on', async () => {
    await first.get('/journal?since=5&limit=2&machine=classic-group&id=a%20b&node=broker-1');
    expect(asked).toEqual([{ since: 5, limit: 2, filter: { machine: 'classic-group', id: 'a b', node: 'broker-1' } }]);
  });

  test('refuses a query that cannot be, with the reason', async () => {
    const answer = await first.get('/journal?since=x');
    expect([answer.status, await answer.json()]).toEqual([
      400,
      { statusCode: 400, error: 'Bad Request', message: 'since is a sequence number, 0 or more' },
    ]);
    expect(asked).toEqual([]);
  });

  test('of a node elsewhere is asked for there, the same query and the same sequence number', async () => {
    const answer = await second.get('/journal?node=broker-1&since=5');
    expect([answer.status, answer.headers.get('x-yak-journal-sequence')]).toEqual([200, '9']);
    expect((await answer.text()).split('\n')).toHaveLength(3);
    expect(asked).toMatchObject([{ since: 5, filter: { node: 'broker-1' } }]);
  });

  test('is not passed on twice', async () => {
    expect((await second.get('/journal?node=broker-9')).status).toBe(421);
  });
});
