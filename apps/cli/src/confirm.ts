import { createInterface } from 'node:readline/promises';
import { CliError, usageError } from './cli-error';
import { ExitCode } from './exit-code';
import type { Terminal } from './terminal';

/**
 * Asks before something that cannot be undone. On a terminal it shows the plan and waits for y; elsewhere `--yes` is needed.
 * @throws CliError when the answer is no, or when nobody can be asked
 */
export async function confirm(terminal: Terminal, plan: string, isYes: boolean): Promise<void> {
  if (isYes) return;
  if (!terminal.isInteractive) throw usageError(`${plan} This cannot be undone: say so with --yes.`);
  const asking = createInterface({ input: terminal.input, output: terminal.errors });
  try {
    const answer = await asking.question(`${plan} Go on? [y/N] `);
    if (!/^y(es)?$/i.test(answer.trim())) throw new CliError(ExitCode.FAILED, 'Nothing was done.');
  } finally {
    asking.close();
  }
}
