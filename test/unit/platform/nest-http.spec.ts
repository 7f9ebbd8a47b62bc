import { Module } from '@nestjs/common';
import { createNestHttp } from '../../../libs/platform/src/nest-http';
import { openHttpServer } from '../../../libs/platform/src/http-server';

@Module({})
class EmptyModule {}

test('a path that nobody answers gets 404 and a JSON body', async () => {
  const early = await openHttpServer({ host: '127.0.0.1', port: 0 });
  const http = await createNestHttp({ module: EmptyModule });
  early.serveWith(http.handler);
  const answer = await fetch(`http://127.0.0.1:${early.port}/nowhere`);
  expect(answer.status).toBe(404);
  expect(await answer.json()).toMatchObject({ statusCode: 404 });
  await http.close();
  await early.close();
});
