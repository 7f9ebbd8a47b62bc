import { createObservationHttp } from '../../../libs/platform/src/observation-http';
import { openHttpServer } from '../../../libs/platform/src/http-server';
import { factsOf } from '../../support/platform/served-facts';

test('Nest answers behind a port that was opened before it was loaded', async () => {
  const early = await openHttpServer({ host: '127.0.0.1', port: 0 });
  const answer = fetch(`http://127.0.0.1:${early.port}/health`);
  const http = await createObservationHttp(factsOf('broker-1'));
  early.serveWith(http.handler);
  expect(await (await answer).json()).toEqual({ status: 'ok', node: 'broker-1' });
  await http.close();
  await early.close();
});
