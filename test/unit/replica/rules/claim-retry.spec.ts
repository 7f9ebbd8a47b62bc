import { CLAIM_TIMEOUT_MS, claimRetryMs } from '../../../../libs/replica/src/rules/claim-retry';

describe('a candidate whose claim was refused', () => {
  test.each([
    [1, 100],
    [2, 200],
    [3, 400],
    [6, 3_200],
    [7, 5_000],
    [1_000_000, 5_000],
  ])('rests after claim %i for %i ms', (claims, restMs) => {
    expect(claimRetryMs(claims)).toBe(restMs);
  });

  test('rests shorter than it waits for an answer', () => {
    expect(claimRetryMs(1_000)).toBeLessThan(CLAIM_TIMEOUT_MS);
  });
});
