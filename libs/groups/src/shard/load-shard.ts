import type { Clock } from '@yak/base';
import { isRefusal } from '@yak/model';
import type { GroupLog } from '../ports';
import { batchesIn, type GroupRecordReader, readGroupBatch } from '../records/group-batch';

/** Batches between two looks at the rest of the world: a few ms of work. */
const BATCHES_AT_ONCE = 200;

/** What was read. */
export interface LoadedShard {
  readonly records: number;
  /** Records of types that are not known here. */
  readonly skipped: number;
  /** In ms. */
  readonly tookMs: number;
}

/** What a load needs beside the log. */
export interface LoadOptions {
  readonly reader: Omit<GroupRecordReader, 'skip'>;
  /** Bytes of one read, ≥ 1 (offsets.load.buffer.size). */
  readonly bytes: number;
  /** Whether what was loaded is still wanted; asked after every wait. */
  readonly isWanted: () => boolean;
  readonly clock: Clock;
}

/** The log could not be read to its end; the message says why. */
export class LoadFailure extends Error {
  readonly code = 'YAK_GROUPS_LOAD';
  constructor(message: string) {
    super(message);
    this.name = 'LoadFailure';
  }
}

/**
 * Reads a log from its start to its end into `reader`, and waits until all of it is committed, so that nobody is served
 * what a later leader may not have.
 * @returns null where it was not wanted any more
 * Throws LoadFailure, StorageError, CorruptBatch, MalformedRequest, and what the reader throws.
 */
export async function loadShard(log: GroupLog, options: LoadOptions): Promise<LoadedShard | null> {
  const startedMs = options.clock.monotonicMs();
  let records = 0;
  let skipped = 0;
  const reader: GroupRecordReader = {
    replay: (record, position) => {
      records += 1;
      options.reader.replay(record, position);
    },
    endTransaction: (producerId, type) => options.reader.endTransaction(producerId, type),
    skip: () => {
      skipped += 1;
    },
  };
  let position = log.logStartOffset;
  let batches = 0;
  while (options.isWanted() && position < log.logEndOffset) {
    const slice = await log.read(position, options.bytes);
    if (isRefusal(slice)) throw new LoadFailure(slice.detail);
    if (slice.records.length === 0) break;
    for (const batch of slice.records.flatMap((bytes) => [...batchesIn(bytes)])) {
      if (!options.isWanted()) return null;
      await readGroupBatch(batch, position, reader);
      batches += 1;
      if (batches % BATCHES_AT_ONCE === 0) await new Promise<void>((resume) => options.clock.nextTurn(resume));
    }
    position = slice.nextOffset;
  }
  if (!options.isWanted()) return null;
  const refused = await log.committed(position);
  if (!options.isWanted()) return null;
  if (refused !== null) throw new LoadFailure(refused.detail);
  return { records, skipped, tookMs: options.clock.monotonicMs() - startedMs };
}
