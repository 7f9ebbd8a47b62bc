import { ErrorCode } from '@yak/model';
import { checkDynamicBrokerSetting, ConfigSource, isBrokerSettingName, resolveBrokerSettings } from '@yak/settings';

const settingsOf = (file: string) => resolveBrokerSettings({ file }).settings;
const nothing = new Map<string, string>();

describe('broker settings', () => {
  it('are altered while running: one broker before all brokers before the file', () => {
    const settings = settingsOf('message.max.bytes=10');
    expect(settings.value('message.max.bytes')).toBe(10);
    settings.applyDynamic({ cluster: new Map([['message.max.bytes', '20']]), broker: nothing });
    expect(settings.value('message.max.bytes')).toBe(20);
    settings.applyDynamic({
      cluster: new Map([['message.max.bytes', '20']]),
      broker: new Map([['message.max.bytes', '30']]),
    });
    expect(settings.value('message.max.bytes')).toBe(30);
    expect(settings.source('message.max.bytes')).toBe('dynamic');
    expect(settings.synonyms('message.max.bytes').map(({ value, source }) => [value, source])).toEqual([
      ['30', ConfigSource.DYNAMIC_BROKER_CONFIG],
      ['20', ConfigSource.DYNAMIC_DEFAULT_BROKER_CONFIG],
      ['10', ConfigSource.STATIC_BROKER_CONFIG],
      ['1048588', ConfigSource.DEFAULT_CONFIG],
    ]);
    settings.applyDynamic({ cluster: nothing, broker: nothing });
    expect(settings.value('message.max.bytes')).toBe(10);
  });

  it('tell who listens that they changed, until told to stop', () => {
    const settings = settingsOf('');
    let calls = 0;
    const stop = settings.onChanged(() => (calls += 1));
    settings.applyDynamic({ cluster: nothing, broker: nothing });
    stop();
    settings.applyDynamic({ cluster: nothing, broker: nothing });
    expect({ calls, revision: settings.revision }).toEqual({ calls: 1, revision: 2 });
  });

  it('ignore a dynamic text for a name that is fixed at the start, and one that cannot be read', () => {
    const settings = settingsOf('');
    settings.applyDynamic({
      cluster: new Map([
        ['num.partitions', '9'],
        ['message.max.bytes', 'x'],
      ]),
      broker: nothing,
    });
    expect(settings.value('num.partitions')).toBe(1);
    expect(settings.value('message.max.bytes')).toBe(1048588);
  });

  it('are described with type, source and documentation', () => {
    const [described] = settingsOf('message.max.bytes=10').describe(['message.max.bytes', 'no.such.name']);
    expect(described).toMatchObject({
      name: 'message.max.bytes',
      value: '10',
      source: ConfigSource.STATIC_BROKER_CONFIG,
      configType: 3,
      isReadOnly: false,
      isSensitive: false,
    });
    expect(described?.documentation).not.toBe('');
  });

  it('are described in order of name when none is named, each once', () => {
    const names = settingsOf('')
      .describe(null)
      .map(({ name }) => name);
    expect(names.length).toBeGreaterThan(200);
    expect(names).toEqual([...new Set(names)].sort());
  });

  it('never show a secret', () => {
    expect(settingsOf('').describe(['sasl.jaas.config'])[0]).toMatchObject({ value: null, isSensitive: true });
  });

  it('say the text in force in Kafka’s notation', () => {
    expect(settingsOf('').text('log.cleanup.policy')).toBe('delete');
    expect(settingsOf('').text('log.retention.ms')).toBeNull();
  });

  it('do not take properties of every object for names', () => {
    expect(isBrokerSettingName('constructor')).toBe(false);
  });
});

describe('altering a broker setting while running', () => {
  test.each([
    ['message.max.bytes', '100', 'cluster', null],
    ['message.max.bytes', 'x', 'broker', ErrorCode.INVALID_CONFIG],
    ['message.max.bytes', '-1', 'broker', ErrorCode.INVALID_CONFIG],
    ['num.partitions', '3', 'cluster', ErrorCode.INVALID_REQUEST],
    ['listeners', 'PLAINTEXT://:1', 'broker', ErrorCode.INVALID_REQUEST],
    ['mesage.max.bytes', '3', 'cluster', ErrorCode.INVALID_CONFIG],
  ] as const)('%s=%s for %s answers %s', (name, text, scope, code) => {
    expect(checkDynamicBrokerSetting(name, text, scope)?.code ?? null).toBe(code);
  });

  it('teaches the right name', () => {
    expect(checkDynamicBrokerSetting('mesage.max.bytes', '3', 'cluster')?.detail).toContain(
      'Did you mean "message.max.bytes"?',
    );
  });
});
