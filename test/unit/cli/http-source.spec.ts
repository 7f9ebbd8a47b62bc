import { createServer } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { httpAddress, httpSource, refusedBy } from '../../../apps/cli/src/http-source';
import { answerOf, fakeHttp } from '../../support/cli/fake-http';

test.each([
  [undefined, {}, 'http://127.0.0.1:8080'],
  [undefined, { YAK_HTTP: '' }, 'http://127.0.0.1:8080'],
  [undefined, { YAK_HTTP: 'http://e:1' }, 'http://e:1'],
  ['http://f:2/', { YAK_HTTP: 'http://e:1' }, 'http://f:2'],
  ['f:2', {}, 'http://f:2'],
  ['[::1]:2', {}, 'http://[::1]:2'],
])('--http %s with %j is %s', (flag, environment: Record<string, string>, address) => {
  expect(httpAddress(flag, environment)).toBe(address);
});

test.each([
  ['https://f:2', {}, '--http'],
  ['http://f:2/journal', {}, '--http'],
  ['http://', {}, '--http'],
  [undefined, { YAK_HTTP: 'http://a b' }, 'YAK_HTTP'],
])('--http %s with %j is a usage error', (flag, environment: Record<string, string>, words) => {
  const read = (): unknown => httpAddress(flag, environment);
  expect(read).toThrow(words);
  expect(read).toThrow('write http://host:port');
});

test.each([
  [400, { message: 'why' }, 2, 'why'],
  [404, { message: 'why' }, 4, 'why'],
  [421, { message: 'why' }, 6, 'why'],
  [502, { message: 'why' }, 6, 'why'],
  [503, { message: 'why' }, 6, 'why'],
  [500, { message: 'why' }, 1, 'why'],
  [404, { message: 'Cannot GET /explain/group/a' }, 1, 'no YAK broker, or one that does not know this question'],
  [404, '<html>', 1, 'no YAK broker'],
  [404, { message: 4 }, 1, 'no YAK broker'],
])('an answer %i %j is told with exit code %i', (status, body, exitCode, words) => {
  const error = refusedBy(fakeHttp(), answerOf(status, body));
  expect(error.exitCode).toBe(exitCode);
  expect(error.message).toContain(words);
});

describe('HTTP over the network', () => {
  const open: Server[] = [];
  const portOf = async (server: Server): Promise<number> => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    open.push(server);
    return (server.address() as AddressInfo).port;
  };
  afterEach(() => {
    for (const server of open.splice(0)) server.close();
  });

  it('gives status, headers and body of the path, with what is accepted', async () => {
    const port = await portOf(
      createServer((request, response) => {
        response.writeHead(404, { 'x-a': 'b' }).end(`${request.url ?? ''} ${request.headers.accept ?? ''}`);
      }),
    );
    const answer = await httpSource(`http://127.0.0.1:${port}`).get('/a?b=c', 'text/plain');
    expect([answer.status, answer.body, answer.header('x-a'), answer.header('x-b')]).toEqual([
      404,
      '/a?b=c text/plain',
      'b',
      null,
    ]);
  });

  it('teaches where HTTP is when nobody answers', async () => {
    const port = await portOf(createTcpServer());
    open[0]?.close();
    const asked = httpSource(`http://127.0.0.1:${port}`).get('/', '');
    await expect(asked).rejects.toMatchObject({ exitCode: 6 });
    await expect(asked).rejects.toThrow(
      new RegExp(`No answer over HTTP from http://127.0.0.1:${port} .*ECONNREFUSED.*--http http://host:port`, 's'),
    );
  });

  it('says when what answers there speaks something else', async () => {
    const port = await portOf(createTcpServer((socket) => void socket.end('\0\0\0\x04kafka')));
    await expect(httpSource(`http://127.0.0.1:${port}`).get('/', '')).rejects.toThrow('does not speak HTTP');
  });
});
