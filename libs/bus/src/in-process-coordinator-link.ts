import type { Clock } from '@yak/base';
import type { CoordinatorDuties, CoordinatorReply, CoordinatorRequest, CoordinatorVerb } from '@yak/control';
import { BusError } from './bus-error';
import type { CoordinatorLink } from './coordinator-link';

/** Requests under way at once. */
const IN_FLIGHT_MAX = 10_000;

/** Brokers and coordinator in one process: requests are calls, answered in a later turn, late ones given up by the clock. */
export class InProcessCoordinatorLink implements CoordinatorLink {
  readonly #clock: Clock;
  readonly #requestTimeoutMs: number;
  readonly #abandons = new Set<(error: BusError) => void>();
  #duties: CoordinatorDuties | null = null;

  /** @param options.requestTimeoutMs limit of requests that name none, > 0 */
  constructor(options: { readonly clock: Clock; readonly requestTimeoutMs: number }) {
    this.#clock = options.clock;
    this.#requestTimeoutMs = options.requestTimeoutMs;
  }

  /** From now on these answer. */
  serve(duties: CoordinatorDuties): void {
    this.#duties = duties;
  }

  /** Nobody answers any more; what is under way rejects with YAK_BUS_UNAVAILABLE. */
  stop(): void {
    this.#duties = null;
    for (const abandon of this.#abandons) abandon(new BusError('YAK_BUS_UNAVAILABLE', 'the coordinator stopped'));
  }

  request<Verb extends CoordinatorVerb>(
    verb: Verb,
    request: CoordinatorRequest<Verb>,
    timeoutMs: number = this.#requestTimeoutMs,
  ): Promise<CoordinatorReply<Verb>> {
    const duties = this.#duties;
    if (duties === null) return Promise.reject(new BusError('YAK_BUS_UNAVAILABLE', 'no coordinator serves'));
    if (this.#abandons.size >= IN_FLIGHT_MAX)
      return Promise.reject(new BusError('YAK_BUS_OVERLOADED', `${IN_FLIGHT_MAX} requests are under way`));
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        this.#clock.clearTimeout(timer);
        this.#abandons.delete(abandon);
      };
      const abandon = (error: Error): void => {
        settle();
        reject(error);
      };
      const timer = this.#clock.setTimeout(
        () => abandon(new BusError('YAK_BUS_TIMEOUT', `no answer to ${verb} in ${timeoutMs} ms`)),
        timeoutMs,
      );
      this.#abandons.add(abandon);
      const answer: Promise<CoordinatorReply<Verb>> = duties[verb](request);
      answer.then(
        (reply) => {
          settle();
          resolve(reply);
        },
        (error: unknown) =>
          abandon(
            error instanceof Error
              ? error
              : new BusError('YAK_BUS_UNAVAILABLE', 'the coordinator failed', { cause: error }),
          ),
      );
    });
  }
}
