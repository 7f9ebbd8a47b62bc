import type { OpenFiles } from '../open-files';
import { type StorageError, storageErrorFrom } from '../storage-error';
import type { Disk } from '../disk';
import type { Clock } from '@yak/base';
import type { Segment } from './segment';
import type { WriteSlots } from './write-slots';

/** Bytes for one segment, or the word that a segment has got its last ones. */
interface Part {
  readonly segment: Segment;
  readonly buffers: Buffer[];
  readonly position: number;
  sizeInBytes: number;
  /** offset behind the last batch of the part */
  endOffset: number;
  /** producer snapshot at the segment's end, when it ends with this part */
  seal: Buffer | null;
}

/** What the writer tells its log. */
export interface WriterOwner {
  readonly disk: Disk;
  readonly clock: Clock;
  readonly files: OpenFiles;
  /** shared by the logs of the directory */
  readonly slots: WriteSlots;
  /** whether every write is synced before it counts */
  readonly isSynced: boolean;
  /** sync anyway once so many offsets are written; null: never */
  readonly flushMessages: number | null;
  /** Runs before each group; makes the leader epochs durable where they changed. Null when nothing is to be done. */
  prepare(): Promise<void> | null;
  /** Runs after each group. */
  written(endOffset: number, isSynced: boolean): void;
  /** A segment has all its bytes. */
  ended(segment: Segment, producerSnapshot: Buffer): Promise<void>;
  failed(error: StorageError): void;
}

/**
 * Group commit of one log: what is appended in one turn of the event loop goes to the disk in one gathered write, then one sync.
 * One write or sync is in flight; what comes meanwhile is the next group.
 *
 *   turn 1   a b c ──▶ write [a b c] ▶ sync ▶ counts
 *   turn 2         d e ·················· ──▶ write [d e] ▶ sync ▶ counts
 */
export class LogWriter {
  #parts: Part[] = [];
  #isRunning = false;
  #running: Promise<void> = Promise.resolve();
  #hasFailed = false;
  #pendingBytes = 0;
  #messagesUnsynced = 0;
  #drained: (() => void)[] = [];

  constructor(private readonly owner: WriterOwner) {}

  /** Bytes that do not count yet. */
  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  /** Joins the next group: bytes of one batch for the end of `segment`. */
  add(
    segment: Segment,
    batch: { readonly bytes: Buffer; readonly position: number; readonly endOffset: number },
  ): void {
    const last = this.#parts.at(-1);
    this.#pendingBytes += batch.bytes.length;
    if (last !== undefined && last.segment === segment) {
      last.buffers.push(batch.bytes);
      last.sizeInBytes += batch.bytes.length;
      last.endOffset = batch.endOffset;
      return;
    }
    this.#parts.push({
      segment,
      buffers: [batch.bytes],
      position: batch.position,
      sizeInBytes: batch.bytes.length,
      endOffset: batch.endOffset,
      seal: null,
    });
    this.#schedule();
  }

  /** Says that `segment` gets no more bytes. */
  seal(segment: Segment, producerSnapshot: Buffer): void {
    const last = this.#parts.at(-1);
    if (last !== undefined && last.segment === segment) {
      last.seal = producerSnapshot;
      return;
    }
    const position = segment.sizeInBytes;
    this.#parts.push({
      segment,
      buffers: [],
      position,
      sizeInBytes: 0,
      endOffset: segment.nextOffset,
      seal: producerSnapshot,
    });
    this.#schedule();
  }

  /** Resolves when nothing waits and nothing is in flight. After a failure at once. */
  drained(): Promise<void> {
    if (this.#hasFailed || (!this.#isRunning && this.#parts.length === 0)) return Promise.resolve();
    return new Promise((resolve) => {
      this.#drained.push(resolve);
    });
  }

  /** Drops what waits; called when the directory has failed. */
  stop(): void {
    this.#hasFailed = true;
    this.#parts = [];
    this.#releaseDrained();
  }

  #schedule(): void {
    if (this.#isRunning || this.#hasFailed) return;
    this.#isRunning = true;
    this.owner.clock.nextTurn(() => {
      this.#running = this.#run();
    });
  }

  /** Drops what waits and resolves when nothing is in flight any more. */
  async stopped(): Promise<void> {
    this.stop();
    await this.#running;
  }

  async #run(): Promise<void> {
    try {
      while (this.#parts.length > 0) {
        await this.#takeSlot();
        await this.#write();
      }
    } catch (error) {
      this.stop();
      this.owner.failed(storageErrorFrom(error, 'append'));
    }
    this.#isRunning = false;
    this.#releaseDrained();
  }

  #releaseDrained(): void {
    const waiting = this.#drained;
    this.#drained = [];
    for (const resolve of waiting) resolve();
  }

  /** Waits for a slot with nothing left to prepare; the slot is not held while something is prepared. */
  async #takeSlot(): Promise<void> {
    const { slots } = this.owner;
    for (;;) {
      const turn = slots.take();
      if (turn !== null) await turn;
      const preparation = this.owner.prepare();
      if (preparation === null) return;
      slots.release();
      await preparation;
    }
  }

  /** Writes what has gathered by now. Begins with a slot and ends without; the end of a segment is not waited for in one. */
  async #write(): Promise<void> {
    const { slots } = this.owner;
    const group = this.#parts;
    this.#parts = [];
    let isHeld = true;
    try {
      for (const part of group) {
        if (!isHeld) await slots.take();
        isHeld = true;
        const isSynced = part.buffers.length > 0 && (await this.#writePart(part));
        if (this.#hasFailed) return;
        this.#pendingBytes -= part.sizeInBytes;
        if (part.buffers.length > 0) this.owner.written(part.endOffset, isSynced);
        if (part.seal === null) continue;
        slots.release();
        isHeld = false;
        await this.owner.ended(part.segment, part.seal);
      }
    } finally {
      if (isHeld) slots.release();
    }
  }

  async #writePart(part: Part): Promise<boolean> {
    const { segment } = part;
    const isSynced = this.owner.isSynced || this.#isSyncDue(part);
    await this.owner.files.use(segment.logPath, 'create', async (file) => {
      await file.writeGathered(part.buffers, part.position);
      if (isSynced) await file.sync();
    });
    segment.isCreated = true;
    if (isSynced && !segment.isNameDurable) {
      await this.owner.disk.syncDirectory(segment.directory);
      segment.isNameDurable = true;
    }
    return isSynced;
  }

  #isSyncDue(part: Part): boolean {
    const { flushMessages } = this.owner;
    if (flushMessages === null) return false;
    this.#messagesUnsynced += part.buffers.length;
    if (this.#messagesUnsynced < flushMessages) return false;
    this.#messagesUnsynced = 0;
    return true;
  }
}
