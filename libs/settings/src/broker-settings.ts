import { assert } from '@yak/base';
import { ErrorCode, refusal, type Refusal } from '@yak/model';
import { CONFIG_TYPES, ConfigSource, type DescribedSetting, type SettingSynonym } from './described-setting';
import { parseValue, type SettingValue } from './parse-value';
import type { SettingRow, ValueOf } from './setting-row';
import { didYouMean } from './suggest';
import { BROKER_SETTINGS, type BrokerSettingName } from './tables/broker-table';
import { settingFault } from './setting-fault';

/** Who gave a setting its value. */
export type SettingSource = 'flag' | 'environment' | 'file' | 'profile' | 'default' | 'dynamic';
/** The type of a broker setting's value. */
export type BrokerSettingValue<Name extends BrokerSettingName> = ValueOf<(typeof BROKER_SETTINGS)[Name]>;
/** A text and who gave it. */
export interface GivenText {
  readonly text: string;
  readonly source: Exclude<SettingSource, 'default' | 'dynamic'>;
}
/** Settings altered while running: for every broker, and for this one (which goes first). */
export interface DynamicSettings {
  readonly cluster: ReadonlyMap<string, string>;
  readonly broker: ReadonlyMap<string, string>;
}

const NONE_DYNAMIC: DynamicSettings = { cluster: new Map(), broker: new Map() };
export const brokerRow = (name: BrokerSettingName): SettingRow => BROKER_SETTINGS[name];

/** Tells the name of a broker setting from any other text. */
export function isBrokerSettingName(name: string): name is BrokerSettingName {
  return Object.hasOwn(BROKER_SETTINGS, name);
}

/** The settings of one broker: resolved once, and altered while running only through `applyDynamic`. Reading is a map look-up. */
export class BrokerSettings {
  #dynamic = NONE_DYNAMIC;
  #revision = 0;
  readonly #given: ReadonlyMap<BrokerSettingName, GivenText>;
  readonly #values = new Map<BrokerSettingName, SettingValue>();
  readonly #listeners = new Set<() => void>();

  /** @param given texts already checked by `resolveBrokerSettings`; everything else is at Kafka's default */
  constructor(given: ReadonlyMap<BrokerSettingName, GivenText>) {
    this.#given = given;
    this.#readAll();
  }

  /** Counts the calls of `applyDynamic`: who caches values reads again when it changes. */
  get revision(): number {
    return this.#revision;
  }

  /** The value in force. */
  value<Name extends BrokerSettingName>(name: Name): BrokerSettingValue<Name> {
    return this.#values.get(name) as BrokerSettingValue<Name>;
  }

  /** The text in force, Kafka's notation; null where nothing is set and there is no default. */
  text(name: BrokerSettingName): string | null {
    return this.synonyms(name)[0]?.value ?? null;
  }

  /** Who gave the value in force. */
  source(name: BrokerSettingName): SettingSource {
    if (this.#dynamicText(name) !== null) return 'dynamic';
    return this.#given.get(name)?.source ?? 'default';
  }

  /** Takes the altered settings of the cluster and of this broker; texts that do not pass are left out. */
  applyDynamic(dynamic: DynamicSettings): void {
    this.#dynamic = dynamic;
    this.#revision += 1;
    this.#readAll();
    for (const listener of this.#listeners) listener();
  }

  /** Calls the listener after every `applyDynamic`. @returns the way to stop that */
  onChanged(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Every place that gives this name a value, the one in force first. */
  synonyms(name: BrokerSettingName): readonly SettingSynonym[] {
    const found: SettingSynonym[] = [];
    const add = (value: string | null | undefined, source: ConfigSource): void => {
      if (value !== undefined && value !== null) found.push({ name, value, source });
    };
    if (brokerRow(name).dynamic !== undefined) {
      add(this.#dynamic.broker.get(name), ConfigSource.DYNAMIC_BROKER_CONFIG);
      add(this.#dynamic.cluster.get(name), ConfigSource.DYNAMIC_DEFAULT_BROKER_CONFIG);
    }
    add(this.#given.get(name)?.text, ConfigSource.STATIC_BROKER_CONFIG);
    add(brokerRow(name).default, ConfigSource.DEFAULT_CONFIG);
    return found;
  }

  /** The settings as DescribeConfigs answers them: all in order of name, or those named (names that nobody knows are left out). */
  describe(names: readonly string[] | null): readonly DescribedSetting[] {
    const wanted = names ?? Object.keys(BROKER_SETTINGS).sort();
    return wanted.filter(isBrokerSettingName).map((name) => this.#describeOne(name));
  }

  #describeOne(name: BrokerSettingName): DescribedSetting {
    const row = brokerRow(name);
    const isSensitive = row.type === 'password';
    const synonyms = this.synonyms(name).map((synonym) => (isSensitive ? { ...synonym, value: null } : synonym));
    return {
      name,
      value: synonyms[0]?.value ?? null,
      source: synonyms[0]?.source ?? ConfigSource.DEFAULT_CONFIG,
      configType: CONFIG_TYPES[row.type],
      isReadOnly: row.dynamic === undefined,
      isSensitive,
      synonyms,
      documentation: row.documentation,
    };
  }

  #dynamicText(name: BrokerSettingName): string | null {
    if (brokerRow(name).dynamic === undefined) return null;
    return this.#dynamic.broker.get(name) ?? this.#dynamic.cluster.get(name) ?? null;
  }

  #readAll(): void {
    for (const name of Object.keys(BROKER_SETTINGS)) {
      if (!isBrokerSettingName(name)) continue;
      this.#values.set(name, this.#read(name));
    }
  }

  #read(name: BrokerSettingName): SettingValue {
    const row = brokerRow(name);
    for (const { value } of this.synonyms(name)) {
      if (value === null) continue;
      const parsed = parseValue({ ...row, minimum: Number.NEGATIVE_INFINITY }, value);
      if ('value' in parsed) return parsed.value;
    }
    assert(row.default === null, `the default of ${name} must be readable`);
    return null;
  }
}

/**
 * May this broker setting be altered while running, to this value?
 * @param scope `cluster` for the default of all brokers (resource ""), `broker` for one
 * @returns null if so; INVALID_REQUEST for a name that is fixed at the start, INVALID_CONFIG for any other fault
 */
export function checkDynamicBrokerSetting(name: string, text: string, scope: 'cluster' | 'broker'): Refusal | null {
  if (!isBrokerSettingName(name)) {
    return refusal(
      ErrorCode.INVALID_CONFIG,
      `Unknown broker setting "${name}".${didYouMean(name, Object.keys(BROKER_SETTINGS))}`,
    );
  }
  const row = brokerRow(name);
  if (row.dynamic === undefined) {
    return refusal(ErrorCode.INVALID_REQUEST, `${name} cannot be altered while the broker runs.`);
  }
  if (row.dynamic === 'broker' && scope === 'cluster') {
    return refusal(ErrorCode.INVALID_REQUEST, `${name} can be altered per broker only.`);
  }
  const fault = settingFault(row, text);
  return fault === null ? null : refusal(ErrorCode.INVALID_CONFIG, `${name}: ${fault}`);
}
