import type { SettingType } from './setting-row';

/** Where a value comes from, as DescribeConfigs numbers it. Source: Kafka DescribeConfigsResponse.ConfigSource. */
export const ConfigSource = {
  DYNAMIC_TOPIC_CONFIG: 1,
  DYNAMIC_BROKER_CONFIG: 2,
  DYNAMIC_DEFAULT_BROKER_CONFIG: 3,
  STATIC_BROKER_CONFIG: 4,
  DEFAULT_CONFIG: 5,
} as const;
export type ConfigSource = (typeof ConfigSource)[keyof typeof ConfigSource];

/** Kafka's number of a setting's type. Source: Kafka DescribeConfigsResponse.ConfigType. */
export const CONFIG_TYPES: Readonly<Record<SettingType, number>> = {
  boolean: 1,
  string: 2,
  int: 3,
  short: 4,
  long: 5,
  double: 6,
  list: 7,
  class: 8,
  password: 9,
};

/** One place that gives a setting a value. */
export interface SettingSynonym {
  readonly name: string;
  readonly value: string | null;
  readonly source: ConfigSource;
}

/** One setting as DescribeConfigs answers it. */
export interface DescribedSetting {
  readonly name: string;
  /** Text of the value in force; null where there is none or it is secret. */
  readonly value: string | null;
  readonly source: ConfigSource;
  /** Number of the type; see CONFIG_TYPES. */
  readonly configType: number;
  readonly isReadOnly: boolean;
  readonly isSensitive: boolean;
  /** Every place that has a value, the one in force first. */
  readonly synonyms: readonly SettingSynonym[];
  readonly documentation: string;
}
