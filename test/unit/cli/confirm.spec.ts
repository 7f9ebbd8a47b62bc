import { confirm } from '../../../apps/cli/src/confirm';
import { fakeTerminal } from '../../support/cli/fake-terminal';

it('asks nobody who has said yes', async () => {
  const terminal = fakeTerminal();
  await confirm(terminal, 'Delete a?', true);
  expect(terminal.said()).toBe('');
});

it('needs --yes where nobody can be asked', async () => {
  await expect(confirm(fakeTerminal(), 'Delete a?', false)).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringContaining('--yes') as string,
  });
});

test.each(['y\n', 'YES\n'])('goes on after %j', async (answer) => {
  const terminal = fakeTerminal([answer], { isInteractive: true });
  await confirm(terminal, 'Delete a?', false);
  expect(terminal.said()).toContain('Delete a? Go on? [y/N]');
});

test.each(['n\n', '\n', 'yep\n'])('does nothing after %j', async (answer) => {
  await expect(confirm(fakeTerminal([answer], { isInteractive: true }), 'Delete a?', false)).rejects.toMatchObject({
    exitCode: 1,
  });
});
