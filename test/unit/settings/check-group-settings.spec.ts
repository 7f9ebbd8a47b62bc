import { consumerAssignors, resolveBrokerSettings, SettingsError } from '@yak/settings';
import { checkGroupSettings } from '../../../libs/settings/src/check-group-settings';

const settingsOf = (file: string) => resolveBrokerSettings({ file }).settings;

describe('settings of groups', () => {
  test.each(['production', 'dev', 'test'] as const)('of the profile %s fit each other', (profile) => {
    expect(() => checkGroupSettings(resolveBrokerSettings({ profile }).settings)).not.toThrow();
  });

  test.each([
    ['group.min.session.timeout.ms=2\ngroup.max.session.timeout.ms=1', 'group.min.session.timeout.ms'],
    ['group.coordinator.rebalance.protocols=consumer', 'group.coordinator.rebalance.protocols'],
    ['group.coordinator.rebalance.protocols=classic,other', 'group.coordinator.rebalance.protocols'],
    ['group.consumer.session.timeout.ms=44999', 'group.consumer.session.timeout.ms'],
    ['group.consumer.session.timeout.ms=60001', 'group.consumer.session.timeout.ms'],
    ['group.consumer.min.session.timeout.ms=60001', 'group.consumer.min.session.timeout.ms'],
    ['group.consumer.heartbeat.interval.ms=4999', 'group.consumer.heartbeat.interval.ms'],
    ['group.consumer.heartbeat.interval.ms=15001', 'group.consumer.heartbeat.interval.ms'],
    ['group.consumer.min.heartbeat.interval.ms=15001', 'group.consumer.min.heartbeat.interval.ms'],
    [
      'group.consumer.min.session.timeout.ms=1\ngroup.consumer.session.timeout.ms=5000',
      'group.consumer.heartbeat.interval.ms',
    ],
    ['group.consumer.assignors=', 'group.consumer.assignors'],
    ['group.consumer.assignors=uniform,uniform', 'group.consumer.assignors'],
    [
      'group.consumer.assignors=uniform,org.apache.kafka.coordinator.group.assignor.UniformAssignor',
      'group.consumer.assignors',
    ],
    ['group.consumer.assignors=org.example.Own', 'group.consumer.assignors'],
    ['group.consumer.migration.policy=sometimes', 'group.consumer.migration.policy'],
    ['group.consumer.regex.refresh.interval.ms=9999', 'group.consumer.regex.refresh.interval.ms'],
    ['offsets.topic.compression.codec=1', 'offsets.topic.compression.codec'],
    ['offsets.topic.num.partitions=0', 'offsets.topic.num.partitions'],
  ])('%j do not: %s', (file, settingName) => {
    let thrown: unknown;
    try {
      settingsOf(file);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(SettingsError);
    expect(thrown).toMatchObject({ settingName });
  });

  test.each([
    ['', ['uniform', 'range']],
    ['group.consumer.assignors=range', ['range']],
    [
      'group.consumer.assignors=org.apache.kafka.coordinator.group.assignor.RangeAssignor, uniform',
      ['range', 'uniform'],
    ],
  ])('%j names the assignors %j', (file, assignors) => {
    expect(consumerAssignors(settingsOf(file))).toEqual(assignors);
  });
});
