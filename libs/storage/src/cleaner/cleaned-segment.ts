import { type AbortedTransaction, emptiedBatch, readBatchHeader } from '@yak/records';
import type { Disk, DiskFile } from '../disk';
import { Segment } from '../log/segment';
import { INDEX_SUFFIXES, saveIndexes } from '../log/segment-files';

/** Written at once. */
const WRITE_BYTES = 256 * 1024;

/** Where a cleaned segment is written. */
export interface CleanedSegmentOptions {
  readonly disk: Disk;
  readonly directory: string;
  readonly baseOffset: number;
  readonly createdAtMs: number;
  readonly indexIntervalBytes: number;
}

/**
 * A segment in the making, in files that end in `.cleaned`. Its last batch stays whatever becomes of its records: so it ends where
 * the segments end that it is made from, and no offset is given twice.
 */
export class CleanedSegment {
  readonly segment: Segment;
  /** whether it differs from what it is made from */
  hasChanged = false;
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  #writtenBytes = 0;
  /** the header of the batch that was dropped last, if none was kept since */
  #dropped: Buffer | null = null;
  #isOpen = true;

  private constructor(
    private readonly options: CleanedSegmentOptions,
    private readonly file: DiskFile,
  ) {
    this.segment = new Segment(options.directory, options.baseOffset, options.createdAtMs);
    this.segment.logSuffix = '.cleaned';
  }

  /** Makes the file, or empties what an earlier pass left. Rejects with the disk's StorageError. */
  static async create(options: CleanedSegmentOptions): Promise<CleanedSegment> {
    const path = `${new Segment(options.directory, options.baseOffset, 0).logPath}.cleaned`;
    const file = await options.disk.open(path, 'create');
    const made = new CleanedSegment(options, file);
    try {
      await file.truncate(0);
      return made;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Adds what is left of the next batch. Returns the bytes that were written to the disk now. */
  async add(original: Buffer, kept: Buffer | null): Promise<number> {
    this.hasChanged ||= kept !== original;
    this.#dropped = kept === null ? original : null;
    if (kept === null) return 0;
    this.#append(kept);
    return this.#pendingBytes >= WRITE_BYTES ? this.#write() : 0;
  }

  addAborted(transaction: AbortedTransaction): void {
    this.segment.indexes?.aborted.push(transaction);
  }

  /** Writes the rest and the indexes, all of it durable. Returns the bytes written now. */
  async finish(): Promise<number> {
    const dropped = this.#dropped;
    if (dropped !== null) this.#append(isEmpty(dropped) ? dropped : emptiedBatch(dropped));
    const { disk, directory } = this.options;
    const bytes = await this.#write();
    await this.file.sync();
    await this.#close();
    this.segment.indexTime();
    await saveIndexes(disk, this.segment, '.cleaned');
    await disk.syncDirectory(directory);
    this.segment.isCreated = true;
    return bytes;
  }

  /** Removes the files: the pass ended early, or nothing has changed. */
  async discard(): Promise<void> {
    const { disk } = this.options;
    await this.#close();
    for (const suffix of ['log', ...INDEX_SUFFIXES] as const) {
      await disk.removeFile(`${this.segment.path(suffix)}.cleaned`);
    }
  }

  async #close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    await this.file.close();
  }

  #append(bytes: Buffer): void {
    const header = readBatchHeader(bytes);
    if (header === null) return;
    this.segment.add(header, this.options.indexIntervalBytes);
    this.#pending.push(ownMemory(bytes));
    this.#pendingBytes += bytes.length;
  }

  async #write(): Promise<number> {
    const bytes = this.#pendingBytes;
    if (bytes > 0) await this.file.writeGathered(this.#pending, this.#writtenBytes);
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#writtenBytes += bytes;
    return bytes;
  }
}

/** A few bytes of a chunk that was read must not keep all of it until they are written. */
function ownMemory(bytes: Buffer): Buffer {
  return bytes.buffer.byteLength > 2 * bytes.length ? Buffer.from(bytes) : bytes;
}

function isEmpty(batch: Buffer): boolean {
  return readBatchHeader(batch)?.recordsCount === 0;
}
