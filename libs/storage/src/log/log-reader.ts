import { type Offset, offset as toOffset } from '@yak/model';
import { type BatchHeader, checkBatch, HEADER_BYTES, type LeaderEpochs, nextOffset } from '@yak/records';
import type { HotTail } from '../hot-tail';
import type { LogReadRequest, LogSlice } from '../partition-log';
import { corruptBytes, pickBatches } from './pick-batches';
import { type ScannedBatch, scanBatches } from './scan-batches';
import type { ReadGate } from './read-gate';
import type { Segment } from './segment';
import type { LogSurroundings } from './surroundings';

/** Bytes read at least: a header and a small batch come in one read. */
const READ_BYTES_MIN = 16 * 1024;
/** Places of readers remembered per log. */
const CURSORS_MAX = 16;

/** What the reader sees of its log. */
export interface ReadableLog {
  /** by base offset; never empty; the last one grows */
  readonly segments: readonly Segment[];
  /** changes when bytes behind a reader's back were cut off */
  readonly truncations: number;
  readonly indexIntervalBytes: number;
  readonly tail: HotTail;
  readonly readGate: Pick<ReadGate, 'through'>;
  readonly leaderEpochs: Pick<LeaderEpochs, 'epochAt'>;
}

/** The place of a batch. */
interface Place {
  readonly segment: Segment;
  readonly position: number;
  /** the batch there begins at this offset or above */
  readonly offsetMin: number;
}

/** A batch copied out of a segment. */
export interface FoundBatch {
  readonly header: BatchHeader;
  readonly bytes: Buffer;
}

function emptySlice(at: Offset): LogSlice {
  return { records: [], sizeInBytes: 0, startOffset: at, nextOffset: at };
}

/** Reads of one log: from the hot tail at once, else from its segment files in large pieces whose batches are checked. */
export class LogReader {
  /** Where the batch of an offset starts, for readers that go on where they stopped; oldest first. */
  readonly #cursors = new Map<number, Place>();

  constructor(
    private readonly log: ReadableLog,
    private readonly surroundings: LogSurroundings,
  ) {}

  read(request: LogReadRequest): LogSlice | Promise<LogSlice> {
    this.log.tail.noteRead(); // for who waits at the end too: what comes next is for them
    if (request.startOffset >= request.endOffsetExclusive) return emptySlice(request.startOffset);
    const index = this.log.tail.indexOf(request.startOffset);
    return index < 0
      ? this.log.readGate.through(() => this.#readFromDisk(request))
      : this.#readFromTail(request, index);
  }

  #readFromTail(request: LogReadRequest, firstIndex: number): LogSlice {
    const records: Buffer[] = [];
    let sizeInBytes = 0;
    let next: number = request.startOffset;
    let start: number = request.startOffset;
    for (let index = firstIndex; ; index += 1) {
      const batch = this.log.tail.at(index);
      if (batch === undefined || batch.nextOffset > request.endOffsetExclusive) break;
      const mayExceed = index === firstIndex && request.wholeFirstBatch;
      if (sizeInBytes + batch.bytes.length > request.bytesMax && !mayExceed) break;
      if (records.length === 0) start = batch.baseOffset;
      records.push(batch.bytes);
      sizeInBytes += batch.bytes.length;
      next = batch.nextOffset;
    }
    return { records, sizeInBytes, startOffset: toOffset(start), nextOffset: toOffset(next) };
  }

