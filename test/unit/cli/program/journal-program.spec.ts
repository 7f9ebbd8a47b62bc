import { Command } from 'commander';
import { addJournalCommand, journalRequest } from '../../../../apps/cli/src/program/journal-program';

test.each(['journal'])('%s is there and says what it does', (verb) => {
  const program = new Command();
  addJournalCommand(program);
  const commands = [...program.commands, ...program.commands.flatMap((command) => command.commands)];
  expect(commands.map((command) => command.name())).toContain(verb);
  expect(commands.find((command) => command.name() === verb)?.description()).not.toBe('');
});

test.each([
  [{}, { since: null, limit: null }],
  [
    { since: '0', limit: '7' },
    { since: 0, limit: 7 },
  ],
  [
    { machine: 'm', id: 'i', node: 'n' },
    { since: null, limit: null, machine: 'm', id: 'i', node: 'n' },
  ],
])('the flags %j ask for %j', (flags, request) => {
  expect(journalRequest(flags)).toEqual(request);
});

test.each([{ since: 'yesterday' }, { since: '-1' }, { limit: '0' }, { limit: '10001' }])(
  '%j is a usage error',
  (flags) => {
    expect(() => journalRequest(flags)).toThrow('a whole number');
  },
);
