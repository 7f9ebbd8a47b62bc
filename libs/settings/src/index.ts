export { BROKER_SETTINGS, type BrokerSettingName } from './tables/broker-table';
export { TOPIC_SETTINGS } from './tables/topic-table';
export type { SettingRow } from './setting-row';
export { BrokerSettings, checkDynamicBrokerSetting, isBrokerSettingName } from './broker-settings';
export { consumerAssignors } from './check-group-settings';
export { resolveBrokerSettings } from './resolve-broker-settings';
export {
  checkTopicOverride,
  checkTopicOverrides,
  describeTopicSettings,
  isTopicSettingName,
  resolveTopicSettings,
  TopicSettings,
} from './topic-settings';
export { ConfigSource, type DescribedSetting } from './described-setting';
export { type Environment, reservedEnvironment } from './environment';
export { isProfileName, type ProfileName, PROFILES } from './profiles';
export { type ListenerSettings, parseListeners } from './listeners';
export { parseProperties } from './properties';
export { SettingsError } from './settings-error';
export { didYouMean, suggest } from './suggest';
