import { isProfileName, type ProfileName } from './profiles';
import { SettingsError } from './settings-error';
import { BROKER_SETTINGS } from './tables/broker-table';

/** Environment variables by name, as Node gives them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What the reserved variables ask of the host program; null where a variable is not set or empty. */
export interface ReservedEnvironment {
  /** YAK_PORT: port of the first broker; 0 takes a free one. */
  readonly port: number | null;
  /** YAK_HTTP_PORT: port of health, metrics and journal; 0 takes a free one. */
  readonly httpPort: number | null;
  /** YAK_DATA_DIR: directory that holds `coordinator/` and `broker-1/`. */
  readonly dataDirectory: string | null;
  /** YAK_CONFIG: path of a server.properties file. */
  readonly configFile: string | null;
  /** YAK_BROKERS: how many brokers; at least 1. */
  readonly brokers: number | null;
  /** YAK_PROFILE: production, dev or test. */
  readonly profile: ProfileName | null;
}

const RESERVED = new Set(['YAK_PORT', 'YAK_HTTP_PORT', 'YAK_DATA_DIR', 'YAK_CONFIG', 'YAK_BROKERS', 'YAK_PROFILE']);
/** Variables of the scripts and of Kafka's image that are not settings. Source: Kafka KafkaDockerWrapper.ExcludeServerPropsEnv. */
const NOT_SETTINGS = new Set([
  'YAK_NODE_ARGUMENTS',
  'YAK_LOG_LEVEL',
  'YAK_BOOTSTRAP_SERVER',
  'YAK_HTTP',
  'KAFKA_CLUSTER_ID',
  'KAFKA_GC_LOG_OPTS',
  'KAFKA_HEAP_OPTS',
  'KAFKA_HOME',
  'KAFKA_JMX_HOSTNAME',
  'KAFKA_JMX_OPTS',
  'KAFKA_JMX_PORT',
  'KAFKA_JVM_PERFORMANCE_OPTS',
  'KAFKA_LOG4J_LOGGERS',
  'KAFKA_LOG4J_OPTS',
  'KAFKA_LOG4J_ROOT_LOGLEVEL',
  'KAFKA_OPTS',
  'KAFKA_TOOLS_LOG4J_LOGLEVEL',
  'KAFKA_VERSION',
]);

/**
 * The setting that a variable without its prefix names: lower case, `___` is `-`, `__` is `_`, `_` is `.`.
 * Source: Kafka KafkaDockerWrapper.getServerConfigsFromEnv.
 */
export function settingNameOf(variable: string): string {
  return variable.toLowerCase().replace(/_{1,3}/g, (run) => (run === '_' ? '.' : run === '__' ? '_' : '-'));
}

/**
 * The settings in the environment: `KAFKA_*`, then `YAK_*` over it. `YAK_FLUSH` also finds `yak.flush` when no setting is
 * called `flush`. Reserved variables and those of Kafka's image that are not settings are left out.
 * @returns name to text, and the variable it came from
 */
export function settingsInEnvironment(
  environment: Environment,
): ReadonlyMap<string, { text: string; variable: string }> {
  const found = new Map<string, { text: string; variable: string }>();
  for (const prefix of ['KAFKA_', 'YAK_']) {
    for (const [variable, text] of Object.entries(environment)) {
      if (text === undefined || !variable.startsWith(prefix)) continue;
      if (RESERVED.has(variable) || NOT_SETTINGS.has(variable)) continue;
      const plain = settingNameOf(variable.slice(prefix.length));
      const own = `yak.${plain}`;
      const name =
        prefix === 'YAK_' && !Object.hasOwn(BROKER_SETTINGS, plain) && Object.hasOwn(BROKER_SETTINGS, own)
          ? own
          : plain;
      found.set(name, { text, variable });
    }
  }
  return found;
}

const integerIn = (environment: Environment, variable: string, bounds: readonly [number, number]): number | null => {
  const text = environment[variable]?.trim() ?? '';
  if (text === '') return null;
  const value = /^\d{1,6}$/.test(text) ? Number(text) : -1;
  if (value < bounds[0] || value > bounds[1]) {
    throw new SettingsError(variable, `"${text}" is not a number from ${bounds[0]} to ${bounds[1]}`);
  }
  return value;
};

const textIn = (environment: Environment, variable: string): string | null => {
  const text = environment[variable] ?? '';
  return text === '' ? null : text;
};

/** Reads the reserved variables. Throws SettingsError naming the variable that cannot be taken. */
export function reservedEnvironment(environment: Environment): ReservedEnvironment {
  const profile = textIn(environment, 'YAK_PROFILE');
  if (profile !== null && !isProfileName(profile)) {
    throw new SettingsError('YAK_PROFILE', `"${profile}" is not a profile; use production, dev or test`);
  }
  return {
    port: integerIn(environment, 'YAK_PORT', [0, 65535]),
    httpPort: integerIn(environment, 'YAK_HTTP_PORT', [0, 65535]),
    dataDirectory: textIn(environment, 'YAK_DATA_DIR'),
    configFile: textIn(environment, 'YAK_CONFIG'),
    brokers: integerIn(environment, 'YAK_BROKERS', [1, 100]),
    profile,
  };
}
