import { ExitCode } from './exit-code';

/** A command that ends here: the message goes to stderr, the code to the shell. */
export class CliError extends Error {
  constructor(
    readonly exitCode: ExitCode,
    message: string,
    options: { cause?: unknown } = {},
  ) {
    super(message, options);
    this.name = 'CliError';
  }
}

/** The user wrote something that cannot be done; exit code 2. */
export function usageError(message: string): CliError {
  return new CliError(ExitCode.USAGE, message);
}
