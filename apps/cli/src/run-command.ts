import { systemClock, systemRandom } from '@yak/base';
import { KafkaClient } from '@yak/client';
import { tcpTransport } from '@yak/network';
import { fileSystemDisk } from '@yak/storage';
import { CliError } from './cli-error';
import { type ConnectionFlags, connectionOptions } from './connection-options';
import { ExitCode } from './exit-code';
import { explain } from './explain-error';
import { outputFormat } from './output';
import type { Session } from './session';
import { processTerminal, type Terminal } from './terminal';

/** Flags that every command takes. */
export interface CommonFlags extends ConnectionFlags {
  readonly commandConfig?: string;
  readonly output?: string;
  readonly quiet?: boolean;
  /** false with --no-color. */
  readonly color?: boolean;
}

const ADMIN_TIMEOUT_MS = 30_000;
const RETRY_TIMEOUT_MS = 10_000;
/** Waiting for a broker to come back holds nothing open but this. */
const HOLD_MS = 60_000;
const RED = '\x1b[31m';
const PLAIN = '\x1b[0m';

/** The terminal as the flags want it. */
export function terminalOf(flags: CommonFlags): Terminal {
  return processTerminal({ isQuiet: flags.quiet ?? false, hasColour: flags.color ?? true });
}

/** Tells the user what went wrong and sets what the shell is told. */
export function fail(error: unknown, terminal: Terminal, bootstrap: string): void {
  const { exitCode, message } = explain(error, bootstrap);
  const head = terminal.hasColour ? `${RED}yak-cli:${PLAIN}` : 'yak-cli:';
  terminal.errors.write(`${head} ${message}\n`);
  process.exitCode = exitCode;
}

const readFlagFile = async (path: string): Promise<string> => {
  const bytes = await fileSystemDisk.readWholeFile(path);
  if (bytes === null) throw new CliError(ExitCode.NOT_FOUND, `${path} does not exist`);
  return bytes.toString('utf8');
};

/** Runs a command that needs no broker; errors are told and become the exit code. */
export async function runLocal(
  flags: CommonFlags,
  work: (session: Pick<Session, 'terminal' | 'format'>) => Promise<void>,
): Promise<void> {
  const terminal = terminalOf(flags);
  try {
    await work({ terminal, format: outputFormat(flags.output) });
  } catch (error) {
    fail(error, terminal, '');
  }
}

/** Connects, runs a command and disconnects; errors are told and become the exit code. */
export async function runWithCluster(
  flags: CommonFlags,
  work: (session: Session<KafkaClient>) => Promise<void>,
): Promise<void> {
  const terminal = terminalOf(flags);
  let [bootstrap, client]: [string, KafkaClient | null] = ['', null];
  const hold = setInterval(() => undefined, HOLD_MS);
  try {
    const format = outputFormat(flags.output);
    const file = flags.commandConfig === undefined ? null : await readFlagFile(flags.commandConfig);
    const options = connectionOptions(flags, process.env, file);
    bootstrap = options.bootstrap.join(',');
    client = await KafkaClient.connect({
      ...options,
      retryTimeoutMs: RETRY_TIMEOUT_MS,
      transport: tcpTransport,
      clock: systemClock,
      random: systemRandom,
    });
    await work({ cluster: client, terminal, format, timeoutMs: Math.min(ADMIN_TIMEOUT_MS, options.requestTimeoutMs) });
  } catch (error) {
    fail(error, terminal, bootstrap);
  } finally {
    await client?.close();
    clearInterval(hold);
  }
}
