import { assert } from '@yak/base';
import { ErrorCode, refusal, type Refusal } from '@yak/model';
import { isBrokerSettingName, type BrokerSettings } from './broker-settings';
import { CONFIG_TYPES, ConfigSource, type DescribedSetting, type SettingSynonym } from './described-setting';
import { parseValue, type SettingValue } from './parse-value';
import { relaxForTests } from './resolve-broker-settings';
import { settingFault } from './setting-fault';
import type { SettingRow, ValueOf } from './setting-row';
import { didYouMean } from './suggest';
import { REMOVED_TOPIC_SETTINGS, TOPIC_SETTINGS, TOPIC_SYNONYMS, type TopicSettingName } from './tables/topic-table';

/** The type of a topic setting's value. */
export type TopicSettingValue<Name extends TopicSettingName> = ValueOf<(typeof TOPIC_SETTINGS)[Name]>;
/** A topic's own settings, name to text. */
export type TopicOverrides = ReadonlyMap<string, string>;

const topicRow = (name: TopicSettingName): SettingRow => TOPIC_SETTINGS[name];

/** Tells the name of a topic setting from any other text. */
export function isTopicSettingName(name: string): name is TopicSettingName {
  return Object.hasOwn(TOPIC_SETTINGS, name);
}

const inUnit = (text: string, factor: number): string => {
  if (factor === 1) return text;
  const number = Number(text);
  return String(number < 0 ? number : number * factor);
};

interface Candidate extends SettingSynonym {
  readonly value: string;
  /** The value in the topic's unit. */
  readonly text: string;
}

const candidatesOf = (
  broker: BrokerSettings,
  overrides: TopicOverrides,
  name: TopicSettingName,
): readonly Candidate[] => {
  const found: Candidate[] = [];
  const own = overrides.get(name);
  if (own !== undefined) found.push({ name, value: own, text: own, source: ConfigSource.DYNAMIC_TOPIC_CONFIG });
  for (const [synonym, factor] of TOPIC_SYNONYMS[name] ?? []) {
    assert(isBrokerSettingName(synonym), `${synonym} must be a broker setting`);
    for (const place of broker.synonyms(synonym)) {
      if (place.value !== null) found.push({ ...place, value: place.value, text: inUnit(place.value, factor) });
    }
  }
  if (found.length === 0) {
    const text = topicRow(name).default ?? '';
    found.push({ name, value: text, text, source: ConfigSource.DEFAULT_CONFIG });
  }
  return found;
};

/**
 * The settings of one topic: its own, over the broker's, over Kafka's defaults. Values are read once per name and again after the
 * broker's settings changed; `value` is then a map look-up.
 */
export class TopicSettings {
  #revision: number;
  readonly #values = new Map<TopicSettingName, SettingValue>();

  constructor(
    private readonly broker: BrokerSettings,
    readonly overrides: TopicOverrides,
  ) {
    this.#revision = broker.revision;
  }

  /** The value in force. */
  value<Name extends TopicSettingName>(name: Name): TopicSettingValue<Name> {
    if (this.#revision !== this.broker.revision) {
      this.#values.clear();
      this.#revision = this.broker.revision;
    }
    let value = this.#values.get(name);
    if (value === undefined) {
      value = this.#read(name);
      this.#values.set(name, value);
    }
    return value as TopicSettingValue<Name>;
  }

  #read(name: TopicSettingName): SettingValue {
    const row: SettingRow = { ...topicRow(name), minimum: Number.NEGATIVE_INFINITY };
    for (const { text } of candidatesOf(this.broker, this.overrides, name)) {
      const parsed = parseValue(row, text);
      if ('value' in parsed) return parsed.value;
    }
    return null;
  }
}

/** The settings of a topic with these overrides on this broker. Overrides that nobody knows have no effect. */
export function resolveTopicSettings(broker: BrokerSettings, overrides: TopicOverrides): TopicSettings {
  return new TopicSettings(broker, overrides);
}

/**
 * May a topic have this setting at this text?
 * @param broker decides only whether its test profile allows segments below Kafka's least size
 * @returns null if so, else INVALID_CONFIG whose detail says what to write instead
 */
export function checkTopicOverride(name: string, text: string, broker?: BrokerSettings): Refusal | null {
  if (REMOVED_TOPIC_SETTINGS.has(name)) return null;
  if (!isTopicSettingName(name)) {
    const hint = didYouMean(name, Object.keys(TOPIC_SETTINGS));
    return refusal(ErrorCode.INVALID_CONFIG, `Unknown topic config name: ${name}.${hint}`);
  }
  const relaxed = relaxForTests(broker?.value('yak.profile') ?? 'production', name);
  const fault = settingFault({ ...topicRow(name), ...relaxed }, text);
  return fault === null ? null : refusal(ErrorCode.INVALID_CONFIG, `${name}: ${fault}`);
}

/** `checkTopicOverride` of each, and of what they mean together. @returns the first refusal, or null */
export function checkTopicOverrides(overrides: TopicOverrides, broker: BrokerSettings): Refusal | null {
  for (const [name, text] of overrides) {
    const fault = checkTopicOverride(name, text, broker);
    if (fault !== null) return fault;
  }
  const settings = resolveTopicSettings(broker, overrides);
  if (settings.value('min.compaction.lag.ms') > settings.value('max.compaction.lag.ms')) {
    return refusal(ErrorCode.INVALID_CONFIG, 'min.compaction.lag.ms must not be above max.compaction.lag.ms');
  }
  return null;
}

/** The settings of a topic as DescribeConfigs answers them: all in order of name, or those named. */
export function describeTopicSettings(
  broker: BrokerSettings,
  overrides: TopicOverrides,
  names: readonly string[] | null,
): readonly DescribedSetting[] {
  const wanted = names ?? Object.keys(TOPIC_SETTINGS).sort();
  return wanted.filter(isTopicSettingName).map((name) => {
    const row = topicRow(name);
    const candidates = candidatesOf(broker, overrides, name);
    return {
      name,
      value: candidates[0]?.text ?? null,
      source: candidates[0]?.source ?? ConfigSource.DEFAULT_CONFIG,
      configType: CONFIG_TYPES[row.type],
      isReadOnly: false,
      isSensitive: false,
      synonyms: candidates.map(({ name: synonym, value, source }) => ({ name: synonym, value, source })),
      documentation: row.documentation,
    };
  });
}
