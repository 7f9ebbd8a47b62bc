import { Command } from 'commander';
import { collect, flagsOf, names } from '../../../apps/cli/src/flag-kit';

test.each([
  [['run', '-o', 'json'], 'json'],
  [['--output', 'ndjson', 'run'], 'ndjson'],
  [['run', '--output', 'ndjson'], 'ndjson'],
  [['run'], undefined],
])('%j prints as %s', (argv, output) => {
  let flags: { output?: string; x?: readonly string[] } = {};
  const program = new Command().option('--output <format>').option('-X <setting>', '', collect);
  program
    .command('run')
    .option('-o <format>')
    .action((_: unknown, command: Command) => {
      flags = flagsOf(command);
    });
  program.parse([...argv, '-X', 'a=1', '-X', 'b=2'], { from: 'user' });
  expect(flags.output).toBe(output);
  expect(flags.x).toEqual(['a=1', 'b=2']);
});

test.each([
  [['a'], undefined, ['a']],
  [[], 'b,c', ['b', 'c']],
  [['a'], 'b', ['a', 'b']],
])('names %j and --topic %s', (given, flag, all) => {
  expect(names('topic', given, flag)).toEqual(all);
});

it('no name at all is a usage error', () => {
  expect(() => names('topic', [], undefined)).toThrow('which topic?');
});
