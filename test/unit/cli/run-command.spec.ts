import { usageError } from '../../../apps/cli/src/cli-error';
import { fail } from '../../../apps/cli/src/run-command';
import { fakeTerminal } from '../../support/cli/fake-terminal';

afterEach(() => {
  process.exitCode = undefined;
});

test.each([
  [false, 'yak-cli: no\n'],
  [true, '\x1b[31myak-cli:\x1b[0m no\n'],
])('a failure goes to stderr and to the shell (colour: %s)', (hasColour, text) => {
  const terminal = fakeTerminal([], { hasColour });
  fail(usageError('no'), terminal, '');
  expect([terminal.said(), terminal.printed(), process.exitCode]).toEqual([text, '', 2]);
});
