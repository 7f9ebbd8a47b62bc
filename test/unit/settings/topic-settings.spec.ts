import { ErrorCode } from '@yak/model';
import {
  checkTopicOverride,
  checkTopicOverrides,
  ConfigSource,
  describeTopicSettings,
  isTopicSettingName,
  resolveBrokerSettings,
  resolveTopicSettings,
  TOPIC_SETTINGS,
} from '@yak/settings';
import { TOPIC_SYNONYMS } from '../../../libs/settings/src/tables/topic-table';
import { isBrokerSettingName } from '../../../libs/settings/src/broker-settings';

const brokerOf = (file: string) => resolveBrokerSettings({ file }).settings;
const none = new Map<string, string>();

describe('a topic setting', () => {
  test.each([
    ['', 604800000],
    ['log.retention.hours=1', 3600000],
    ['log.retention.hours=1\nlog.retention.minutes=2', 120000],
    ['log.retention.hours=1\nlog.retention.minutes=2\nlog.retention.ms=3', 3],
    ['log.retention.ms=-1', null],
    ['log.retention.hours=-1', null],
  ])('retention.ms comes from the finest unit of the broker: %j', (file, expected) => {
    expect(resolveTopicSettings(brokerOf(file), none).value('retention.ms')).toBe(expected);
  });

  it('goes before the broker’s', () => {
    const topic = resolveTopicSettings(brokerOf('log.retention.ms=3'), new Map([['retention.ms', '9']]));
    expect(topic.value('retention.ms')).toBe(9);
  });

  it('follows the broker’s when that is altered while running', () => {
    const broker = brokerOf('');
    const topic = resolveTopicSettings(broker, none);
    expect(topic.value('max.message.bytes')).toBe(1048588);
    broker.applyDynamic({ cluster: new Map([['message.max.bytes', '77']]), broker: none });
    expect(topic.value('max.message.bytes')).toBe(77);
  });

  it('has the same default on a topic as on a broker', () => {
    const topic = resolveTopicSettings(brokerOf(''), none);
    const bare = { 'segment.ms': 604800000, 'segment.jitter.ms': 0, 'flush.ms': null, 'file.delete.delay.ms': 60000 };
    for (const [name, value] of Object.entries(bare)) {
      expect(isTopicSettingName(name) && topic.value(name)).toBe(value);
    }
  });

  it('has synonyms that exist', () => {
    for (const [name, synonyms] of Object.entries(TOPIC_SYNONYMS)) {
      expect(TOPIC_SETTINGS).toHaveProperty([name]);
      for (const [synonym] of synonyms) expect(isBrokerSettingName(synonym)).toBe(true);
    }
  });
});

describe('giving a topic a setting', () => {
  test.each([
    ['retention.ms', '1000', null],
    ['retention.ms', '-1', null],
    ['retention.ms', '-2', 'at least -1'],
    ['retention.ms', 'week', 'not an integer'],
    ['retention.mss', '1', 'Did you mean "retention.ms"?'],
    ['log.retention.ms', '1', 'Did you mean "retention.ms"?'],
    ['cleanup.policy', 'compact', null],
    ['cleanup.policy', 'compact,delete', null],
    ['cleanup.policy', 'destroy', 'use delete or compact'],
    ['cleanup.policy', '', 'must not be empty'],
    ['compression.type', 'producer', null],
    ['compression.type', 'zstd', 'use producer'],
    ['segment.bytes', '1048575', 'at least 1048576'],
    ['min.insync.replicas', '0', 'at least 1'],
    ['preallocate', 'false', null],
    ['preallocate', 'true', 'no effect'],
    ['min.cleanable.dirty.ratio', '0.1', null],
    ['remote.storage.enable', 'true', 'Tiered storage'],
    ['remote.storage.enable', 'false', null],
    ['message.format.version', '3.0', null],
    ['constructor', '1', 'Unknown topic config name'],
  ])('%s=%s', (name, text, words) => {
    const refused = checkTopicOverride(name, text);
    if (words === null) expect(refused).toBeNull();
    else
      expect(refused).toMatchObject({
        code: ErrorCode.INVALID_CONFIG,
        detail: expect.stringContaining(words) as string,
      });
  });

  it('takes small segments only in the test profile', () => {
    const test = resolveBrokerSettings({ profile: 'test' }).settings;
    expect(checkTopicOverride('segment.bytes', '1000', test)).toBeNull();
    expect(checkTopicOverride('segment.bytes', '1000', brokerOf(''))).not.toBeNull();
  });

  it('checks what two settings mean together', () => {
    const lags = (minimum: string, maximum: string) =>
      new Map([
        ['min.compaction.lag.ms', minimum],
        ['max.compaction.lag.ms', maximum],
      ]);
    expect(checkTopicOverrides(lags('5', '6'), brokerOf(''))).toBeNull();
    expect(checkTopicOverrides(lags('7', '6'), brokerOf(''))?.detail).toContain('must not be above');
    expect(checkTopicOverrides(new Map([['x', 'y']]), brokerOf(''))?.code).toBe(ErrorCode.INVALID_CONFIG);
  });
});

describe('describing a topic', () => {
  it('shows every place that has a value, the one in force first and in the topic’s unit', () => {
    const [retention] = describeTopicSettings(brokerOf('log.retention.hours=2'), none, ['retention.ms']);
    expect(retention).toMatchObject({ value: '7200000', source: ConfigSource.STATIC_BROKER_CONFIG, configType: 5 });
    expect(retention?.synonyms).toEqual([
      { name: 'log.retention.hours', value: '2', source: ConfigSource.STATIC_BROKER_CONFIG },
      { name: 'log.retention.hours', value: '168', source: ConfigSource.DEFAULT_CONFIG },
    ]);
  });

  it('shows the topic’s own first', () => {
    const [retention] = describeTopicSettings(brokerOf(''), new Map([['retention.ms', '5']]), ['retention.ms']);
    expect(retention?.synonyms.map(({ name, value }) => [name, value])).toEqual([
      ['retention.ms', '5'],
      ['log.retention.hours', '168'],
    ]);
    expect(retention?.source).toBe(ConfigSource.DYNAMIC_TOPIC_CONFIG);
  });

  it('shows Kafka’s own number for "never"', () => {
    expect(describeTopicSettings(brokerOf(''), none, ['flush.ms'])[0]?.value).toBe('9223372036854775807');
  });

  it('lists all settings when none is named and leaves out names that nobody knows', () => {
    expect(describeTopicSettings(brokerOf(''), none, null)).toHaveLength(Object.keys(TOPIC_SETTINGS).length);
    expect(describeTopicSettings(brokerOf(''), none, ['nope'])).toEqual([]);
  });
});
