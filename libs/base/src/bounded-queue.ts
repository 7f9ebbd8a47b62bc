import { assert } from './assert';

/** First in, first out, never more than `capacity` items. A ring over one array: no shifting, no growth past the limit. */
export class BoundedQueue<T> {
  readonly #items: (T | undefined)[] = [];
  #head = 0;
  #length = 0;

  /** @param capacity most items held at once, ≥ 1 */
  constructor(readonly capacity: number) {
    assert(Number.isInteger(capacity) && capacity >= 1, `capacity out of range: ${capacity}`);
  }

  get length(): number {
    return this.#length;
  }

  get isFull(): boolean {
    return this.#length === this.capacity;
  }

  /** Adds at the end; the caller has looked at `isFull` first. Throws AssertionFailure on a full queue. */
  push(item: T): void {
    assert(!this.isFull, 'pushed to a full queue');
    this.#items[(this.#head + this.#length) % this.capacity] = item;
    this.#length += 1;
  }

  /** The oldest item, without taking it. */
  peek(): T | undefined {
    return this.#length === 0 ? undefined : this.#items[this.#head];
  }

  /** Takes the oldest item; undefined when empty. */
  shift(): T | undefined {
    if (this.#length === 0) return undefined;
    const item = this.#items[this.#head];
    this.#items[this.#head] = undefined;
    this.#head = (this.#head + 1) % this.capacity;
    this.#length -= 1;
    return item;
  }
}
