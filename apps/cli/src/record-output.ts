import type { ConsumedRecords } from '@yak/client';
import type { ConsumedRecord } from './consumed-record';
import type { Progress } from './progress';
import type { RecordWriter } from './record-format';
import { type Terminal, write } from './terminal';

/** Pieces are joined and written when they reach this size. */
const WRITE_BYTES = 256 * 1024;

/** Prints records on stdout, up to a count. */
export class RecordOutput {
  #printed = 0;
  #pieces: Buffer[] = [];

  /** @param recordsMax null: without end */
  constructor(
    private readonly terminal: Pick<Terminal, 'output'>,
    private readonly print: RecordWriter,
    private readonly progress: Pick<Progress, 'count'>,
    private readonly recordsMax: number | null,
  ) {}

  /** Records so far. */
  get printed(): number {
    return this.#printed;
  }

  /** Whether the count is reached. */
  get isFull(): boolean {
    return this.#printed >= (this.recordsMax ?? Infinity);
  }

  /**
   * Prints a slice up to an offset (exclusive; null: all) and to the count.
   * @returns up to where the slice is done with; exclusive
   */
  async add(slice: ConsumedRecords, endOffset: number | null): Promise<number> {
    let bytes = 0;
    for (const record of slice.records) {
      if (this.isFull || record.offset >= (endOffset ?? Infinity)) return record.offset;
      const shown: ConsumedRecord = {
        topic: slice.topic,
        partition: slice.partition,
        offset: record.offset,
        timestampMs: record.timestampMs,
        key: record.key,
        value: record.value,
        headers: record.headers,
      };
      this.print(shown, this.#pieces);
      this.#printed += 1;
      const size = (record.value?.length ?? 0) + (record.key?.length ?? 0);
      bytes += size;
      this.progress.count(size);
      if (bytes >= WRITE_BYTES) {
        bytes = 0;
        await this.flush();
      }
    }
    return slice.nextOffset;
  }

  /** Resolves when stdout has taken everything. */
  async flush(): Promise<void> {
    if (this.#pieces.length === 0) return;
    const bytes = Buffer.concat(this.#pieces);
    this.#pieces = [];
    await write(this.terminal.output, bytes);
  }
}
