export { BROKER_SETTINGS, type BrokerSettingName } from './tables/broker-table';
export { TOPIC_SETTINGS, type TopicSettingName } from './tables/topic-table';
export type { SettingRow, SettingTier, SettingType } from './setting-row';
export {
  BrokerSettings,
  type BrokerSettingValue,
  checkDynamicBrokerSetting,
  type DynamicSettings,
  isBrokerSettingName,
  type SettingSource,
} from './broker-settings';
export { resolveBrokerSettings, type ResolvedBrokerSettings, type SettingsSources } from './resolve-broker-settings';
export {
  checkTopicOverride,
  checkTopicOverrides,
  describeTopicSettings,
  isTopicSettingName,
  resolveTopicSettings,
  TopicSettings,
  type TopicOverrides,
  type TopicSettingValue,
} from './topic-settings';
export { ConfigSource, type DescribedSetting, type SettingSynonym } from './described-setting';
export { type Environment, reservedEnvironment, type ReservedEnvironment } from './environment';
export { isProfileName, type ProfileName, PROFILES } from './profiles';
export { type AdvertisedAddress, type ListenerSettings, parseListeners } from './listeners';
export { parseProperties } from './properties';
export { SettingsError } from './settings-error';
export { didYouMean, suggest } from './suggest';
