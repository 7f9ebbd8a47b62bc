import { CommanderError } from 'commander';
import { ExitCode } from './exit-code';
import { interruption } from './interruption';
import { buildProgram } from './program';
import { fail, terminalOf } from './run-command';

const VERSION = '0.1.0';

/** A reader that has seen enough (`| head`) ends us quietly, as it ends every filter. */
const endOnClosedPipe = (error: NodeJS.ErrnoException): void => {
  if (error.code !== 'EPIPE') throw error;
  if (!interruption.raise('closed pipe')) process.exit(process.exitCode ?? ExitCode.OK);
};

const interrupt = (): void => {
  if (!interruption.raise('signal')) process.exit(ExitCode.INTERRUPTED);
};

const main = async (): Promise<void> => {
  process.stdout.on('error', endOnClosedPipe);
  process.stderr.on('error', endOnClosedPipe);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, interrupt);
  try {
    await buildProgram(VERSION).parseAsync();
  } catch (error) {
    if (!(error instanceof CommanderError)) fail(error, terminalOf({}), '');
    else process.exitCode = error.exitCode === 0 ? ExitCode.OK : ExitCode.USAGE;
  }
};

void main();
