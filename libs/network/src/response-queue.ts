import { BoundedQueue } from '@yak/base';
import type { Answer } from './ports';

/** One request in flight. */
export interface RequestSlot {
  readonly requestBytes: number;
  /** Null until the request was answered. */
  answer: Answer | null;
}

/** The requests of one connection that were started, oldest first: their answers leave in this order. */
export class ResponseQueue {
  readonly #slots: BoundedQueue<RequestSlot>;
  #bytes = 0;

  /** @param requestsMax requests in flight at once, ≥ 1 */
  constructor(requestsMax: number) {
    this.#slots = new BoundedQueue(requestsMax);
  }

  get length(): number {
    return this.#slots.length;
  }

  get isFull(): boolean {
    return this.#slots.isFull;
  }

  /** Bytes of the requests in flight. */
  get bytes(): number {
    return this.#bytes;
  }

  /** A request starts. Throws AssertionFailure when full. */
  push(requestBytes: number): RequestSlot {
    const slot: RequestSlot = { requestBytes, answer: null };
    this.#slots.push(slot);
    this.#bytes += requestBytes;
    return slot;
  }

  /** Takes the oldest request if it is answered; undefined otherwise. */
  takeAnswered(): RequestSlot | undefined {
    const oldest = this.#slots.peek();
    if (oldest === undefined || oldest.answer === null) return undefined;
    this.#slots.shift();
    this.#bytes -= oldest.requestBytes;
    return oldest;
  }

  /** Forgets all requests. @returns the bytes they held */
  clear(): number {
    const bytes = this.#bytes;
    while (this.#slots.shift() !== undefined) this.#bytes = 0;
    return bytes;
  }
}
