import { CliError } from './cli-error';
import { ExitCode } from './exit-code';

const NEWLINE = 0x0a;
/** Longest line: what a broker with the largest allowed batch could take. */
const LINE_BYTES_MAX = 100 * 1024 * 1024;

/** Cuts a stream of chunks into lines without their newline. A carriage return stays: bytes come back as they went in. */
export class LineSplitter {
  #open: Buffer[] = [];
  #openBytes = 0;

  /** Calls `onLine` for every line that the chunk completes; a line is a view of the chunk where it can be. */
  push(chunk: Buffer, onLine: (line: Buffer) => void): void {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      onLine(this.#close(chunk.subarray(start, end)));
      start = end + 1;
    }
    if (start < chunk.length) this.#keep(chunk.subarray(start));
  }

  /** Calls `onLine` for a last line without newline. */
  end(onLine: (line: Buffer) => void): void {
    if (this.#openBytes > 0) onLine(this.#close(Buffer.alloc(0)));
  }

  #keep(part: Buffer): void {
    this.#open.push(part);
    this.#openBytes += part.length;
    if (this.#openBytes > LINE_BYTES_MAX)
      throw new CliError(ExitCode.FAILED, `a line is longer than ${LINE_BYTES_MAX} bytes`);
  }

  #close(last: Buffer): Buffer {
    if (this.#openBytes === 0) return last;
    const line = Buffer.concat([...this.#open, last]);
    this.#open = [];
    this.#openBytes = 0;
    return line;
  }
}
