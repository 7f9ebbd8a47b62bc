import { CommanderError } from 'commander';
import { buildProgram } from '../../../apps/cli/src/program';

const parse = async (argv: readonly string[]): Promise<unknown> => {
  const program = buildProgram('1.2.3');
  for (const command of [program, ...program.commands, ...program.commands.flatMap((one) => one.commands)]) {
    command.exitOverride().configureOutput({ writeOut: () => undefined, writeErr: () => undefined });
  }
  return program.parseAsync([...argv], { from: 'user' }).catch((error: unknown) => error);
};

test.each([
  [['--version'], 0],
  [['--help'], 0],
  [['topic', '--help'], 0],
  [['nonsense'], 1],
  [['topic', 'lst'], 1],
  [['consume', 't', '--no-such-flag'], 1],
  [['log', 'verify'], 1],
])('%j ends with commander’s %d', async (argv, exitCode) => {
  const error = await parse(argv);
  expect(error).toBeInstanceOf(CommanderError);
  expect(error).toMatchObject({ exitCode });
});

it('has every verb of the README', () => {
  const verbs = buildProgram('1').commands.flatMap((command) =>
    command.commands.length === 0
      ? [command.name()]
      : command.commands.map((verb) => `${command.name()} ${verb.name()}`),
  );
  expect(verbs).toEqual([
    'topic create',
    'topic list',
    'topic describe',
    'topic delete',
    'topic add-partitions',
    'topic alter-config',
    'produce',
    'consume',
    'group list',
    'group describe',
    'group members',
    'group lag',
    'group reset-offsets',
    'group delete',
    'group delete-offsets',
    'cluster info',
    'config describe',
    'config set',
    'log dump',
    'log verify',
    'explain group',
    'explain partition',
    'journal',
  ]);
});
