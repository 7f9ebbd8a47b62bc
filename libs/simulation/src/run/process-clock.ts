import type { Clock, TimerId } from '@yak/base';

/** The clock as one process knows it: when the process dies, nothing that it armed happens any more. */
export class ProcessClock implements Clock {
  readonly #world: Clock;
  readonly #armed = new Set<TimerId>();
  #isDead = false;
  /** lifts whenever what waits is dropped */
  #life = 0;

  constructor(world: Clock) {
    this.#world = world;
  }

  monotonicMs(): number {
    return this.#world.monotonicMs();
  }

  wallMs(): number {
    return this.#world.wallMs();
  }

  setTimeout(callback: () => void, delayMs: number): TimerId {
    const timer = this.#world.setTimeout(
      () => {
        this.#armed.delete(timer);
        callback();
      },
      this.#isDead ? 0 : delayMs,
    );
    if (this.#isDead) this.#world.clearTimeout(timer);
    else this.#armed.add(timer);
    return timer;
  }

  clearTimeout(timer: TimerId): void {
    this.#armed.delete(timer);
    this.#world.clearTimeout(timer);
  }

  nextTurn(callback: () => void): void {
    if (this.#isDead) return;
    const life = this.#life;
    this.#world.nextTurn(() => {
      if (life === this.#life) callback();
    });
  }

  /** Drops what waits; what is armed from now on never happens. */
  kill(): void {
    this.#isDead = true;
    this.#life += 1;
    for (const timer of this.#armed) this.#world.clearTimeout(timer);
    this.#armed.clear();
  }

  /** Drops what waits, and goes on: for a device that outlives the process it worked for. */
  dropPending(): void {
    this.kill();
    this.#isDead = false;
  }
}
