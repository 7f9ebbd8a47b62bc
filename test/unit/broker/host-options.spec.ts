import { SettingsError } from '@yak/settings';
import { readHostOptions } from '../../../apps/broker/src/host-options';

const noFile = (): Promise<string | null> => Promise.resolve(null);
const read = (args: readonly string[], environment: Record<string, string> = {}, file = noFile) =>
  readHostOptions(args, environment, file);

describe('the host program', () => {
  test('serves clients of this machine alone where nobody says otherwise', async () => {
    expect(await read([])).toMatchObject({
      dataDirectory: './data',
      profile: 'dev',
      settings: { listeners: 'PLAINTEXT://127.0.0.1:9092' },
      http: { host: '127.0.0.1', port: 8080 },
    });
  });

  test('takes its places from the environment', async () => {
    const environment = { YAK_PORT: '19092', YAK_HTTP_PORT: '0', YAK_DATA_DIR: '/somewhere', YAK_PROFILE: 'test' };
    expect(await read([], environment)).toMatchObject({
      dataDirectory: '/somewhere',
      profile: 'test',
      settings: { listeners: 'PLAINTEXT://127.0.0.1:19092' },
      http: { port: 0 },
    });
  });

  test.each([
    [
      'the environment',
      [],
      { KAFKA_LISTENERS: 'PLAINTEXT://0.0.0.0:7000', KAFKA_ADVERTISED_LISTENERS: 'PLAINTEXT://yak:7000' },
      noFile,
    ],
    ['the file', [], { YAK_CONFIG: 'a' }, () => Promise.resolve('listeners=PLAINTEXT://0.0.0.0:7000\n')],
  ])('leaves listeners alone that %s sets', async (_place, args, environment, file) => {
    expect((await read(args, environment, file)).settings).toEqual({});
  });

  test('takes overrides from the command line', async () => {
    expect((await read(['--override', 'num.partitions=3'])).settings).toMatchObject({ 'num.partitions': '3' });
  });

  test.each([
    ['an override without a value', ['--override', 'num.partitions'], {}],
    ['an option that nobody knows', ['--frobnicate'], {}],
    ['a port that is none', [], { YAK_PORT: '70000' }],
    ['a file that is not there', [], { YAK_CONFIG: '/nowhere' }],
    ['more brokers than there can be', [], { YAK_BROKERS: '3' }],
    ['an HTTP listener without a port', [], { YAK_HTTP_LISTENER: 'localhost' }],
  ])('refuses %s by name', async (_what, args, environment: Record<string, string>) => {
    await expect(read(args, environment)).rejects.toThrow(SettingsError);
  });
});
