import {
  type CleaningCandidate,
  dirtyRatio,
  nextToClean,
} from '../../../../../libs/storage/src/cleaner/rules/next-to-clean';

const log = (cleanBytes: number, dirtyBytes: number, more: Partial<CleaningCandidate> = {}): CleaningCandidate => ({
  cleanBytes,
  dirtyBytes,
  dirtyRatioMin: 0.5,
  oldestDirtyMs: null,
  maxLagMs: Number.MAX_SAFE_INTEGER,
  ...more,
});
const NOW = 1_000_000;

test.each<[string, CleaningCandidate[], number | null]>([
  ['no log, none', [], null],
  ['a ratio of exactly the least one is not enough', [log(100, 100)], null],
  ['a byte more is', [log(100, 101)], 0],
  ['without dirty bytes nothing is due, even at a least ratio of 0', [log(100, 0, { dirtyRatioMin: 0 })], null],
  ['the highest ratio comes first', [log(10, 20), log(10, 90), log(10, 50)], 1],
  [
    'one whose oldest record waits beyond the largest lag is due at any ratio',
    [log(100, 1, { oldestDirtyMs: NOW - 501, maxLagMs: 500 })],
    0,
  ],
  ['exactly the largest lag is not beyond it', [log(100, 1, { oldestDirtyMs: NOW - 500, maxLagMs: 500 })], null],
  ['a record without a time never waits too long', [log(100, 1, { oldestDirtyMs: -1, maxLagMs: 500 })], null],
  ['overdue and clean, nothing is due', [log(100, 0, { oldestDirtyMs: 1, maxLagMs: 500 })], null],
])('%s', (_, logs, expected) => {
  expect(nextToClean(logs, NOW)).toBe(expected === null ? null : logs[expected]);
});

test('the dirty ratio is a share of what a pass would read', () => {
  expect([dirtyRatio(log(0, 0)), dirtyRatio(log(0, 5)), dirtyRatio(log(30, 10))]).toEqual([0, 1, 0.25]);
});
