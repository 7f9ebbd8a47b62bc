import { isControl, ProducerStates } from '@yak/records';
import { writeDurably } from '../directory/write-durably';
import type { Disk } from '../disk';
import { corruptBytes } from './pick-batches';
import { recallBatches, type WalkedLog } from './producer-recall';
import { scanBatches } from './scan-batches';
import { offsetStem } from './segment';

/** Writes a producer snapshot; it holds for everything before `offset`. Losing it costs a longer replay only. */
export async function writeProducerSnapshot(
  disk: Disk,
  directory: string,
  snapshot: { readonly offset: number; readonly bytes: Buffer },
): Promise<void> {
  await writeDurably(disk, `${directory}/${offsetStem(snapshot.offset)}.snapshot`, snapshot.bytes, false);
}

/** Builds producer states from the newest fitting snapshot, the batches behind it and the few before it that their windows need. */
export class ProducerReplay {
  /** whether batches had to be read */
  hasReplayed = false;

  /** @param offsets of the snapshots that there are, rising */
  constructor(
    private readonly disk: Disk,
    private readonly directory: string,
    private readonly offsets: readonly number[],
  ) {}

  /** The states after all batches before `endOffset`. Rejects with a StorageError. */
  async upTo(endOffset: number, log: WalkedLog): Promise<ProducerStates> {
    const { segments, files } = log;
    const logEnd = segments.at(-1)?.nextOffset ?? 0;
    const { states, offset } = await this.#newest(
      Math.min(endOffset, Math.max(logEnd, segments.at(-1)?.baseOffset ?? 0)),
    );
    if (!states.isEmpty) await recallBatches(states, offset, log);
    for (const segment of segments) {
      const isNeeded = segment.sizeInBytes > 0 && segment.nextOffset > offset && segment.baseOffset < endOffset;
      if (!isNeeded) continue;
      this.hasReplayed = true;
      const request = {
        position: 0,
        endPosition: segment.sizeInBytes,
        offsetMin: segment.baseOffset,
        depth: 'bytes' as const,
      };
      const result = await files.use(segment.logPath, 'existing', (file) =>
        scanBatches({ file, ...request }, ({ header, bytes }) => {
          if (header.baseOffset >= endOffset) return false;
          if (header.baseOffset >= offset)
            states.apply(header, isControl(header) && bytes !== null ? bytes : undefined);
          return true;
        }),
      );
      if (result.fault !== null) throw corruptBytes(`${segment.logPath} at ${result.position}`, result.fault);
    }
    return states;
  }

  async #newest(offsetMax: number): Promise<{ states: ProducerStates; offset: number }> {
    for (const offset of [...this.offsets].reverse()) {
      if (offset > offsetMax) continue;
      const bytes = await this.disk.readWholeFile(this.#path(offset));
      const states = bytes === null ? null : ProducerStates.fromSnapshot(bytes);
      if (states !== null) return { states, offset };
      await this.disk.removeFile(this.#path(offset));
    }
    return { states: new ProducerStates(), offset: 0 };
  }

  #path(offset: number): string {
    return `${this.directory}/${offsetStem(offset)}.snapshot`;
  }

  /** Removes snapshots of a longer log. */
  async removeAbove(endOffset: number): Promise<void> {
    for (const offset of this.offsets) if (offset > endOffset) await this.disk.removeFile(this.#path(offset));
  }
}
