import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { peerOver } from '../../../libs/platform/src/http-peer';

describe('the way to another server', () => {
  const open: { close(): unknown; closeAllConnections(): void }[] = [];
  const serve = async (listener: RequestListener): Promise<{ host: string; port: number }> => {
    const server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    open.push(server);
    return { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
  };
  afterEach(() => {
    for (const server of open.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });

  test('asks for the path with the headers and gives the answer with the headers of ours', async () => {
    const endpoint = await serve((request, response) => {
      response.writeHead(418, { 'content-type': 'text/x', 'x-yak-journal-sequence': '4', server: 'other' });
      response.end(`${request.url ?? ''} ${String(request.headers['x-asks'])} ${request.headers.connection ?? ''}`);
    });
    expect(await peerOver()({ endpoint, path: '/a?b=c', headers: { 'x-asks': 'me' } })).toEqual({
      status: 418,
      contentType: 'text/x',
      headers: { 'x-yak-journal-sequence': '4' },
      body: '/a?b=c me close',
    });
  });

  test('does not wait longer than its time, for the beginning or for the rest', async () => {
    const ask = peerOver({ timeoutMs: 50, bytesMax: 100 });
    const silent = await serve(() => undefined);
    await expect(ask({ endpoint: silent, path: '/', headers: {} })).rejects.toThrow('no answer within 50 ms');
    const slow = await serve((_request, response) => response.write('so'));
    await expect(ask({ endpoint: slow, path: '/', headers: {} })).rejects.toThrow('no answer within 50 ms');
  });

  test('takes no more bytes than its limit', async () => {
    const endpoint = await serve((_request, response) => response.end('x'.repeat(101)));
    const ask = peerOver({ timeoutMs: 5_000, bytesMax: 100 });
    await expect(ask({ endpoint, path: '/', headers: {} })).rejects.toThrow('longer than 100 bytes');
  });

  test('tells when nobody is there, or the answer breaks off', async () => {
    const broken = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '10' });
      response.write('half');
      response.destroy();
    });
    await expect(peerOver()({ endpoint: broken, path: '/', headers: {} })).rejects.toThrow();
    const nobody = await serve(() => undefined);
    open[1]?.close();
    await expect(peerOver()({ endpoint: nobody, path: '/', headers: {} })).rejects.toThrow('ECONNREFUSED');
  });
});
