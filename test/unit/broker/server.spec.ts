import { silentLogger } from '@yak/base';
import { startServer } from '../../../apps/broker/src/server';
import { readHostOptions } from '../../../apps/broker/src/host-options';
import { temporaryFolder } from '../../support/processes';

const world = {
  logger: silentLogger,
  hostname: 'localhost',
  onFault: (error: unknown) => {
    throw error;
  },
};

describe('the server', () => {
  const folder = temporaryFolder();
  const options = (httpPort: number) =>
    readHostOptions(
      [],
      { YAK_PORT: '0', YAK_HTTP_PORT: String(httpPort), YAK_DATA_DIR: folder.path, YAK_PROFILE: 'test' },
      () => Promise.resolve(null),
    );
  afterAll(() => folder.remove());

  test('shows health, metrics and the journal of every node', async () => {
    const server = await startServer(await options(0), world);
    const get = async (path: string): Promise<string> => (await fetch(server.httpAddress + path)).text();
    expect(JSON.parse(await get('/health'))).toMatchObject({ status: 'ok', brokers: [1] });
    expect(await get('/metrics')).toContain('process_resident_memory_bytes');
    const nodes = (await get('/journal'))
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { node: string }).node);
    expect(new Set(nodes)).toEqual(new Set(['broker-1', 'coordinator-1']));
    await server.stop();
  });

  test('filters and pages the journal, and says why what nobody knows is not there', async () => {
    const server = await startServer(await options(0), world);
    const get = (path: string): Promise<Response> => fetch(server.httpAddress + path);
    const steps = async (query: string): Promise<{ sequence: number; to: string }[]> => {
      const text = await (await get(`/journal?machine=broker-lifecycle&node=broker-1${query}`)).text();
      const lines = text.split('\n').filter((line) => line !== '');
      return lines.map((line) => JSON.parse(line) as { sequence: number; to: string });
    };
    const all = await steps('');
    expect(all.at(-1)?.to).toBe('serving');
    expect(await steps('&limit=1')).toEqual(all.slice(-1));
    expect(await steps('&limit=1&since=0')).toEqual(all.slice(0, 1));
    expect(await steps(`&since=${all[0]?.sequence ?? 0}`)).toEqual(all.slice(1));
    const unknown = await get('/explain/partition/orders-0');
    expect([unknown.status, await unknown.json()]).toMatchObject([404, { message: 'topic "orders" does not exist' }]);
    await server.stop();
  });

  test('names itself by an address that this machine reaches, bound to every interface or not', async () => {
    const server = await startServer({ ...(await options(0)), http: { host: '0.0.0.0', port: 0 } }, world);
    expect(server.httpAddress).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await fetch(`${server.httpAddress}/health`)).status).toBe(200);
    await server.stop();
  });

  test('refuses a port that is taken and leaves nothing behind', async () => {
    const first = await startServer(await options(0), world);
    const taken = Number(new URL(first.httpAddress).port);
    await expect(startServer(await options(taken), world)).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await first.stop();
    const again = await startServer(await options(taken), world);
    await again.stop();
  });
});
