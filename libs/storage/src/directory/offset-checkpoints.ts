import type { Logger } from '@yak/base';
import type { Disk } from '../disk';
import { StorageError } from '../storage-error';
import { Coalesced } from './coalesced';
import { decodeOffsets, encodeCheckpoint } from './checkpoint-file';
import { writeDurably } from './write-durably';

/** The checkpoints of a log directory by what they keep. */
export const OFFSET_CHECKPOINTS = {
  recoveryPoint: 'recovery-point-offset-checkpoint',
  highWatermark: 'replication-offset-checkpoint',
  logStart: 'log-start-offset-checkpoint',
  cleaned: 'cleaner-offset-checkpoint',
} as const;

/** One of the four. */
export type OffsetCheckpoint = keyof typeof OFFSET_CHECKPOINTS;

/** A log as the checkpoints name it. */
export interface CheckpointedLog {
  readonly topic: string;
  readonly partition: number;
  /** the offset to be kept; 0 is left out */
  offsetOf(checkpoint: OffsetCheckpoint): number;
}

/** Writes the four checkpoint files of a directory whole, each write shared by all who ask for it meanwhile. */
export class OffsetCheckpoints {
  readonly #writes: Readonly<Record<OffsetCheckpoint, Coalesced>>;

  constructor(
    private readonly disk: Disk,
    private readonly path: string,
    private readonly logs: () => Iterable<CheckpointedLog>,
  ) {
    const coalesced = (checkpoint: OffsetCheckpoint): Coalesced => new Coalesced(() => this.#write(checkpoint));
    this.#writes = {
      recoveryPoint: coalesced('recoveryPoint'),
      highWatermark: coalesced('highWatermark'),
      logStart: coalesced('logStart'),
      cleaned: coalesced('cleaned'),
    };
  }

  /** The offsets as they are now, durable when it resolves. */
  write(checkpoint: OffsetCheckpoint): Promise<void> {
    return this.#writes[checkpoint].request();
  }

  async #write(checkpoint: OffsetCheckpoint): Promise<void> {
    const lines: string[] = [];
    for (const log of this.logs()) {
      const offset = log.offsetOf(checkpoint);
      if (offset > 0) lines.push(`${log.topic} ${log.partition} ${offset}`);
    }
    await writeDurably(this.disk, `${this.path}/${OFFSET_CHECKPOINTS[checkpoint]}`, encodeCheckpoint(lines));
  }

  /**
   * Offsets by `topicPartitionKey`. A missing or unreadable file has none: an absent recovery point recovers more, an absent
   * high watermark is found anew by the replica, an absent log start is the first segment's base, an absent
   * cleaned offset cleans all of the log again.
   */
  async read(checkpoint: OffsetCheckpoint, logger: Logger): Promise<ReadonlyMap<string, number>> {
    const path = `${this.path}/${OFFSET_CHECKPOINTS[checkpoint]}`;
    const content = await this.disk.readWholeFile(path);
    if (content === null) return new Map();
    try {
      return decodeOffsets(content, path);
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      logger.log('warn', 'a checkpoint is unreadable and taken as absent', { path, error });
      return new Map();
    }
  }
}
