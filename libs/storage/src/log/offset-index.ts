import { EntryTable } from './entry-table';

const ENTRY_BYTES = 8;

/** A batch's place: its last offset and the file position where it starts. */
export interface OffsetEntry {
  readonly lastOffset: number;
  readonly position: number;
}

/**
 * The `.index` of one segment: int32 (last offset of a batch − base), int32 position of that batch; both rising.
 * Source: Kafka OffsetIndex.
 */
export class OffsetIndex {
  readonly table: EntryTable;

  /** @param content the file's bytes; an unfinished last entry is left out */
  constructor(
    readonly baseOffset: number,
    content?: Buffer,
  ) {
    this.table = new EntryTable(ENTRY_BYTES, content);
  }

  append(entry: OffsetEntry): void {
    const { bytes, position } = this.table.grow();
    bytes.writeInt32BE(entry.lastOffset - this.baseOffset, position);
    bytes.writeInt32BE(entry.position, position + 4);
  }

  at(index: number): OffsetEntry | null {
    if (index < 0 || index >= this.table.count) return null;
    const position = this.table.position(index);
    return {
      lastOffset: this.baseOffset + this.table.bytes.readInt32BE(position),
      position: this.table.bytes.readInt32BE(position + 4),
    };
  }

  get last(): OffsetEntry | null {
    return this.at(this.table.count - 1);
  }

  /** The last entry at or before `offset`, or null: scan from the segment's start. */
  lookup(offset: number): OffsetEntry | null {
    const relative = offset - this.baseOffset;
    return this.at(this.table.countWhile((position) => this.table.bytes.readInt32BE(position) <= relative) - 1);
  }

  /** The last entry of a batch that starts at or before `position` in the file, or null. */
  lookupPosition(position: number): OffsetEntry | null {
    return this.at(this.table.countWhile((entry) => this.table.bytes.readInt32BE(entry + 4) <= position) - 1);
  }

  /** Drops entries of batches that end at `offset` or later. */
  truncateTo(offset: number): void {
    const relative = offset - this.baseOffset;
    this.table.keep(this.table.countWhile((position) => this.table.bytes.readInt32BE(position) < relative));
  }

  /** Why the file cannot be this segment's index, or null. */
  fault(segmentBytes: number): string | null {
    const { last } = this;
    if (last === null) return null;
    if (last.lastOffset < this.baseOffset) return 'its last offset lies before the segment';
    if (last.position < 0 || last.position >= segmentBytes) return 'its last position lies outside of the segment';
    return null;
  }
}
