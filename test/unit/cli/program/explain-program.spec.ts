import { Command } from 'commander';
import { addExplainCommands } from '../../../../apps/cli/src/program/explain-program';

test.each(['explain', 'group', 'partition'])('%s is there and says what it does', (verb) => {
  const program = new Command();
  addExplainCommands(program);
  const commands = [...program.commands, ...program.commands.flatMap((command) => command.commands)];
  expect(commands.map((command) => command.name())).toContain(verb);
  expect(commands.find((command) => command.name() === verb)?.description()).not.toBe('');
});
