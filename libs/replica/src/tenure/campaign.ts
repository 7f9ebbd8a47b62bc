import type { Refusal } from '@yak/model';
import type { ClaimPort, LeadershipClaim } from '../ports';

/** The tenure of a candidate: one claim under way. What is answered after it was closed is not heard. */
export class Campaign {
  #isOpen = true;

  /**
   * Sends the claim.
   * @param onRefused called at most once, with the reason in words, unless closed before
   */
  constructor(port: ClaimPort, claim: LeadershipClaim, onRefused: (reason: string) => void) {
    const hear = (reason: string): void => {
      if (this.#isOpen) onRefused(reason);
    };
    port.claim(claim).then(
      (refusal: Refusal | null) => {
        if (refusal !== null) hear(refusal.detail);
      },
      (error: unknown) => {
        hear(`the coordinator did not answer: ${error instanceof Error ? error.message : String(error)}`);
      },
    );
  }

  /** Ends it. */
  close(): void {
    this.#isOpen = false;
  }
}
