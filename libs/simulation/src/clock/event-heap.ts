import { assert } from '@yak/base';

/** Something that will happen on a virtual clock. */
export interface VirtualEvent {
  readonly timeMs: number;
  /** Orders events of the same moment: random. */
  readonly tie: number;
  /** Orders events with the same tie: unique. */
  readonly serial: number;
  readonly callback: () => void;
  /** Where it lies in the heap; −1: not there. */
  place: number;
}

function isBefore(one: VirtualEvent, other: VirtualEvent): boolean {
  if (one.timeMs !== other.timeMs) return one.timeMs < other.timeMs;
  return one.tie === other.tie ? one.serial < other.serial : one.tie < other.tie;
}

/** A binary heap of events, soonest first; events know their place, so that a disarmed timer leaves at once. */
export class EventHeap {
  readonly #events: VirtualEvent[] = [];

  get size(): number {
    return this.#events.length;
  }

  /** The soonest event, without taking it; null when empty. */
  peek(): VirtualEvent | null {
    return this.#events[0] ?? null;
  }

  /** Adds an event that is in no heap. */
  add(event: VirtualEvent): void {
    assert(event.place === -1, 'the event is in a heap already');
    this.#rise(event, this.#events.length);
  }

  /** Takes the soonest event; null when empty. */
  take(): VirtualEvent | null {
    const first = this.peek();
    if (first !== null) this.remove(first);
    return first;
  }

  /** Takes an event out, wherever it is; one that is not in the heap is ignored. */
  remove(event: VirtualEvent): void {
    if (event.place === -1) return;
    const last = this.#events.pop();
    if (last !== undefined && last !== event) {
      if (isBefore(last, event)) this.#rise(last, event.place);
      else this.#sink(last, event.place);
    }
    event.place = -1;
  }

  #put(event: VirtualEvent, place: number): void {
    this.#events[place] = event;
    event.place = place;
  }

  #rise(event: VirtualEvent, start: number): void {
    let place = start;
    while (place > 0) {
      const parentPlace = (place - 1) >>> 1;
      const parent = this.#events[parentPlace];
      if (parent === undefined || !isBefore(event, parent)) break;
      this.#put(parent, place);
      place = parentPlace;
    }
    this.#put(event, place);
  }

  #sink(event: VirtualEvent, start: number): void {
    let place = start;
    for (
      let child = this.#soonerChild(place);
      child !== null && isBefore(child, event);
      child = this.#soonerChild(place)
    ) {
      const next = child.place;
      this.#put(child, place);
      place = next;
    }
    this.#put(event, place);
  }

  #soonerChild(place: number): VirtualEvent | null {
    const left = this.#events[2 * place + 1] ?? null;
    const right = this.#events[2 * place + 2] ?? null;
    if (left === null || right === null) return left;
    return isBefore(right, left) ? right : left;
  }
}
