import { isDefaultText, settingFault } from '../../../libs/settings/src/setting-fault';
import { brokerRow } from '../../../libs/settings/src/broker-settings';
import { BROKER_SETTINGS, TOPIC_SETTINGS, type BrokerSettingName, type SettingRow } from '@yak/settings';
import { parseValue } from '../../../libs/settings/src/parse-value';

describe('a setting is never accepted silently', () => {
  test.each([
    ['num.partitions', '3', null],
    ['num.partitions', '0', 'must be at least 1'],
    ['compression.type', 'gzip', 'use producer'],
    // recognised, without effect: only Kafka's default
    ['max.connection.creation.rate', '2147483647', null],
    ['max.connection.creation.rate', '+2147483647', null],
    ['max.connection.creation.rate', '10', 'only Kafka\'s default ("2147483647") is accepted'],
    ['authorizer.class.name', '', null],
    ['authorizer.class.name', 'org.apache.kafka.metadata.authorizer.StandardAuthorizer', 'not implemented yet'],
    ['sasl.jaas.config', 'password=hunter2', 'a secret'],
    // recognised, without meaning here: any valid value
    ['num.io.threads', '16', null],
    ['num.io.threads', 'many', 'not an integer'],
    ['offsets.topic.replication.factor', '1', null],
    // never
    ['remote.log.storage.system.enable', 'false', null],
    ['remote.log.storage.system.enable', 'true', 'does not have this (Tiered storage)'],
  ] as const)('%s=%s', (name, text, words) => {
    const fault = settingFault(brokerRow(name), text);
    if (words === null) expect(fault).toBeNull();
    else expect(fault).toContain(words);
  });

  it('keeps a secret out of the message', () => {
    expect(settingFault(brokerRow('sasl.jaas.config'), 'password=hunter2')).not.toContain('hunter2');
  });

  it('takes an empty text for "unset" where Kafka has no default', () => {
    expect(isDefaultText(brokerRow('broker.rack'), ' ')).toBe(true);
    expect(isDefaultText(brokerRow('broker.rack'), 'r1')).toBe(false);
  });
});

describe('the tables hold together', () => {
  const rows: [string, SettingRow][] = [...Object.entries(BROKER_SETTINGS), ...Object.entries(TOPIC_SETTINGS)];
  test.each(rows)('the default of %s passes its own row', (_, row) => {
    if (row.default === null) return;
    expect(parseValue(row, row.default)).not.toHaveProperty('fault');
    expect(settingFault(row, row.default)).toBeNull();
  });

  it('has Kafka’s defaults where users lean on them', () => {
    const text = (name: BrokerSettingName): string | null => brokerRow(name).default;
    expect(text('message.max.bytes')).toBe('1048588');
    expect(text('log.retention.hours')).toBe('168');
    expect(text('log.message.timestamp.after.max.ms')).toBe('3600000');
    expect(text('num.recovery.threads.per.data.dir')).toBe('2');
    expect(text('log.message.timestamp.before.max.ms')).toBe('9223372036854775807');
  });
});
