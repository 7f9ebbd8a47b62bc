import {
  type BrokerSettings,
  type Environment,
  type ProfileName,
  reservedEnvironment,
  resolveBrokerSettings,
  SettingsError,
} from '@yak/settings';
import { parseArgs } from 'node:util';

/** Where the embedded cluster of this process lives and how it is set. */
export interface HostOptions {
  readonly dataDirectory: string;
  readonly profile: ProfileName;
  /** Broker settings by Kafka's names, the strongest of all sources. */
  readonly settings: Readonly<Record<string, string>>;
  readonly environment: Environment;
  /** Text of the file that YAK_CONFIG names; null without one. */
  readonly file: string | null;
  readonly http: { readonly host: string; readonly port: number };
}

const DEFAULT_PROFILE: ProfileName = 'dev';
const DEFAULT_PORT = 9092;
const DEFAULT_DATA_DIRECTORY = './data';

/** `--override log.retention.ms=1000 --override …` as Kafka's own start script takes them. Throws SettingsError. */
function overridesIn(args: readonly string[]): Record<string, string> {
  const overrides: Record<string, string> = {};
  for (const given of parsed(args)) {
    const at = given.indexOf('=');
    if (at < 1) throw new SettingsError('--override', `"${given}" is not name=value`);
    overrides[given.slice(0, at)] = given.slice(at + 1);
  }
  return overrides;
}

function parsed(args: readonly string[]): readonly string[] {
  try {
    return parseArgs({ args: [...args], options: { override: { type: 'string', multiple: true, default: [] } } }).values
      .override;
  } catch (error) {
    throw new SettingsError('command line', error instanceof Error ? error.message : String(error));
  }
}

function httpAddress(text: string, port: number | null): { host: string; port: number } {
  const at = text.lastIndexOf(':');
  const written = Number(text.slice(at + 1));
  if (at < 0 || !Number.isInteger(written) || written < 0 || written > 65_535)
    throw new SettingsError('yak.http.listener', `"${text}" is not host:port`);
  return { host: text.slice(0, at).replace(/^\[(.*)\]$/, '$1'), port: port ?? written };
}

/**
 * What overrides the listeners. YAK_PORT is stronger than the file: clients are told of that port as well, whatever address
 * the file tells them of.
 */
function listenersAt(port: number | null, settings: BrokerSettings): Readonly<Record<string, string>> {
  const areSet = !['default', 'profile'].includes(settings.source('listeners'));
  if (areSet && port === null) return {};
  const listeners = `PLAINTEXT://127.0.0.1:${port ?? DEFAULT_PORT}`;
  const isToldByFile = port !== null && settings.source('advertised.listeners') === 'file';
  return isToldByFile ? { listeners, 'advertised.listeners': listeners } : { listeners };
}

/**
 * Joins command line, environment and file to what the host program needs. Where nobody says where to listen, clients of this
 * machine alone are served: nothing is authenticated yet. Throws SettingsError naming what cannot be taken.
 * @param readFile gives the text of YAK_CONFIG's file, or null when there is none
 */
export async function readHostOptions(
  args: readonly string[],
  environment: Environment,
  readFile: (path: string) => Promise<string | null>,
): Promise<HostOptions> {
  const reserved = reservedEnvironment(environment);
  if ((reserved.brokers ?? 1) !== 1)
    throw new SettingsError('YAK_BROKERS', 'several brokers are not implemented yet; use 1');
  const file = reserved.configFile === null ? null : await readFile(reserved.configFile);
  if (reserved.configFile !== null && file === null)
    throw new SettingsError('YAK_CONFIG', `there is no file ${reserved.configFile}`);
  const overrides = overridesIn(args);
  const { settings } = resolveBrokerSettings({
    flags: overrides,
    environment,
    file,
    profile: reserved.profile ?? DEFAULT_PROFILE,
  });
  return {
    dataDirectory: reserved.dataDirectory ?? DEFAULT_DATA_DIRECTORY,
    // A file or an override may name another profile than the environment does.
    profile: settings.value('yak.profile'),
    settings: { ...overrides, ...listenersAt(reserved.port, settings) },
    environment,
    file,
    http: httpAddress(settings.value('yak.http.listener'), reserved.httpPort),
  };
}
