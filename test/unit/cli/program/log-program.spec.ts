import { Command } from 'commander';
import { addLogCommands } from '../../../../apps/cli/src/program/log-program';

test.each(['log', 'verify', 'dump'])('%s is there and says what it does', (verb) => {
  const program = new Command();
  addLogCommands(program);
  const commands = [...program.commands, ...program.commands.flatMap((command) => command.commands)];
  expect(commands.find((command) => command.name() === verb)?.description()).not.toBe('');
  expect(commands.map((command) => command.name())).toContain(verb);
});
