import { reservedEnvironment, SettingsError } from '@yak/settings';
import { settingNameOf, settingsInEnvironment } from '../../../libs/settings/src/environment';

describe('a variable names a setting by the rule of Kafka’s image', () => {
  test.each([
    ['NUM_PARTITIONS', 'num.partitions'],
    ['LISTENER_SECURITY_PROTOCOL_MAP', 'listener.security.protocol.map'],
    ['A__B', 'a_b'],
    ['A___B', 'a-b'],
    ['A____B', 'a-.b'],
  ])('%s is %s', (variable, name) => {
    expect(settingNameOf(variable)).toBe(name);
  });

  it('YAK_ goes before KAFKA_, and settings of our own need no second prefix', () => {
    const found = settingsInEnvironment({
      YAK_NUM_PARTITIONS: '3',
      KAFKA_NUM_PARTITIONS: '2',
      KAFKA_NODE_ID: '7',
      YAK_FLUSH: 'os',
      YAK_YAK_JOURNAL_ENTRIES: '5',
      NUM_PARTITIONS: '9',
    });
    expect(Object.fromEntries([...found].map(([name, { text }]) => [name, text]))).toEqual({
      'node.id': '7',
      'num.partitions': '3',
      'yak.flush': 'os',
      'yak.journal.entries': '5',
    });
    expect(found.get('num.partitions')?.variable).toBe('YAK_NUM_PARTITIONS');
  });

  it('leaves out reserved variables and those of the image that are no settings', () => {
    const found = settingsInEnvironment({
      YAK_PORT: '1',
      YAK_CONFIG: 'x',
      YAK_HTTP: 'h:1',
      KAFKA_HEAP_OPTS: '-Xmx1G',
      KAFKA_OPTS: '',
    });
    expect(found.size).toBe(0);
  });
});

describe('the reserved variables', () => {
  it('are read', () => {
    expect(
      reservedEnvironment({
        YAK_PORT: '0',
        YAK_HTTP_PORT: '8081',
        YAK_DATA_DIR: './d',
        YAK_CONFIG: 'server.properties',
        YAK_BROKERS: '1',
        YAK_PROFILE: 'test',
      }),
    ).toEqual({
      port: 0,
      httpPort: 8081,
      dataDirectory: './d',
      configFile: 'server.properties',
      brokers: 1,
      profile: 'test',
    });
  });

  it('are null where unset or empty', () => {
    expect(reservedEnvironment({ YAK_PORT: '' })).toEqual({
      port: null,
      httpPort: null,
      dataDirectory: null,
      configFile: null,
      brokers: null,
      profile: null,
    });
  });

  test.each([
    ['YAK_PORT', '70000'],
    ['YAK_PORT', '-1'],
    ['YAK_HTTP_PORT', 'http'],
    ['YAK_BROKERS', '0'],
    ['YAK_PROFILE', 'prod'],
  ])('%s=%s refuses to start', (variable, text) => {
    expect(() => reservedEnvironment({ [variable]: text })).toThrow(SettingsError);
    expect(() => reservedEnvironment({ [variable]: text })).toThrow(variable);
  });
});
