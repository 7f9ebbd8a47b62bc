import { writeProducerSnapshot } from './producer-replay';
import type { LogTurns } from './log-turns';
import type { Segment } from './segment';
import { saveIndexes } from './segment-files';
import type { LogSurroundings } from './surroundings';

/** Saves the indexes of segments that have got their last bytes, behind the appends that go on; one at a time. */
export class SegmentEndings {
  /** segments that were rolled and are not saved yet */
  count = 0;
  #last: Promise<void> = Promise.resolve();

  /** @param saved told when everything up to the end of a segment is durable */
  constructor(
    private readonly surroundings: LogSurroundings,
    private readonly turns: Pick<LogTurns, 'guarded'>,
    private readonly saved: (segment: Segment) => void,
  ) {}

  /** Begins to save a segment; waits only for the one before it. */
  async begin(segment: Segment, producerSnapshot: Buffer): Promise<void> {
    await this.#last;
    this.#last = this.turns.guarded(() => this.#save(segment, producerSnapshot)).catch(() => undefined); // the directory is offline then
  }

  /** Resolves when those begun so far are saved, or the directory is offline. */
  settled(): Promise<void> {
    return this.#last;
  }

  async #save(segment: Segment, producerSnapshot: Buffer): Promise<void> {
    const { disk, files, indexes } = this.surroundings;
    if (segment.isCreated) await files.use(segment.logPath, 'existing', (file) => file.sync());
    await saveIndexes(disk, segment);
    await writeProducerSnapshot(disk, segment.directory, { offset: segment.nextOffset, bytes: producerSnapshot });
    await disk.syncDirectory(segment.directory);
    segment.isNameDurable = true;
    segment.isEnding = false;
    this.count -= 1;
    this.saved(segment);
    if (!segment.isGone) indexes.keep(segment);
  }
}
