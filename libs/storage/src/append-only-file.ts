import { crc32c } from '@yak/base';
import { parentOf, writeDurably } from './directory/write-durably';
import type { Disk, DiskFile } from './disk';
import { StorageError, storageErrorFrom } from './storage-error';

/** What an append-only file is opened with. */
export interface AppendOnlyFileOptions {
  readonly disk: Disk;
  /** in a directory that is there */
  readonly path: string;
  /** most bytes that may wait for the disk; default 64 MiB */
  readonly pendingBytesMax?: number;
}

const MAGIC = 0x59414b31; // "YAK1"
const FRAME_BYTES = 12;
const ENTRY_BYTES = 4;
const PENDING_BYTES_MAX = 64 * 1024 * 1024;

interface Waiting {
  readonly entries: readonly Buffer[];
  readonly sizeInBytes: number;
  readonly resolve: () => void;
  readonly reject: (error: StorageError) => void;
}

/** One frame: magic, length of the body, CRC-32C of the body; the body is entries, each behind its length. Integers of 4 bytes, big-endian. */
function encodeFrame(entries: readonly Buffer[]): Buffer {
  const bodyBytes = entries.reduce((sum, entry) => sum + ENTRY_BYTES + entry.length, 0);
  const frame = Buffer.allocUnsafeSlow(FRAME_BYTES + bodyBytes);
  let at = FRAME_BYTES;
  for (const entry of entries) {
    at = frame.writeUInt32BE(entry.length, at);
    at += entry.copy(frame, at);
  }
  frame.writeUInt32BE(MAGIC, 0);
  frame.writeUInt32BE(bodyBytes, 4);
  frame.writeUInt32BE(crc32c(frame.subarray(FRAME_BYTES)), 8);
  return frame;
}

/** The body of the frame at `position`, or null where no sound one is. */
function bodyAt(content: Buffer, position: number): Buffer | null {
  if (content.length - position < FRAME_BYTES || content.readUInt32BE(position) !== MAGIC) return null;
  const start = position + FRAME_BYTES;
  const end = start + content.readUInt32BE(position + 4);
  if (end > content.length || end === start) return null;
  const body = content.subarray(start, end);
  return crc32c(body) === content.readUInt32BE(position + 8) ? body : null;
}

function entriesOf(body: Buffer): Buffer[] {
  const entries: Buffer[] = [];
  for (let at = 0; at + ENTRY_BYTES <= body.length;) {
    const length = body.readUInt32BE(at);
    entries.push(body.subarray(at + ENTRY_BYTES, at + ENTRY_BYTES + length));
    at += ENTRY_BYTES + length;
  }
  return entries;
}

/** Where a sound frame begins behind `position`, or −1. */
function frameAfter(content: Buffer, position: number): number {
  const magic = Buffer.alloc(4);
  magic.writeUInt32BE(MAGIC);
  for (let at = content.indexOf(magic, position + 1); at >= 0; at = content.indexOf(magic, at + 1)) {
    if (bodyAt(content, at) !== null) return at;
  }
  return -1;
}

/** The entries of a file, where its sound frames end and the last one begins. Throws `YAK_STORAGE_CORRUPT` where harm is not at the end. */
function readFrames(content: Buffer, path: string): { entries: Buffer[]; sizeInBytes: number; lastPosition: number } {
  const entries: Buffer[] = [];
  let position = 0;
  let lastPosition = 0;
  for (let body = bodyAt(content, 0); body !== null; body = bodyAt(content, position)) {
    for (const entry of entriesOf(body)) entries.push(entry);
    lastPosition = position;
    position += FRAME_BYTES + body.length;
  }
  if (frameAfter(content, position) >= 0) {
    throw new StorageError(
      'YAK_STORAGE_CORRUPT',
      `${path} is corrupt at ${position} and sound entries follow: nothing is cut; restore it from a copy`,
    );
  }
  return { entries, sizeInBytes: position, lastPosition };
}

/**
 * Durable entries, one behind the other, for small things that must not be lost: the metadata store, obeyed partition records.
 * What is appended while a sync runs goes into the next frame, with one sync for all (group commit). A frame is all there after
 * a crash or not at all; a torn last one is cut at open, harm before sound frames refuses to open.
 */
export class AppendOnlyFile {
  #entries: readonly Buffer[];
  /** the group that takes appends; null when the next append begins one */
  #group: Waiting[] | null = null;
  #waitingBytes = 0;
  #failure: StorageError | null = null;
  /** appends and rewrites, one after the other */
  #turn: Promise<void> = Promise.resolve();
  #isClosed = false;
  #sizeInBytes: number;

  private constructor(
    private readonly options: AppendOnlyFileOptions,
    private file: DiskFile,
    found: { readonly entries: readonly Buffer[]; readonly sizeInBytes: number },
  ) {
    this.#entries = found.entries;
    this.#sizeInBytes = found.sizeInBytes;
  }

