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

  test('refuses a port that is taken and leaves nothing behind', async () => {
    const first = await startServer(await options(0), world);
    const taken = Number(new URL(first.httpAddress).port);
    await expect(startServer(await options(taken), world)).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await first.stop();
    const again = await startServer(await options(taken), world);
    await again.stop();
  });
});
