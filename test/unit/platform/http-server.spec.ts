import { openHttpServer } from '../../../libs/platform/src/http-server';

const anywhere = { host: '127.0.0.1', port: 0 };

describe('the HTTP port', () => {
  test('is open before its handler is there, and what came early is answered', async () => {
    const early = await openHttpServer(anywhere);
    const answer = fetch(`http://127.0.0.1:${early.port}/health`);
    early.serveWith((_request, response) => response.end('late but here'));
    expect(await (await answer).text()).toBe('late but here');
    await early.close();
  });

  test('that is taken is refused with the reason', async () => {
    const first = await openHttpServer(anywhere);
    await expect(openHttpServer({ host: '127.0.0.1', port: first.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await first.close();
  });
});
