import { SettingsError } from '@yak/settings';
import { type ListenerTexts, parseListenerTexts } from '../../../libs/settings/src/listeners';

const texts = (over: Partial<ListenerTexts>): ListenerTexts => ({
  listeners: ['PLAINTEXT://:9092'],
  advertisedListeners: null,
  protocolMap: ['PLAINTEXT:PLAINTEXT', 'SSL:SSL', 'CONTROLLER:PLAINTEXT', 'INSIDE:PLAINTEXT'],
  controllerListenerNames: [],
  interBrokerListenerName: null,
  ...over,
});

describe('listeners', () => {
  it('bind all interfaces where no host is given and advertise this machine’s name', () => {
    expect(parseListenerTexts(texts({}))).toEqual([
      {
        name: 'PLAINTEXT',
        host: null,
        port: 9092,
        securityProtocol: 'PLAINTEXT',
        advertised: { host: null, port: 9092 },
      },
    ]);
  });

  it('leave the controller’s listener closed', () => {
    const parsed = parseListenerTexts(
      texts({
        listeners: ['PLAINTEXT://:9092', 'CONTROLLER://:9093'],
        advertisedListeners: ['PLAINTEXT://kafka:9092', 'CONTROLLER://kafka:9093'],
        controllerListenerNames: ['CONTROLLER'],
      }),
    );
    expect(parsed.map(({ name, advertised }) => ({ name, advertised }))).toEqual([
      { name: 'PLAINTEXT', advertised: { host: 'kafka', port: 9092 } },
    ]);
  });

  it('may advertise a controller that they do not bind', () => {
    const parsed = parseListenerTexts(
      texts({ advertisedListeners: ['PLAINTEXT://a:1', 'CONTROLLER://a:2'], controllerListenerNames: ['CONTROLLER'] }),
    );
    expect(parsed).toHaveLength(1);
  });

  it('read IPv6, lower-case names and port 0', () => {
    const parsed = parseListenerTexts(texts({ listeners: ['inside://[::1]:0'] }));
    expect(parsed[0]).toMatchObject({ name: 'INSIDE', host: '::1', port: 0, advertised: { host: '::1', port: null } });
  });

  it('may answer with the address that the client came to', () => {
    const parsed = parseListenerTexts(texts({ listeners: ['PLAINTEXT://0.0.0.0:1'], advertisedListeners: ['auto'] }));
    expect(parsed[0]?.advertised).toBe('auto');
  });

  test.each<[string, Partial<ListenerTexts>, string]>([
    ['a protocol that is not implemented', { listeners: ['SSL://:9092'] }, 'SSL, which is not implemented'],
    ['a name without a protocol', { listeners: ['OUTSIDE://:9092'] }, 'no entry for listener OUTSIDE'],
    ['a listener without scheme', { listeners: ['localhost:9092'] }, 'NAME://host:port'],
    ['a listener without port', { listeners: ['PLAINTEXT://localhost'] }, 'NAME://host:port'],
    ['a port beyond 65535', { listeners: ['PLAINTEXT://:70000'] }, 'no valid port'],
    ['no listener at all', { listeners: [] }, 'names no listener'],
    [
      'only the controller',
      { listeners: ['CONTROLLER://:1'], controllerListenerNames: ['controller'] },
      'names no listener',
    ],
    ['one name twice', { listeners: ['PLAINTEXT://:1', 'PLAINTEXT://:2'] }, 'a name of its own'],
    ['one port twice', { listeners: ['PLAINTEXT://:1', 'INSIDE://:1'] }, 'a port of its own'],
    ['an advertised wildcard', { advertisedListeners: ['PLAINTEXT://0.0.0.0:9092'] }, 'no address that a client'],
    ['a bound wildcard without advertised', { listeners: ['PLAINTEXT://0.0.0.0:9092'] }, 'must be set'],
    ['an advertised name that is not bound', { advertisedListeners: ['INSIDE://a:1'] }, 'INSIDE is not in listeners'],
    ['a bad map', { protocolMap: ['PLAINTEXT'] }, 'NAME:PROTOCOL'],
    ['an unknown inter-broker listener', { interBrokerListenerName: 'INSIDE' }, 'INSIDE is not in listeners'],
  ])('%s refuses to start', (_, over, words) => {
    expect(() => parseListenerTexts(texts(over))).toThrow(SettingsError);
    expect(() => parseListenerTexts(texts(over))).toThrow(words);
  });
});
