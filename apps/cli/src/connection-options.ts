import { parseProperties } from '@yak/settings';
import { usageError } from './cli-error';
import { keyValues, wholeNumber } from './key-values';

/** Flags that say how to reach a cluster, as they were typed. */
export interface ConnectionFlags {
  readonly bootstrapServer?: string;
  readonly brokers?: string;
  /** `-X name=value`, repeated. */
  readonly x?: readonly string[];
  readonly timeoutMs?: string;
}

/** How to reach a cluster. */
export interface ConnectionOptions {
  readonly bootstrap: readonly string[];
  readonly clientId: string;
  readonly requestTimeoutMs: number;
}

const DEFAULT_BOOTSTRAP = 'localhost:9092';
const DEFAULT_TIMEOUT_MS = '30000';
/** Client settings that are taken; others of Kafka's are not ours to honour, so they are refused. */
const KNOWN = new Set(['bootstrap.servers', 'client.id', 'request.timeout.ms', 'security.protocol']);

const ADDRESS = /^(\[[0-9a-fA-F:]+\]|[^\s:,/]+)(:\d{1,5})?$/;

const addresses = (text: string): readonly string[] => {
  const found = text
    .split(',')
    .map((address) => address.trim())
    .filter((address) => address !== '');
  const bad = found.find((address) => !ADDRESS.test(address));
  if (found.length === 0 || bad !== undefined)
    throw usageError(`--bootstrap-server "${text}": write host:port, several with commas`);
  return found;
};

const checked = (from: string, settings: ReadonlyMap<string, string>): ReadonlyMap<string, string> => {
  for (const [name, value] of settings) {
    if (!KNOWN.has(name)) throw usageError(`${from}: "${name}" is not taken here; known are ${[...KNOWN].join(', ')}`);
    if (name === 'security.protocol' && value.trim().toUpperCase() !== 'PLAINTEXT') {
      throw usageError(`${from}: security.protocol=${value} is not implemented yet; only PLAINTEXT is`);
    }
  }
  return settings;
};

/**
 * How to reach the cluster: flags, then `-X`, then YAK_BOOTSTRAP_SERVER, then the properties file, then localhost:9092.
 * @param file text of the file that `--command-config` names, or null
 * @throws CliError (usage) naming what cannot be taken
 */
export function connectionOptions(
  flags: ConnectionFlags,
  environment: Readonly<Record<string, string | undefined>>,
  file: string | null,
): ConnectionOptions {
  const fromFile = checked('--command-config', parseProperties(file ?? ''));
  const single = checked('-X', keyValues('-X', flags.x ?? []));
  const fromEnvironment = environment['YAK_BOOTSTRAP_SERVER'];
  const text = (name: string): string | undefined => single.get(name) ?? fromFile.get(name);
  const bootstrap =
    flags.bootstrapServer ??
    flags.brokers ??
    single.get('bootstrap.servers') ??
    (fromEnvironment === '' ? undefined : fromEnvironment) ??
    fromFile.get('bootstrap.servers') ??
    DEFAULT_BOOTSTRAP;
  return {
    bootstrap: addresses(bootstrap),
    clientId: text('client.id') ?? 'yak-cli',
    requestTimeoutMs: wholeNumber('request.timeout.ms', text('request.timeout.ms') ?? DEFAULT_TIMEOUT_MS, {
      minimum: 1,
    }),
  };
}
