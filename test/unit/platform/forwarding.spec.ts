import { errorAnswer, Forwarding } from '../../../libs/platform/src/forwarding';
import type { PeerQuestion } from '../../../libs/platform/src/http-peer';

const remote = { node: 'broker-2', httpEndpoint: { host: 'two', port: 8080 } };
const question = { path: '/explain/group/a', accept: 'text/plain', forwardedBy: null };
const answer = { status: 200, contentType: 'text/plain', headers: {}, body: 'so' };

describe('a question passed on', () => {
  test('goes to the other server with its path, what the client takes, and who asks', async () => {
    const asked: PeerQuestion[] = [];
    const forwarding = new Forwarding('broker-1', (one) => {
      asked.push(one);
      return Promise.resolve(answer);
    });
    expect(await forwarding.answerOf(remote, question)).toEqual(answer);
    expect(asked).toEqual([
      {
        endpoint: remote.httpEndpoint,
        path: '/explain/group/a',
        headers: { accept: 'text/plain', 'x-yak-forwarded-by': 'broker-1' },
      },
    ]);
  });

  test('that was passed on before goes nowhere', async () => {
    const forwarding = new Forwarding('broker-1', () => Promise.reject(new Error('asked')));
    expect(await forwarding.answerOf(remote, { ...question, forwardedBy: 'broker-3' })).toMatchObject({ status: 421 });
  });

  test('that is not answered says by whom and why', async () => {
    const forwarding = new Forwarding('broker-1', () => Promise.reject(new Error('refused')));
    expect(await forwarding.answerOf(remote, question)).toEqual({
      status: 502,
      detail: 'broker-2, which would know, did not answer at http://two:8080: refused',
    });
  });

  test('is refused while thirty-two are under way, and taken again afterwards', async () => {
    const release: (() => void)[] = [];
    const forwarding = new Forwarding('broker-1', () => new Promise((resolve) => release.push(() => resolve(answer))));
    const first = Array.from({ length: 32 }, () => forwarding.answerOf(remote, question));
    expect(await forwarding.answerOf(remote, question)).toMatchObject({ status: 503 });
    for (const settle of release.splice(0)) settle();
    await Promise.all(first);
    const again = forwarding.answerOf(remote, question);
    release[0]?.();
    expect(await again).toEqual(answer);
  });
});

test.each([
  [true, 'text/plain; charset=utf-8', 'nothing here\n'],
  [false, 'application/json; charset=utf-8', '{"statusCode":404,"error":"Not Found","message":"nothing here"}'],
])('a failure bears its reason, as text: %s', (isText, contentType, body) => {
  expect(errorAnswer({ status: 404, detail: 'nothing here' }, isText)).toEqual({
    status: 404,
    contentType,
    headers: {},
    body,
  });
});