  /** Opens or makes the file. Rejects with `YAK_STORAGE_CORRUPT` (harm that is no torn tail) or the disk's error. */
  static async open(options: AppendOnlyFileOptions): Promise<AppendOnlyFile> {
    const { disk, path } = options;
    await disk.removeFile(`${path}.tmp`);
    const content = await disk.readWholeFile(path);
    const found = readFrames(content ?? Buffer.alloc(0), path);
    const file = await disk.open(path, 'create');
    try {
      if (content !== null && content.length > found.sizeInBytes) await file.truncate(found.sizeInBytes);
      // what was read counts from here on, so it has to be durable: the last frame may be what a failed sync left in memory alone,
      // and no sync would save it unless it is written again
      if (content !== null && found.sizeInBytes > 0)
        await file.writeGathered([content.subarray(found.lastPosition, found.sizeInBytes)], found.lastPosition);
      await file.sync();
      await disk.syncDirectory(parentOf(path)); // and its name: who made the file may have died before saying so
    } catch (error) {
      await file.close();
      throw error;
    }
    return new AppendOnlyFile(options, file, found);
  }

  /** The entries found at open, oldest first; the first call hands them over, later ones give none. */
  entries(): readonly Buffer[] {
    const entries = this.#entries;
    this.#entries = [];
    return entries;
  }

  get sizeInBytes(): number {
    return this.#sizeInBytes;
  }

  /**
   * Adds entries, all or none; durable when it resolves, in the order of the calls. Rejects with a StorageError; after a failed
   * write or sync the file takes nothing more (`YAK_STORAGE_OFFLINE`), `YAK_STORAGE_BACKLOG` when too much waits.
   */
  append(entries: readonly Buffer[]): Promise<void> {
    const fault = this.#fault();
    if (fault !== null) return Promise.reject(fault);
    if (entries.length === 0) return Promise.resolve();
    const sizeInBytes = entries.reduce((sum, entry) => sum + entry.length + ENTRY_BYTES, 0);
    if (
      this.#waitingBytes > 0 &&
      this.#waitingBytes + sizeInBytes > (this.options.pendingBytesMax ?? PENDING_BYTES_MAX)
    ) {
      return Promise.reject(
        new StorageError('YAK_STORAGE_BACKLOG', `${this.#waitingBytes} bytes wait for ${this.options.path}`),
      );
    }
    this.#waitingBytes += sizeInBytes;
    return new Promise((resolve, reject) => {
      this.#join({ entries, sizeInBytes, resolve, reject });
    });
  }

  #join(waiting: Waiting): void {
    if (this.#group !== null) {
      this.#group.push(waiting);
      return;
    }
    const group = [waiting];
    this.#group = group;
    this.#turn = this.#turn.then(() => this.#write(group));
  }

  async #write(group: readonly Waiting[]): Promise<void> {
    if (this.#group === group) this.#group = null;
    for (const { sizeInBytes } of group) this.#waitingBytes -= sizeInBytes;
    try {
      if (this.#failure !== null) throw this.#failure;
      const frame = encodeFrame(group.flatMap(({ entries }) => entries));
      await this.file.writeGathered([frame], this.#sizeInBytes);
      await this.file.sync();
      this.#sizeInBytes += frame.length;
    } catch (error) {
      this.#failure ??= storageErrorFrom(error, `append to ${this.options.path}`);
      for (const { reject } of group) reject(this.#failure);
      return;
    }
    for (const { resolve } of group) resolve();
  }

  /** Replaces all entries; durable when it resolves, and the old ones stay until then. Comes after the appends before it. */
  rewrite(entries: readonly Buffer[]): Promise<void> {
    const fault = this.#fault();
    if (fault !== null) return Promise.reject(fault);
    this.#group = null; // appends from here on come after the rewriting
    const done = this.#turn.then(() => this.#rewrite(entries));
    this.#turn = done.catch(() => undefined); // later appends are refused by #failure
    return done;
  }

  async #rewrite(entries: readonly Buffer[]): Promise<void> {
    if (this.#failure !== null) throw this.#failure;
    const { disk, path } = this.options;
    try {
      const content = entries.length === 0 ? Buffer.alloc(0) : encodeFrame(entries);
      await writeDurably(disk, path, content);
      const file = await disk.open(path, 'existing');
      await this.file.close();
      this.file = file;
      this.#sizeInBytes = content.length;
    } catch (error) {
      this.#failure = storageErrorFrom(error, `rewriting of ${path}`);
      throw this.#failure;
    }
  }

  #fault(): StorageError | null {
    if (this.#isClosed) return new StorageError('YAK_STORAGE_CLOSED', `${this.options.path} is closed`);
    if (this.#failure === null) return null;
    return new StorageError(
      'YAK_STORAGE_OFFLINE',
      `${this.options.path} failed before: ${this.#failure.message}`,
      this.#failure,
    );
  }

  /** Ends after what was appended. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#turn;
    await this.file.close();
  }
}
