import { SettingsError } from '@yak/settings';

it('a settings error names the setting first', () => {
  const error = new SettingsError('num.partitions', 'must be at least 1');
  expect(error.message).toBe('num.partitions: must be at least 1');
  expect(error).toMatchObject({ code: 'YAK_SETTINGS', settingName: 'num.partitions', name: 'SettingsError' });
});
