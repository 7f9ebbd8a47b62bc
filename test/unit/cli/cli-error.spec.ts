import { CliError, usageError } from '../../../apps/cli/src/cli-error';

it('a usage error ends with exit code 2', () => {
  expect(usageError('no')).toBeInstanceOf(CliError);
  expect(usageError('no')).toMatchObject({ exitCode: 2, message: 'no', name: 'CliError' });
});
