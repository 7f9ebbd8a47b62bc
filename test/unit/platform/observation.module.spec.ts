import { Test } from '@nestjs/testing';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ObservationModule } from '../../../libs/platform/src/observation.module';
import { factsOf } from '../../support/platform/served-facts';

let isServing = true;
const facts = factsOf('broker-1', { health: () => ({ isServing, facts: { node: 'broker-1' } }) });
const nobody = (): Promise<never> => Promise.reject(new Error('nobody is asked'));

describe('the HTTP side of a server', () => {
  let application: NestFastifyApplication;
  const get = (url: string) => application.getHttpAdapter().getInstance().inject({ method: 'GET', url });

  beforeAll(async () => {
    const module = await Test.createTestingModule({ imports: [ObservationModule.of(facts, nobody)] }).compile();
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

  test.each(['/journal', '/explain/group/a'])('answers %s', async (url) => {
    expect((await get(url)).statusCode).toBe(url === '/journal' ? 200 : 404);
  });
});
