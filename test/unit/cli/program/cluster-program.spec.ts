import { Command } from 'commander';
import { addClusterCommands } from '../../../../apps/cli/src/program/cluster-program';

test.each(['cluster', 'info'])('%s is there and says what it does', (verb) => {
  const program = new Command();
  addClusterCommands(program);
  const commands = [...program.commands, ...program.commands.flatMap((command) => command.commands)];
  expect(commands.find((command) => command.name() === verb)?.description()).not.toBe('');
  expect(commands.map((command) => command.name())).toContain(verb);
});
