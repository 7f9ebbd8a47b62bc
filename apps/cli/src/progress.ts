import type { Terminal } from './terminal';

const PERIOD_MS = 250;

const thousands = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',');
const mebibytes = (bytes: number): string => (bytes / 1024 / 1024).toFixed(1);

/** The line that long work shows: records, bytes and rate so far. */
export function progressText(
  verb: string,
  counts: { readonly records: number; readonly bytes: number },
  elapsedMs: number,
): string {
  const perSecond = elapsedMs <= 0 ? 0 : Math.round((counts.records * 1000) / elapsedMs);
  return `${verb} ${thousands(counts.records)} records, ${mebibytes(counts.bytes)} MiB, ${thousands(perSecond)} records/s`;
}

/** A line on stderr that is redrawn four times a second while work goes on; nothing where stderr is no terminal. */
export class Progress {
  #records = 0;
  #bytes = 0;
  readonly #startedMs = performance.now();
  readonly #timer: NodeJS.Timeout | null;

  constructor(
    private readonly terminal: Terminal,
    private readonly verb: string,
  ) {
    this.#timer = terminal.showsProgress ? setInterval(() => this.#draw(), PERIOD_MS).unref() : null;
  }

  /** Counts one record. */
  count(bytes: number): void {
    this.#records += 1;
    this.#bytes += bytes;
  }

  /** Removes the line. */
  stop(): void {
    if (this.#timer === null) return;
    clearInterval(this.#timer);
    this.terminal.errors.write('\r\x1b[K');
  }

  #draw(): void {
    const text = progressText(
      this.verb,
      { records: this.#records, bytes: this.#bytes },
      performance.now() - this.#startedMs,
    );
    this.terminal.errors.write(`\r\x1b[K${text}`);
  }
}
