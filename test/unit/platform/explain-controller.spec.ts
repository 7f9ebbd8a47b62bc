import type { Explained } from '@yak/broker';
import type { Explanation } from '@yak/journal';
import { brokerId } from '@yak/model';
import { factsOf, type ServedFacts, serveFacts } from '../../support/platform/served-facts';

const explanation: Explanation = {
  kind: 'group',
  id: 'a/b c',
  node: 'broker-2',
  state: 'Stable',
  facts: { members: 2 },
  sentences: ['Two members consume.'],
  transitions: [],
};
const TEXT = 'group a/b c on broker-2: Stable\n\n  Two members consume.\n\nfacts\n  members  2\n';
const PATH = '/explain/group/a%2Fb%20c';
const asText = { accept: 'text/plain' };
const explaining =
  (answer: Explained) =>
  (kind: string, id: string): Explained =>
    kind === 'group' && id === 'a/b c' ? answer : { kind: 'unknown', detail: `no ${kind} ${id}` };

describe('GET /explain', () => {
  let first: ServedFacts;
  let second: ServedFacts;
  let lost: ServedFacts;
  let unled: ServedFacts;

  /** Broker 2 hosts the group, broker 1 knows that; broker 3 thinks that broker 1 does; broker 4 knows that nobody can say. */
  beforeAll(async () => {
    second = await serveFacts(() => factsOf('broker-2', { explain: explaining({ kind: 'explained', explanation }) }));
    const elsewhere = (id: number, httpEndpoint: ServedFacts['endpoint']) =>
      explaining({ kind: 'elsewhere', brokerId: brokerId(id), httpEndpoint });
    first = await serveFacts(() => factsOf('broker-1', { explain: elsewhere(2, second.endpoint) }));
    lost = await serveFacts(() => factsOf('broker-3', { explain: elsewhere(1, first.endpoint) }));
    unled = await serveFacts(() =>
      factsOf('broker-4', { explain: explaining({ kind: 'unavailable', detail: 'nobody leads' }) }),
    );
  });
  afterAll(() => Promise.all([first, second, lost, unled].map((server) => server.close())));

  test.each([
    ['the broker that hosts it', () => second],
    ['any other broker', () => first],
  ])('is answered by %s, as JSON and as text', async (_who, server) => {
    const json = await server().get(PATH);
    expect([json.status, json.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
    expect(await json.json()).toEqual(explanation);
    const text = await server().get(PATH, asText);
    expect([text.status, text.headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8']);
    expect(await text.text()).toBe(TEXT);
  });

  test('is passed on once: the second broker that would pass it on says so', async () => {
    const answer = await lost.get(PATH);
    expect(answer.status).toBe(421);
    expect(await answer.json()).toEqual({
      statusCode: 421,
      error: 'Misdirected Request',
      message: 'broker-1 was asked by broker-3 and would ask broker-2: the metadata is moving, ask again',
    });
  });

  test.each([
    ['/explain/group/other', 404, 'no group other'],
    ['/explain/topic/orders', 404, 'no topic orders'],
    [`/explain/group/${'g'.repeat(1_000)}`, 404, `no group ${'g'.repeat(1_000)}`],
  ])('answers %s with %i and the reason', async (path, status, message) => {
    const json = await second.get(path);
    expect([json.status, await json.json()]).toEqual([status, { statusCode: status, error: 'Not Found', message }]);
    expect(await (await second.get(path, asText)).text()).toBe(`${message}\n`);
  });

  test('gives what the other broker refuses as it is', async () => {
    const answer = await second.get('/explain/group/other', { 'x-yak-forwarded-by': 'broker-1' });
    expect(answer.status).toBe(404);
  });

  test('answers 503 where nobody can say, 502 where the other broker does not answer', async () => {
    expect((await unled.get(PATH)).status).toBe(503);
    const gone = await serveFacts(() => factsOf('broker-5'));
    await gone.close();
    const asking = await serveFacts(() =>
      factsOf('broker-6', {
        explain: explaining({ kind: 'elsewhere', brokerId: brokerId(5), httpEndpoint: gone.endpoint }),
      }),
    );
    const answer = await asking.get(PATH, asText);
    await asking.close();
    expect(answer.status).toBe(502);
    expect(await answer.text()).toContain(
      `broker-5, which would know, did not answer at http://127.0.0.1:${gone.endpoint.port}`,
    );
  });
});
