import { Test } from '@nestjs/testing';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ObservationModule } from '../../../libs/platform/src/observation.module';
import type { HttpFacts } from '../../../libs/platform/src/http-facts';

let isServing = true;
const facts: HttpFacts = {
  health: () => ({ isServing, facts: { node: 'broker-1' } }),
  metrics: () => Promise.resolve({ contentType: 'text/plain; version=0.0.4', text: 'yak_up 1\n' }),
  journal: (since, machine) =>
    [
      { sequence: 1, machine: 'replica' },
      { sequence: 2, machine: 'connection' },
      { sequence: 3, machine: 'replica' },
    ].filter((line) => line.sequence > since && (machine === null || line.machine === machine)),
};

describe('the HTTP side of a server', () => {
  let application: NestFastifyApplication;
  const get = (url: string) => application.getHttpAdapter().getInstance().inject({ method: 'GET', url });

  beforeAll(async () => {
    const module = await Test.createTestingModule({ imports: [ObservationModule.of(facts)] }).compile();
    application = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
    await application.init();
    await application.getHttpAdapter().getInstance().ready();
  });
  afterAll(() => application.close());

  test('says that it serves, with its facts', async () => {
    isServing = true;
    const answer = await get('/health');
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({ status: 'ok', node: 'broker-1' });
  });

  test('answers 503 while it does not serve', async () => {
    isServing = false;
    expect((await get('/health')).statusCode).toBe(503);
  });

  test('gives the metrics under their own content type', async () => {
    const answer = await get('/metrics');
    expect(answer.headers['content-type']).toContain('text/plain');
    expect(answer.body).toBe('yak_up 1\n');
  });

  test.each([
    ['/journal', [1, 2, 3]],
    ['/journal?since=1', [2, 3]],
    ['/journal?since=0&machine=replica', [1, 3]],
  ])('gives the journal as ndjson: %s', async (url, sequences) => {
    const answer = await get(url);
    expect(answer.headers['content-type']).toContain('application/x-ndjson');
    const lines = answer.body.split('\n').filter((line) => line !== '');
    expect(lines.map((line) => (JSON.parse(line) as { sequence: number }).sequence)).toEqual(sequences);
  });

  test.each(['/journal?since=x', '/journal?since=-1', '/journal?since=1.5'])('refuses %s', async (url) => {
    expect((await get(url)).statusCode).toBe(400);
  });
});
