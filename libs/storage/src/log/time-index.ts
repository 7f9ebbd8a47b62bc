import { EntryTable } from './entry-table';

const ENTRY_BYTES = 12;
const WORD = 2 ** 32;

/** The largest timestamp (ms) up to a batch, and the last offset of the batch that holds it. */
export interface TimeEntry {
  readonly timestampMs: number;
  readonly lastOffset: number;
}

/**
 * The `.timeindex` of one segment: int64 timestamp, int32 (last offset − base); timestamps strictly rising.
 * Source: Kafka TimeIndex.
 */
export class TimeIndex {
  readonly table: EntryTable;

  /** @param content the file's bytes; an unfinished last entry is left out */
  constructor(
    readonly baseOffset: number,
    content?: Buffer,
  ) {
    this.table = new EntryTable(ENTRY_BYTES, content);
  }

  /** Adds an entry if its timestamp is above the last one's. */
  append(entry: TimeEntry): void {
    if (entry.timestampMs <= (this.last?.timestampMs ?? -1)) return;
    const { bytes, position } = this.table.grow();
    const high = Math.floor(entry.timestampMs / WORD);
    bytes.writeInt32BE(high, position);
    bytes.writeUInt32BE(entry.timestampMs - high * WORD, position + 4);
    bytes.writeInt32BE(entry.lastOffset - this.baseOffset, position + 8);
  }

  #timestampAt(position: number): number {
    return this.table.bytes.readInt32BE(position) * WORD + this.table.bytes.readUInt32BE(position + 4);
  }

  at(index: number): TimeEntry | null {
    if (index < 0 || index >= this.table.count) return null;
    const position = this.table.position(index);
    return {
      timestampMs: this.#timestampAt(position),
      lastOffset: this.baseOffset + this.table.bytes.readInt32BE(position + 8),
    };
  }

  get last(): TimeEntry | null {
    return this.at(this.table.count - 1);
  }

  /** The last entry whose timestamp is below `timestampMs`, or null: a record of that time or later can only come after its batch. */
  lookupBelow(timestampMs: number): TimeEntry | null {
    return this.at(this.table.countWhile((position) => this.#timestampAt(position) < timestampMs) - 1);
  }

  /** Drops entries of batches that end at `offset` or later. */
  truncateTo(offset: number): void {
    const relative = offset - this.baseOffset;
    this.table.keep(this.table.countWhile((position) => this.table.bytes.readInt32BE(position + 8) < relative));
  }

  /** Why the file cannot be this segment's time index, or null. */
  fault(): string | null {
    const first = this.at(0);
    const { last } = this;
    if (first === null || last === null) return null;
    if (last.timestampMs < first.timestampMs) return 'its last timestamp lies before its first';
    if (last.lastOffset < this.baseOffset) return 'its last offset lies before the segment';
    return null;
  }
}
