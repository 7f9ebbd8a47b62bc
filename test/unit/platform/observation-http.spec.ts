import { createObservationHttp } from '../../../libs/platform/src/observation-http';
import { openHttpServer } from '../../../libs/platform/src/http-server';

test('Nest answers behind a port that was opened before it was loaded', async () => {
  const early = await openHttpServer({ host: '127.0.0.1', port: 0 });
  const answer = fetch(`http://127.0.0.1:${early.port}/health`);
  const http = await createObservationHttp({
    health: () => ({ isServing: true, facts: {} }),
    metrics: () => Promise.resolve({ contentType: 'text/plain', text: '' }),
    journal: () => [],
  });
  early.serveWith(http.handler);
  expect(await (await answer).json()).toEqual({ status: 'ok' });
  await http.close();
  await early.close();
});
