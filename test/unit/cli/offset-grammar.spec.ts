import { CliError } from '../../../apps/cli/src/cli-error';
import { parseOffset } from '../../../apps/cli/src/offset-grammar';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const start = { kind: 'start' };
const end = { kind: 'end' };
const exact = (offset: number) => ({ kind: 'exact', offset });
const at = (text: string) => ({ kind: 'timestamp', timestampMs: Date.parse(text) });

describe('an offset is read', () => {
  test.each<[string, unknown, unknown]>([
    ['start', start, null],
    ['earliest', start, null],
    ['beginning', start, null],
    ['end', end, null],
    ['latest', end, null],
    ['0', exact(0), null],
    ['47', exact(47), null],
    ['+2', { kind: 'afterStart', offset: 2 }, null],
    ['-3', { kind: 'beforeEnd', offset: 3 }, null],
    ['10:20', exact(10), exact(20)],
    ['10:', exact(10), null],
    [':20', start, exact(20)],
    [':end', start, end],
    ['-5:end', { kind: 'beforeEnd', offset: 5 }, end],
    ['@1700000000000', { kind: 'timestamp', timestampMs: 1700000000000 }, null],
    ['@1700000000', { kind: 'timestamp', timestampMs: 1700000000000 }, null],
    ['@2026-11-20', at('2026-11-20T00:00:00Z'), null],
    ['@2026-11-21T10:00:00Z', at('2026-11-21T10:00:00Z'), null],
    ['@-1h', at('2026-11-21T11:00:00Z'), null],
    ['@-1h:', at('2026-11-21T11:00:00Z'), null],
    ['@-1h30m', at('2026-11-21T10:30:00Z'), null],
    ['@-2h:-1h', at('2026-11-21T10:00:00Z'), at('2026-11-21T11:00:00Z')],
    ['@-2h:30m', at('2026-11-21T10:00:00Z'), at('2026-11-21T10:30:00Z')],
    ['@-2h:end', at('2026-11-21T10:00:00Z'), at('2026-11-21T12:00:00Z')],
    ['@:-1h', start, at('2026-11-21T11:00:00Z')],
    ['@2026-11-21T10:00:00Z:2026-11-21T11:00:00Z', at('2026-11-21T10:00:00Z'), at('2026-11-21T11:00:00Z')],
    ['@2026-11-21T10:00:00Z:1h', at('2026-11-21T10:00:00Z'), at('2026-11-21T11:00:00Z')],
  ])('%s', (text, from, until) => {
    expect(parseOffset(text, NOW)).toEqual({ from, until });
  });
});

test.each([
  '',
  ':',
  '@',
  '@:',
  'middle',
  '1.5',
  '--3',
  '1:2:3',
  '@yesterday',
  '@-1y',
  '99999999999999999999',
  'stored',
])('"%s" is a usage error', (text) => {
  expect(() => parseOffset(text, NOW)).toThrow(CliError);
});
