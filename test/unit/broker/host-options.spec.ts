import { parseListeners, resolveBrokerSettings, SettingsError } from '@yak/settings';
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
    ['0.0.0.0:18080', { host: '0.0.0.0', port: 18_080 }],
    [':18080', { host: '', port: 18_080 }],
    ['[::1]:18080', { host: '::1', port: 18_080 }],
  ])('serves HTTP elsewhere than on loopback only where that is asked for: %s', async (listener, http) => {
    expect((await read([], { YAK_HTTP_LISTENER: listener })).http).toEqual(http);
    expect((await read([], { YAK_HTTP_LISTENER: listener, YAK_HTTP_PORT: '1' })).http).toEqual({ ...http, port: 1 });
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

  test.each([
    ['alone', 'listeners=PLAINTEXT://:7000\n', { listeners: 'PLAINTEXT://127.0.0.1:19092' }],
    [
      'with the address that clients are told',
      'listeners=PLAINTEXT://0.0.0.0:7000\nadvertised.listeners=PLAINTEXT://yak:7000\n',
      { listeners: 'PLAINTEXT://127.0.0.1:19092', 'advertised.listeners': 'PLAINTEXT://127.0.0.1:19092' },
    ],
  ])('puts YAK_PORT over the listeners of the file, %s', async (_what, file, expected) => {
    const { settings } = await read([], { YAK_CONFIG: 'a', YAK_PORT: '19092' }, () => Promise.resolve(file));
    expect(settings).toEqual(expected);
    const { settings: resolved } = resolveBrokerSettings({ flags: settings, file });
    expect(parseListeners(resolved)).toMatchObject([{ port: 19_092, advertised: { port: 19_092 } }]);
  });

  test('leaves the address that the environment tells clients, YAK_PORT or not', async () => {
    const environment = { YAK_PORT: '19092', KAFKA_ADVERTISED_LISTENERS: 'PLAINTEXT://yak:19092' };
    expect((await read([], environment)).settings).toEqual({ listeners: 'PLAINTEXT://127.0.0.1:19092' });
  });

  test.each([
    ['nobody', { args: [], environment: {}, file: '' }, 'dev'],
    ['the file', { args: [], environment: {}, file: 'yak.profile=production' }, 'production'],
    [
      'the environment, over the file',
      { args: [], environment: { YAK_PROFILE: 'test' }, file: 'yak.profile=production' },
      'test',
    ],
    [
      'an override, over all',
      {
        args: ['--override', 'yak.profile=production'],
        environment: { YAK_PROFILE: 'test' },
        file: 'yak.profile=dev',
      },
      'production',
    ],
  ])('has the profile that %s names', async (_who, given, expected) => {
    const { args, file } = given;
    const environment: Record<string, string> = given.environment;
    const options = await read(args, { ...environment, YAK_CONFIG: 'a' }, () => Promise.resolve(file));
    expect(options.profile).toBe(expected);
    const { settings, profile } = options;
    const resolved = resolveBrokerSettings({ flags: settings, environment, file, profile }).settings;
    expect(resolved.value('yak.profile')).toBe(expected);
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
