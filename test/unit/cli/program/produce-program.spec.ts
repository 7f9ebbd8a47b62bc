import { Command } from 'commander';
import { addProduceCommand } from '../../../../apps/cli/src/program/produce-program';

test.each(['produce'])('%s is there and says what it does', (verb) => {
  const program = new Command();
  addProduceCommand(program);
  const commands = [...program.commands, ...program.commands.flatMap((command) => command.commands)];
  expect(commands.find((command) => command.name() === verb)?.description()).not.toBe('');
  expect(commands.map((command) => command.name())).toContain(verb);
});
