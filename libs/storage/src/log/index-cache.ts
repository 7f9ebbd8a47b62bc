import type { Disk } from '../disk';
import type { OpenFiles } from '../open-files';
import type { Segment, SegmentIndexes } from './segment';
import { loadIndexes } from './segment-files';

/** Keeps the indexes of closed segments that were used last, by their size. */
export class IndexCache {
  /** In order of last use, oldest first. */
  readonly #segments = new Map<Segment, number>();
  #bytes = 0;

  /** @param bytesMax bytes of index entries kept in memory */
  constructor(
    private readonly disk: Disk,
    private readonly files: OpenFiles,
    private readonly bytesMax: number,
  ) {}

  /** The indexes of a segment, from memory or its files. Rejects with a StorageError. */
  async indexesOf(segment: Segment, indexIntervalBytes: number): Promise<SegmentIndexes> {
    if (segment.indexes !== null) {
      this.#touch(segment);
      return segment.indexes;
    }
    const indexes = await loadIndexes(this.disk, this.files, segment, indexIntervalBytes);
    segment.indexes ??= indexes;
    this.keep(segment);
    return indexes;
  }

  /** Takes a segment that has just been closed under the limit. */
  keep(segment: Segment): void {
    const { indexes } = segment;
    if (indexes === null || this.#segments.has(segment)) return;
    const bytes = indexes.offsets.table.bytes.length + indexes.times.table.bytes.length + indexes.aborted.length * 100;
    this.#segments.set(segment, bytes);
    this.#bytes += bytes;
    for (const oldest of this.#segments.keys()) {
      if (this.#bytes <= this.bytesMax) break;
      if (oldest !== segment) this.drop(oldest);
    }
  }

  /** Forgets the indexes of a closed segment. */
  drop(segment: Segment): void {
    const bytes = this.#segments.get(segment);
    if (bytes === undefined) return;
    this.#segments.delete(segment);
    this.#bytes -= bytes;
    segment.indexes = null;
  }

  /** A closed segment grows again: its indexes stay in memory. */
  release(segment: Segment): void {
    this.#bytes -= this.#segments.get(segment) ?? 0;
    this.#segments.delete(segment);
  }

  #touch(segment: Segment): void {
    const bytes = this.#segments.get(segment);
    if (bytes === undefined) return;
    this.#segments.delete(segment);
    this.#segments.set(segment, bytes);
  }
}
