import { BrokerSettings, brokerRow, isBrokerSettingName, type GivenText } from './broker-settings';
import { checkGroupSettings } from './check-group-settings';
import { settingsInEnvironment, type Environment } from './environment';
import { parseListeners } from './listeners';
import { isProfileName, PROFILES, profileText, type ProfileName } from './profiles';
import { parseProperties } from './properties';
import { settingFault } from './setting-fault';
import { SettingsError } from './settings-error';
import { didYouMean } from './suggest';
import { BROKER_SETTINGS, type BrokerSettingName } from './tables/broker-table';

/** Everything that may set a broker setting, strongest first: flags, environment, file, profile, Kafka's default. */
export interface SettingsSources {
  /** Name to text, from the command line or the host program. */
  readonly flags?: Readonly<Record<string, string>>;
  readonly environment?: Environment;
  /** Text of a server.properties file, or null. */
  readonly file?: string | null;
  /** The profile where neither flag, YAK_PROFILE nor file names one; production by default. */
  readonly profile?: ProfileName;
  /** Brokers in the cluster; some profile defaults depend on it. 1 by default. */
  readonly brokers?: number;
}

/** Resolved settings, and lines worth a warning in the log. */
export interface ResolvedBrokerSettings {
  readonly settings: BrokerSettings;
  readonly notices: readonly string[];
}

/** Families of names that are Kafka's or a plug-in's and are refused as a whole. */
const REFUSED_FAMILIES: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/^listener\.name\./, 'settings per listener are not implemented yet. Remove it.'],
  [/^zookeeper\./, 'YAK has no ZooKeeper. Remove it.'],
  [/^(remote|rlmm|rsm)\./, 'YAK has no tiered storage. Remove it.'],
  [/^delegation\.token\./, 'YAK has no delegation tokens. Remove it.'],
  [/^(ssl|sasl)\./, 'not implemented yet. Remove it.'],
];
const ALIASES: Readonly<Record<string, BrokerSettingName>> = { 'broker.id': 'node.id' };
type Texts = Map<string, GivenText>;

const gather = (sources: SettingsSources): Texts => {
  const texts: Texts = new Map();
  for (const [name, text] of parseProperties(sources.file ?? '')) texts.set(name, { text, source: 'file' });
  for (const [name, { text }] of settingsInEnvironment(sources.environment ?? {})) {
    texts.set(name, { text, source: 'environment' });
  }
  for (const [name, text] of Object.entries(sources.flags ?? {})) texts.set(name, { text, source: 'flag' });
  return texts;
};

const profileOf = (texts: Texts, sources: SettingsSources): ProfileName => {
  const given = texts.get('yak.profile');
  const fromEnvironment = sources.environment?.['YAK_PROFILE'] ?? '';
  const text = given?.source === 'flag' || fromEnvironment === '' ? given?.text : fromEnvironment;
  const profile = text?.trim() ?? sources.profile ?? 'production';
  if (!isProfileName(profile)) {
    throw new SettingsError('yak.profile', `"${profile}" is not a profile; use production, dev or test`);
  }
  return profile;
};

const addProfile = (texts: Texts, profile: ProfileName, brokers: number): void => {
  for (const name of Object.keys(PROFILES[profile])) {
    if (texts.has(name) || !isBrokerSettingName(name)) continue;
    const text = profileText(profile, name, brokers);
    if (text !== null) texts.set(name, { text, source: 'profile' });
  }
};

const joinAliases = (texts: Texts): void => {
  for (const [alias, name] of Object.entries(ALIASES)) {
    const [old, own] = [texts.get(alias), texts.get(name)];
    if (old !== undefined && own !== undefined && old.text.trim() !== own.text.trim()) {
      throw new SettingsError(alias, `contradicts ${name}=${own.text.trim()}; keep one of them`);
    }
    const one = own ?? old;
    if (one !== undefined) texts.set(alias, one).set(name, one);
  }
};

/** Smaller segments than Kafka's least are for tests of rolling. */
export const relaxForTests = (profile: ProfileName, name: string): { minimum?: number } =>
  profile === 'test' && (name === 'segment.bytes' || name === 'log.segment.bytes') ? { minimum: 1 } : {};

const checkKnown = (name: BrokerSettingName, given: GivenText, profile: ProfileName): void => {
  const fault = settingFault({ ...brokerRow(name), ...relaxForTests(profile, name) }, given.text);
  if (fault !== null) throw new SettingsError(name, fault);
};

const unknownNotice = (name: string, isStrict: boolean): string => {
  const family = REFUSED_FAMILIES.find(([pattern]) => pattern.test(name));
  if (family !== undefined) throw new SettingsError(name, family[1]);
  const hint = didYouMean(name, Object.keys(BROKER_SETTINGS));
  if (isStrict) throw new SettingsError(name, `nobody knows this setting (config.strict=true).${hint}`);
  return `Unknown setting "${name}" is ignored.${hint}`;
};

const withoutEffectNotice = (given: ReadonlyMap<BrokerSettingName, GivenText>): string[] => {
  const names = [...given]
    .filter(([name, { source }]) => source !== 'profile' && brokerRow(name).tier !== 'implemented')
    .map(([name]) => `${name} (${brokerRow(name).harmless ?? 'at its default'})`);
  return names.length === 0 ? [] : [`Settings accepted that have no effect here: ${names.join(', ')}.`];
};

const checkTogether = (settings: BrokerSettings): void => {
  if (settings.value('broker.session.timeout.ms') <= settings.value('broker.heartbeat.interval.ms')) {
    throw new SettingsError('broker.session.timeout.ms', 'must be longer than broker.heartbeat.interval.ms');
  }
  if ((settings.value('log.dirs') ?? [settings.value('log.dir')]).length > 1) {
    throw new SettingsError('log.dirs', 'several directories are not implemented yet; name one');
  }
  if (!/:\d{1,5}$/.test(settings.value('yak.http.listener'))) {
    throw new SettingsError('yak.http.listener', 'is host:port');
  }
  parseListeners(settings);
  checkGroupSettings(settings);
};

/**
 * Resolves the settings of a broker from every source.
 * @returns the settings, and notices: names that nobody knows, names that have no effect here
 * @throws SettingsError naming the first setting that cannot be taken
 * Source: Kafka KafkaConfig; the order and the naming of variables as in Kafka's image.
 */
export function resolveBrokerSettings(sources: SettingsSources): ResolvedBrokerSettings {
  const texts = gather(sources);
  const profile = profileOf(texts, sources);
  texts.set('yak.profile', { text: profile, source: texts.get('yak.profile')?.source ?? 'profile' });
  joinAliases(texts);
  addProfile(texts, profile, sources.brokers ?? 1);
  const isStrict = texts.get('config.strict')?.text.trim().toLowerCase() === 'true';
  const given = new Map<BrokerSettingName, GivenText>();
  const notices: string[] = [];
  for (const [name, text] of texts) {
    if (isBrokerSettingName(name)) {
      // A profile is our own data: it may set what has no effect yet.
      if (text.source !== 'profile') checkKnown(name, text, profile);
      given.set(name, text);
    } else {
      notices.push(unknownNotice(name, isStrict));
    }
  }
  const settings = new BrokerSettings(given);
  checkTogether(settings);
  return { settings, notices: [...notices, ...withoutEffectNotice(given)] };
}
