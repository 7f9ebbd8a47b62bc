import { isProfileName, PROFILES, resolveBrokerSettings } from '@yak/settings';
import { brokerRow, isBrokerSettingName } from '../../../libs/settings/src/broker-settings';
import { parseValue } from '../../../libs/settings/src/parse-value';
import { profileText } from '../../../libs/settings/src/profiles';

describe('a profile is a set of defaults', () => {
  it('production is Kafka’s own', () => {
    expect(PROFILES.production).toEqual({});
    expect(resolveBrokerSettings({}).settings.value('yak.flush')).toBe('batch');
  });

  test.each(['dev', 'test'] as const)('%s hands records to the system as Kafka does', (profile) => {
    const { settings, notices } = resolveBrokerSettings({ profile });
    expect(settings.value('yak.flush')).toBe('os');
    expect(settings.source('yak.flush')).toBe('profile');
    expect(notices).toEqual([]);
  });

  test.each([
    [1, '1'],
    [2, '2'],
    [5, '3'],
  ])('dev replicates as far as %d brokers allow', (brokers, text) => {
    expect(profileText('dev', 'default.replication.factor', brokers)).toBe(text);
  });

  test.each(['dev', 'test'] as const)('every text of %s can be read', (profile) => {
    for (const name of Object.keys(PROFILES[profile]).filter(isBrokerSettingName)) {
      expect(parseValue(brokerRow(name), profileText(profile, name, 3) ?? '')).not.toHaveProperty('fault');
    }
  });

  it('is known by three names only', () => {
    expect(['production', 'dev', 'test', 'prod', ''].map(isProfileName)).toEqual([true, true, true, false, false]);
  });
});
