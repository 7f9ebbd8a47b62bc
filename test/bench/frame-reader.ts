/** Cuts a byte stream into size-prefixed frames; the frames are handed on without their size. */
export class FrameReader {
  #pieces: Buffer[] = [];
  #length = 0;
  #wanted = -1;

  constructor(private readonly onFrame: (frame: Buffer) => void) {}

  push(chunk: Buffer): void {
    this.#pieces.push(chunk);
    this.#length += chunk.length;
    for (;;) {
      if (this.#wanted < 0) {
        if (this.#length < 4) return;
        this.#wanted = this.#take(4).readInt32BE(0);
      }
      if (this.#length < this.#wanted) return;
      const frame = this.#take(this.#wanted);
      this.#wanted = -1;
      this.onFrame(frame);
    }
  }

  #take(count: number): Buffer {
    this.#length -= count;
    const first = this.#pieces[0] ?? Buffer.alloc(0);
    if (first.length > count) {
      this.#pieces[0] = first.subarray(count);
      return first.subarray(0, count);
    }
    if (first.length === count) {
      this.#pieces.shift();
      return first;
    }
    const all = this.#pieces.length === 1 ? first : Buffer.concat(this.#pieces);
    this.#pieces = all.length > count ? [all.subarray(count)] : [];
    return all.subarray(0, count);
  }
}
