import { CliError } from '../../../apps/cli/src/cli-error';
import { dateTimeMs, durationMs, shortDurationMs } from '../../../apps/cli/src/time-grammar';

const at = (text: string) => Date.parse(text);

test.each([
  ['2026-11-21', at('2026-11-21T00:00:00Z')],
  ['2026-11-21T10:00', at('2026-11-21T10:00:00Z')],
  ['2026-11-21T10:00:05', at('2026-11-21T10:00:05Z')],
  ['2026-11-21T10:00:05.25', at('2026-11-21T10:00:05.250Z')],
  ['2026-11-21T10:00:05.123456789', at('2026-11-21T10:00:05.123Z')],
  ['2026-11-21T10:00:05.123Z', at('2026-11-21T10:00:05.123Z')],
  ['2026-11-21T10:00:05z', at('2026-11-21T10:00:05Z')],
  ['2026-11-21 10:00:05', at('2026-11-21T10:00:05Z')],
  ['2026-11-21T10:00:05+02:00', at('2026-11-21T08:00:05Z')],
  ['2026-11-21T10:00:05+0230', at('2026-11-21T07:30:05Z')],
  ['2026-11-21T01:00-05', at('2026-11-21T06:00:00Z')],
  ['2024-02-29', at('2024-02-29T00:00:00Z')],
  ['1700000000', 1_700_000_000_000],
  ['1700000000123', 1_700_000_000_123],
])('the time %s', (text, timestampMs) => {
  expect(dateTimeMs('--to-datetime', text)).toBe(timestampMs);
});

test.each([
  '',
  'yesterday',
  '2026',
  '2026-11',
  '2026-13-01',
  '2026-02-30',
  '2025-02-29',
  '2026-11-21T',
  '2026-11-21T10',
  '2026-11-21T24:00',
  '2026-11-21T10:60',
  '2026-11-21T10:00:60',
  '2026-11-21T10:00:00 Europe/Berlin',
  '-5',
])('"%s" is no time', (text) => {
  expect(() => dateTimeMs('--to-datetime', text)).toThrow(CliError);
});

test.each([
  ['PT1H30M', 5_400_000],
  ['P1D', 86_400_000],
  ['P1DT12H', 129_600_000],
  ['PT0.5S', 500],
  ['PT36H', 129_600_000],
  ['P2W', 1_209_600_000],
  ['pt5m', 300_000],
  ['PT0S', 0],
  ['90m', 5_400_000],
  ['1h30m', 5_400_000],
  ['1.5h', 5_400_000],
])('the duration %s is %i ms', (text, ms) => {
  expect(durationMs('--by-duration', text)).toBe(ms);
});

test.each(['', 'P', 'PT', 'P1DT', 'P1Y', 'P1M', '-PT1H', 'PT1D', '5', '1x', 'PT-1H', 'P99999999999999999999D'])(
  '"%s" is no duration',
  (text) => {
    expect(() => durationMs('--by-duration', text)).toThrow('--by-duration');
  },
);

test.each([
  ['250ms', 250],
  ['2d12h', 216_000_000],
  ['', null],
  ['5', null],
  ['5s5', null],
])('the short duration "%s" is %p ms', (text, ms) => {
  expect(shortDurationMs(text)).toBe(ms);
});
