import type { Clock, Random } from '@yak/base';
import type { CoordinatorLink } from '@yak/bus';
import { newOperationId } from '@yak/control';
import { ErrorCode, isRefusal, type Refusal, refusal } from '@yak/model';
import type { ClaimPort, LeadershipClaim } from '@yak/replica';

/** Claims in one message. */
const CLAIMS_PER_REQUEST_MAX = 1_000;
/** Claims that wait for their message; more are refused and tried again by their replicas. */
const WAITING_MAX = 100_000;

interface Waiting {
  readonly claim: LeadershipClaim;
  readonly resolve: (refused: Refusal | null) => void;
  readonly reject: (error: unknown) => void;
}

/** The claims of this broker's replicas on their way to the coordinator: those of one turn travel together, one message at a time. */
export class ClaimBatches implements ClaimPort {
  readonly #link: CoordinatorLink;
  readonly #clock: Clock;
  readonly #random: Random;
  #waiting: Waiting[] = [];
  #isSending = false;

  constructor(options: { readonly link: CoordinatorLink; readonly clock: Clock; readonly random: Random }) {
    this.#link = options.link;
    this.#clock = options.clock;
    this.#random = options.random;
  }

  claim(claim: LeadershipClaim): Promise<Refusal | null> {
    if (this.#waiting.length >= WAITING_MAX)
      return Promise.resolve(refusal(ErrorCode.REQUEST_TIMED_OUT, `${WAITING_MAX} claims wait`));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ claim, resolve, reject });
      if (this.#waiting.length === 1 && !this.#isSending) this.#clock.nextTurn(() => void this.#sendAll());
    });
  }

  async #sendAll(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, CLAIMS_PER_REQUEST_MAX);
      this.#waiting = this.#waiting.slice(CLAIMS_PER_REQUEST_MAX);
      await this.#send(batch);
    }
    this.#isSending = false;
  }

  async #send(batch: readonly Waiting[]): Promise<void> {
    const [first] = batch;
    if (first === undefined) return;
    const { brokerId, brokerEpoch } = first.claim;
    try {
      const reply = await this.#link.request('claim', {
        operationId: newOperationId(this.#random),
        brokerId,
        brokerEpoch,
        claims: batch.map(({ claim }) => claim),
      });
      batch.forEach(({ resolve }, index) => {
        const outcome = isRefusal(reply) ? reply : reply.outcomes[index];
        resolve(isRefusal(outcome) ? outcome : null);
      });
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