  async #readFromDisk(request: LogReadRequest): Promise<LogSlice> {
    const { truncations } = this.log;
    const place = await this.#locate(request.startOffset);
    if (place === null) return emptySlice(request.startOffset);
    try {
      const slice = await this.surroundings.files.use(place.segment.logPath, 'existing', () =>
        this.#readAt(place, request),
      );
      return this.log.truncations === truncations ? slice : emptySlice(request.startOffset);
    } catch (error) {
      if (place.segment.isGone || this.log.truncations !== truncations) return emptySlice(request.startOffset);
      throw error;
    }
  }

  async #readAt(place: Place, request: LogReadRequest): Promise<LogSlice> {
    const { segment } = place;
    let { position, offsetMin } = place;
    let lengthMin = 0;
    while (position < segment.sizeInBytes) {
      // and the header behind, which vouches for the offsets of the last batch
      const wanted = Math.min(
        Math.max(request.bytesMax, READ_BYTES_MIN, lengthMin) + HEADER_BYTES,
        segment.sizeInBytes - position,
      );
      const lent = this.surroundings.readBuffers.lend(wanted);
      const chunk = await this.#readChunk(segment, position, lent.bytes);
      const picked = pickBatches(chunk, request, {
        name: `${segment.logPath} from ${position}`,
        offsetMin,
        offsetMax: segment.nextOffset,
        epochAt: (offset) => this.log.leaderEpochs.epochAt(offset),
      });
      if (picked.kind === 'slice') {
        const endPosition = position + picked.endPosition;
        this.#remember(picked.slice, { segment, position: endPosition, offsetMin: picked.slice.nextOffset });
        return { ...picked.slice, release: lent.release };
      }
      lent.release();
      if (picked.skippedBytes === 0 && (picked.lengthMin <= wanted || position + wanted === segment.sizeInBytes)) {
        throw corruptBytes(`${segment.logPath} at ${position}`, 'the file ends before its batches do');
      }
      position += picked.skippedBytes;
      offsetMin = picked.offsetMin;
      lengthMin = picked.lengthMin;
    }
    return emptySlice(request.startOffset);
  }

  async #readChunk(segment: Segment, position: number, target: Buffer): Promise<Buffer> {
    const count = await this.surroundings.files.use(segment.logPath, 'existing', (file) => file.read(target, position));
    return target.subarray(0, count);
  }

  #remember(slice: LogSlice, place: Place): void {
    if (slice.sizeInBytes === 0) return;
    this.#cursors.delete(slice.startOffset);
    this.#cursors.set(slice.nextOffset, place);
    if (this.#cursors.size <= CURSORS_MAX) return;
    for (const oldest of this.#cursors.keys()) {
      this.#cursors.delete(oldest);
      break;
    }
  }

  /** Forgets where readers stopped; after bytes were cut off or segments deleted. */
  forgetPlaces(): void {
    this.#cursors.clear();
  }

  /** The segment with the first batch that ends behind `offset`, by base offsets alone. */
  segmentIndexOf(offset: number): number {
    const { segments } = this.log;
    let low = 0;
    let high = segments.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((segments[middle]?.baseOffset ?? Infinity) <= offset) low = middle + 1;
      else high = middle;
    }
    const found = Math.max(0, low - 1);
    const segment = segments[found];
    return segment !== undefined && segment.nextOffset <= offset && found + 1 < segments.length ? found + 1 : found;
  }

  async #locate(offset: number): Promise<Place | null> {
    const cursor = this.#cursors.get(offset);
    if (cursor !== undefined && !cursor.segment.isGone && cursor.position < cursor.segment.sizeInBytes) return cursor;
    const segment = this.log.segments[this.segmentIndexOf(offset)];
    if (segment === undefined || segment.sizeInBytes === 0) return null;
    const { offsets } = await this.surroundings.indexes.indexesOf(segment, this.log.indexIntervalBytes);
    // A batch before the wanted one, where the index knows one: its end tells a false base offset of the wanted one.
    return { segment, position: offsets.lookup(offset - 1)?.position ?? 0, offsetMin: segment.baseOffset };
  }

  /** The first batch of a segment, from the one that holds `fromOffset` on, that `isWanted`; checked, copied out. Rejects with `YAK_STORAGE_CORRUPT`. */
  async find(
    segment: Segment,
    fromOffset: number,
    isWanted: (header: BatchHeader) => boolean,
  ): Promise<FoundBatch | null> {
    if (segment.sizeInBytes === 0) return null;
    const { offsets } = await this.surroundings.indexes.indexesOf(segment, this.log.indexIntervalBytes);
    const position = offsets.lookup(fromOffset)?.position ?? 0;
    const found: ScannedBatch[] = [];
    const request = {
      position,
      endPosition: segment.sizeInBytes,
      offsetMin: segment.baseOffset,
      depth: 'headers' as const,
    };
    return this.surroundings.files.use(segment.logPath, 'existing', async (file) => {
      const result = await scanBatches({ file, ...request }, (batch) => {
        if (nextOffset(batch.header) <= fromOffset || !isWanted(batch.header)) return true;
        found.push(batch);
        return false;
      });
      if (result.fault !== null) throw corruptBytes(`${segment.logPath} at ${result.position}`, result.fault);
      const batch = found[0];
      if (batch === undefined) return null;
      const bytes = Buffer.allocUnsafeSlow(batch.header.sizeInBytes);
      const count = await file.read(bytes, batch.position);
      const fault = checkBatch(bytes.subarray(0, count), 0, batch.header);
      if (fault !== null) throw corruptBytes(`${segment.logPath} at ${batch.position}`, fault);
      return { header: batch.header, bytes };
    });
  }
}
