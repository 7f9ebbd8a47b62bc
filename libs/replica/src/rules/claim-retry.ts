const FIRST_MS = 100;
const LARGEST_MS = 5_000;

/**
 * How long a candidate rests after a refused claim, in milliseconds: 100, 200, 400 … 5,000. Deterministic: the claims of
 * one broker travel in one message, so they need no spreading.
 * @param claims how many claims this candidacy has sent, ≥ 1
 */
export function claimRetryMs(claims: number): number {
  return Math.min(FIRST_MS * 2 ** Math.min(claims - 1, 10), LARGEST_MS);
}

/** How long a candidate waits for the answer and for the metadata feed to name it before it claims again, in milliseconds. */
export const CLAIM_TIMEOUT_MS = 10_000;
