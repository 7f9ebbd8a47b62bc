import type { Clock, Random } from '@yak/base';

/** How the wires of a simulated network behave. */
export interface WireSettings {
  /** Time that a chunk travels, drawn anew for each: both ends inclusive, integers. */
  readonly latencyMs: { readonly min: number; readonly max: number };
  /** Size of the chunks that bytes arrive in, drawn anew for each: both ends inclusive, ≥ 1. */
  readonly chunkBytes: { readonly min: number; readonly max: number };
  /** Bytes that may be under way or unread by the receiver; the rest waits at the sender, as in TCP. */
  readonly windowBytes: number;
}

/** What a pipe asks of its surroundings. */
export interface PipeOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly wire: WireSettings;
  readonly deliver: (chunk: Buffer) => void;
  readonly onDrained: () => void;
  /** After the last byte, when the sender ended the stream. */
  readonly onEnd: () => void;
}

/** One direction of a simulated connection: bytes arrive whole and in order, in chunks and after times that chance decides. */
export class MemoryPipe {
  readonly #options: PipeOptions;
  readonly #unsent: Buffer[] = [];
  #unsentBytes = 0;
  readonly #travelling: Buffer[] = [];
  #travellingBytes = 0;
  #isArmed = false;
  #isPaused = false;
  #isEnding = false;
  #isFinished = false;
  #isBlackHole = false;
  #wasBlocked = false;

  constructor(options: PipeOptions) {
    this.#options = options;
  }

  /** Bytes that do not fit the window yet. */
  get bytesUnsent(): number {
    return this.#unsentBytes;
  }

  /** Sends a copy: two processes share no memory. */
  write(buffers: readonly Buffer[]): void {
    if (this.#isEnding || this.#isFinished) return;
    for (const buffer of buffers) {
      if (buffer.length === 0) continue;
      this.#unsent.push(Buffer.from(buffer));
      this.#unsentBytes += buffer.length;
    }
    this.#wasBlocked = true;
    this.launch();
  }

  /** The receiver takes no more; what travels waits in the window. */
  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.launch();
  }

  /** Ends the stream after what was written. */
  end(): void {
    this.#isEnding = true;
    this.launch();
  }

  /** Nothing arrives any more, and nobody is told. */
  stop(): void {
    this.#isFinished = true;
    this.#unsent.length = this.#travelling.length = 0;
    this.#unsentBytes = this.#travellingBytes = 0;
  }

  /** From now on bytes wait without arriving (a broken path) until `false`; then they arrive, as TCP sends again. */
  setBlackHole(isBlackHole: boolean): void {
    this.#isBlackHole = isBlackHole;
    this.launch();
  }

  private launch(): void {
    if (this.#isFinished) return;
    this.fillWindow();
    if (this.#isArmed || this.#isPaused || this.#isBlackHole) return;
    if (this.#travellingBytes === 0 && !(this.#isEnding && this.#unsentBytes === 0)) return;
    this.#isArmed = true;
    const { clock, random, wire } = this.#options;
    const { min, max } = wire.latencyMs;
    clock.setTimeout(
      () => {
        this.#isArmed = false;
        this.arrive();
      },
      min + random.below(max - min + 1),
    );
  }

  private fillWindow(): void {
    const { wire, clock } = this.#options;
    while (this.#travellingBytes < wire.windowBytes) {
      const next = this.#unsent[0];
      if (next === undefined) break;
      const room = wire.windowBytes - this.#travellingBytes;
      const part = next.length <= room ? next : next.subarray(0, room);
      if (part === next) this.#unsent.shift();
      else this.#unsent[0] = next.subarray(room);
      this.#unsentBytes -= part.length;
      this.#travelling.push(part);
      this.#travellingBytes += part.length;
    }
    if (this.#unsentBytes > 0 || !this.#wasBlocked) return;
    this.#wasBlocked = false;
    clock.nextTurn(() => {
      if (!this.#isFinished) this.#options.onDrained();
    });
  }

  /** One latency brings everything that travels, cut into chunks. */
  private arrive(): void {
    if (this.#isFinished || this.#isBlackHole) return;
    const { random, wire, deliver, onEnd } = this.#options;
    const bytes = Buffer.concat(this.#travelling);
    this.#travelling.length = 0;
    let position = 0;
    while (position < bytes.length && !this.#isPaused && !this.isStopped()) {
      const { min, max } = wire.chunkBytes;
      const end = Math.min(bytes.length, position + min + random.below(max - min + 1));
      this.#travellingBytes -= end - position;
      deliver(Buffer.from(bytes.subarray(position, end)));
      position = end;
    }
    if (this.isStopped()) return;
    if (position < bytes.length) this.#travelling.unshift(bytes.subarray(position));
    if (this.#isEnding && this.#unsentBytes === 0 && this.#travellingBytes === 0) {
      this.#isFinished = true;
      onEnd();
      return;
    }
    this.launch();
  }

  /** Asked again after every delivery, which may have stopped this pipe. */
  private isStopped(): boolean {
    return this.#isFinished;
  }
}
