import { pinoLogger } from '@yak/platform';
import { SettingsError } from '@yak/settings';
import { fileSystemDisk, StorageError } from '@yak/storage';
import { hostname } from 'node:os';
import { readHostOptions } from './host-options';
import { startServer } from './server';

const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

const level = LOG_LEVELS.find((one) => one === process.env['YAK_LOG_LEVEL']) ?? 'warn';
const logger = pinoLogger(level);

/** A fault of our own: what goes on afterwards cannot be trusted, so nothing does. */
function endAtOnce(error: unknown): void {
  logger.log('error', 'a fault of our own ends the process', { error });
  process.exit(EXIT_FAILED);
}

function explain(error: unknown): string {
  if (error instanceof SettingsError || error instanceof StorageError) return error.message;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
    return `${error.message}: choose other ports with YAK_PORT and YAK_HTTP_PORT`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

async function main(): Promise<void> {
  process.on('uncaughtException', endAtOnce);
  process.on('unhandledRejection', endAtOnce);
  const readFile = async (path: string): Promise<string | null> =>
    (await fileSystemDisk.readWholeFile(path))?.toString('utf8') ?? null;
  const options = await readHostOptions(process.argv.slice(2), process.env, readFile);
  const server = await startServer(options, { logger, hostname: hostname(), onFault: endAtOnce });
  process.stdout.write(`YAK ready: kafka://${server.bootstrap} ${server.httpAddress}\n`);

  let isStopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (isStopping) process.exit(EXIT_FAILED); // asked twice: at once
      isStopping = true;
      server.stop().then(() => process.exit(0), endAtOnce);
    });
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(error instanceof SettingsError ? EXIT_USAGE : EXIT_FAILED);
});
