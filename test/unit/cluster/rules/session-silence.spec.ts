import { countedSilenceMs, isStalled, judgeSilence } from '../../../../libs/cluster/src/rules/session-silence';

test.each([
  [900, false, 900],
  [1_400, false, 1_400],
  [1_401, true, 0],
  [60_000, true, 0],
])(
  'R19: a look after %i ms where 900 were meant is a stall: %s, and counts as %i ms of silence',
  (gapMs, stalled, counted) => {
    const look = { gapMs, intervalMs: 900 };
    expect([isStalled(look), countedSilenceMs(look)]).toEqual([stalled, counted]);
  },
);

test.each([
  [0, 'heard'],
  [4_499, 'heard'],
  [4_500, 'suspect'],
  [8_999, 'suspect'],
  [9_000, 'expired'],
] as const)('a broker silent for %i ms of a session of 9,000 is %s', (silentMs, verdict) => {
  expect(judgeSilence(silentMs, 9_000)).toBe(verdict);
});
