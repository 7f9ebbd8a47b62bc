import { LeaderEpochs, ProducerStates } from '@yak/records';
import { checkpointNumbers, decodeCheckpoint } from '../directory/checkpoint-file';
import { StorageError } from '../storage-error';
import { finishSwaps } from './finish-swaps';
import { ProducerReplay } from './producer-replay';
import { type RecoveryFacts, recoverSegments } from './recover-segments';
import { scanBatches } from './scan-batches';
import { offsetStem, Segment } from './segment';
import { loadIndexes, removeIndexes } from './segment-files';
import type { LogSurroundings } from './surroundings';

/** What is known of a log before its files are looked at. */
export interface LoadRequest {
  readonly surroundings: LogSurroundings;
  /** the partition's directory */
  readonly directory: string;
  readonly names: readonly string[];
  readonly recoveryPoint: number;
  readonly logStartOffset: number;
  readonly wasClean: boolean;
  readonly indexIntervalBytes: number;
}

/** A log as its files tell it. */
export interface LoadedLog {
  readonly segments: Segment[];
  readonly logStartOffset: number;
  readonly recoveryPoint: number;
  readonly producers: ProducerStates;
  readonly leaderEpochs: LeaderEpochs;
  /** the leader-epoch checkpoint has to be written again */
  readonly areEpochsUnsaved: boolean;
  /** producer state or indexes on disk lag behind */
  readonly isUnsaved: boolean;
  /** null after a clean stop */
  readonly recovery: RecoveryFacts | null;
}

/** The leader-epoch checkpoint of a partition directory. */
export const LEADER_EPOCH_FILE = 'leader-epoch-checkpoint';

/** The base offset that a file name begins with, or null. */
export function offsetOfName(name: string, suffix: string): number | null {
  const match = /^(\d{20})\.(\w+)$/.exec(name);
  const offset = Number(match?.[1]);
  return match?.[2] === suffix && Number.isSafeInteger(offset) ? offset : null;
}

function offsetsOf(names: readonly string[], suffix: string): number[] {
  const offsets = names.map((name) => offsetOfName(name, suffix)).filter((offset) => offset !== null);
  return offsets.sort((one, other) => one - other);
}

/** Reads a log from its directory and recovers it where its last run did not end cleanly (PROTOCOL.md §4.4). */
export async function loadLog(request: LoadRequest): Promise<LoadedLog> {
  const names = await tidied(request);
  const segments = await dropBelow(request, await findSegments(request, names));
  const oldest = segments[0];
  const active = segments.at(-1);
  const logStartOffset = Math.max(request.logStartOffset, oldest?.baseOffset ?? 0);
  if (oldest === undefined || active === undefined) return emptyLog(request, logStartOffset);
  const wasTrusted = request.wasClean && (await resumeActive(request, active));
  const first = firstToRecover(request, segments, wasTrusted);
  return foldAndRecover(request, { names, segments, first, logStartOffset });
}

/** Index of the first segment to recover; behind the last one where none is. */
function firstToRecover(request: LoadRequest, segments: readonly Segment[], wasTrusted: boolean): number {
  if (wasTrusted) return segments.length;
  return request.wasClean ? segments.length - 1 : firstUnflushed(segments, request.recoveryPoint);
}

async function foldAndRecover(
  request: LoadRequest,
  found: {
    readonly names: readonly string[];
    readonly segments: Segment[];
    readonly first: number;
    readonly logStartOffset: number;
  },
): Promise<LoadedLog> {
  const { surroundings, directory, recoveryPoint, indexIntervalBytes } = request;
  const { files, indexes } = surroundings;
  const { names, segments, first, logStartOffset } = found;
  const foldedTo = segments[first]?.baseOffset ?? Infinity;
  const replay = new ProducerReplay(surroundings.disk, directory, offsetsOf(names, 'snapshot'));
  const producers = await replay.upTo(foldedTo, { segments, files, indexes, indexIntervalBytes });
  const checkpointed = await loadEpochs(request, names);
  const leaderEpochs = checkpointed ?? new LeaderEpochs();
  if (checkpointed === null) await foldEpochs(request, segments.slice(0, first), leaderEpochs);
  // What the checkpoint says of offsets that are walked again is not known to be true, and stands in the way of what is.
  leaderEpochs.truncateFromEnd(foldedTo);
  const isRecovered = first < segments.length;
  const recovery = isRecovered
    ? await recoverSegments({
        surroundings,
        segments,
        first,
        recoveryPoint,
        indexIntervalBytes,
        producers,
        leaderEpochs,
      })
    : null;

  const logEndOffset = endOf(segments);
  if (logEndOffset < logStartOffset) return restartedAt(request, { segments, logStartOffset, recovery });
  const wereEpochsCut = leaderEpochs.truncateFromEnd(logEndOffset);
  leaderEpochs.truncateFromStart(logStartOffset);
  await replay.removeAbove(logEndOffset);
  return {
    segments,
    logStartOffset,
    recoveryPoint: isRecovered ? Math.min(recoveryPoint, logEndOffset) : logEndOffset,
    producers,
    leaderEpochs,
    areEpochsUnsaved: wereEpochsCut || checkpointed === null || isRecovered,
    isUnsaved: isRecovered || replay.hasReplayed,
    recovery,
  };
}

function endOf(segments: readonly Segment[]): number {
  return segments.at(-1)?.nextOffset ?? 0;
}

/** Removes what an interrupted deletion, roll or checkpoint left; finishes swaps. Returns the names that stay. */
async function tidied(request: LoadRequest): Promise<string[]> {
  const { disk } = request.surroundings;
  const stay: string[] = [];
  for (const name of request.names) {
    if (name.endsWith('.deleted') || name.endsWith('.tmp')) await disk.removeFile(`${request.directory}/${name}`);
    else stay.push(name);
  }
  return finishSwaps(request.surroundings, request.directory, stay);
}

async function findSegments(request: LoadRequest, names: readonly string[]): Promise<Segment[]> {
  const { disk } = request.surroundings;
  const bases = offsetsOf(names, 'log');
  for (const name of names) {
    const base = offsetOfName(name, 'index') ?? offsetOfName(name, 'timeindex') ?? offsetOfName(name, 'txnindex');
    if (base !== null && !bases.includes(base)) await disk.removeFile(`${request.directory}/${name}`);
  }
  const segments: Segment[] = [];
  for (const [i, base] of bases.entries()) {
    const segment = new Segment(request.directory, base, request.surroundings.clock.wallMs());
    const stat = await disk.stat(segment.logPath);
    segment.sizeInBytes = stat?.sizeInBytes ?? 0;
    segment.isCreated = true;
    segment.isNameDurable = true;
    segment.hasTransactionFile = names.includes(`${offsetStem(base)}.txnindex`);
    segment.nextOffset = bases[i + 1] ?? base;
    segment.indexes = null;
    segment.isTimestampKnown = false;
    segments.push(segment);
  }
  return segments;
}

/** Segments wholly below the log start were being deleted. */
async function dropBelow(request: LoadRequest, segments: readonly Segment[]): Promise<Segment[]> {
  const isKept = (_: Segment, i: number): boolean => (segments[i + 1]?.baseOffset ?? Infinity) > request.logStartOffset;
  for (const segment of segments.filter((each, i) => !isKept(each, i))) {
    await request.surroundings.disk.removeFile(segment.logPath);
    await removeIndexes(request.surroundings.disk, segment);
  }
  return segments.filter(isKept);
}

/** The first segment that may hold an offset at or above the recovery point; the last one is always looked at. */
function firstUnflushed(segments: readonly Segment[], recoveryPoint: number): number {
  const index = segments.findIndex((_, i) => (segments[i + 1]?.baseOffset ?? Infinity) > recoveryPoint);
  return index < 0 ? segments.length - 1 : index;
}

/** Brings the growing segment's end into memory. False where its files do not fit each other: then it is as it was, to be recovered. */
async function resumeActive(request: LoadRequest, segment: Segment): Promise<boolean> {
  const { sizeInBytes } = segment;
  if (sizeInBytes === 0) {
    segment.reset();
    segment.hasUnsavedIndexes = false;
    return true;
  }
  try {
    if (await resumeFromIndexes(request, segment)) return true;
  } catch (error) {
    if (!(error instanceof StorageError) || error.code !== 'YAK_STORAGE_CORRUPT') throw error;
  }
  segment.reset();
  segment.sizeInBytes = sizeInBytes;
  return false;
}

/** Walks the few batches behind the last index entry. False where they do not end with the file. */
async function resumeFromIndexes(request: LoadRequest, segment: Segment): Promise<boolean> {
  const { disk, files } = request.surroundings;
  const endPosition = segment.sizeInBytes;
  const indexes = await loadIndexes(disk, files, segment, request.indexIntervalBytes);
  segment.indexes = indexes;
  const position = indexes.offsets.last?.position ?? 0;
  return files.use(segment.logPath, 'existing', async (file) => {
    let isFirst = true;
    const result = await scanBatches(
      { file, position, endPosition, offsetMin: segment.baseOffset, depth: 'headers' },
      (batch) => {
        if (isFirst) segment.resume(batch.header, batch.position);
        else segment.add(batch.header, request.indexIntervalBytes);
        isFirst = false;
        return true;
      },
    );
    await scanBatches({ file, position: 0, endPosition, offsetMin: 0, depth: 'headers' }, ({ header }) => {
      segment.firstTimestampMs = header.maxTimestamp;
      return false;
    });
    segment.isTimestampKnown = true;
    segment.hasUnsavedIndexes ||= indexes.offsets.table.unpersisted.length + indexes.times.table.unpersisted.length > 0;
    return result.fault === null;
  });
}

/** From the checkpoint; null where it is missing, or unreadable, beside batches: then the log tells them. */
async function loadEpochs(request: LoadRequest, names: readonly string[]): Promise<LeaderEpochs | null> {
  if (!names.includes(LEADER_EPOCH_FILE)) return null;
  const path = `${request.directory}/${LEADER_EPOCH_FILE}`;
  const content = (await request.surroundings.disk.readWholeFile(path)) ?? Buffer.alloc(0);
  try {
    const entries = decodeCheckpoint(content, path).map((line) => {
      const [epoch, startOffset] = checkpointNumbers(line, 2, path);
      return { epoch: epoch ?? 0, startOffset: startOffset ?? 0 };
    });
    return new LeaderEpochs(entries);
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    request.surroundings.logger.log('warn', 'leader epoch checkpoint is unreadable, rebuilding it from the log', {
      path,
    });
    return null;
  }
}

async function foldEpochs(request: LoadRequest, segments: readonly Segment[], epochs: LeaderEpochs): Promise<void> {
  for (const segment of segments) {
    if (segment.sizeInBytes === 0) continue;
    await request.surroundings.files.use(segment.logPath, 'existing', (file) =>
      scanBatches(
        { file, position: 0, endPosition: segment.sizeInBytes, offsetMin: segment.baseOffset, depth: 'headers' },
        ({ header }) => {
          if (header.partitionLeaderEpoch >= 0) epochs.assign(header.partitionLeaderEpoch, header.baseOffset);
          return true;
        },
      ),
    );
  }
}

function emptyLog(request: LoadRequest, startOffset: number): LoadedLog {
  return {
    segments: [new Segment(request.directory, startOffset, request.surroundings.clock.wallMs())],
    logStartOffset: startOffset,
    recoveryPoint: startOffset,
    producers: new ProducerStates(),
    leaderEpochs: new LeaderEpochs(),
    areEpochsUnsaved: request.names.includes(LEADER_EPOCH_FILE),
    isUnsaved: false,
    recovery: null,
  };
}

/** The log ends before it starts: nothing of it may be read, so it begins anew at its start. */
async function restartedAt(
  request: LoadRequest,
  found: { segments: readonly Segment[]; logStartOffset: number; recovery: RecoveryFacts | null },
): Promise<LoadedLog> {
  const { disk, files } = request.surroundings;
  for (const segment of found.segments) {
    await files.forget(segment.logPath);
    await disk.removeFile(segment.logPath);
    await removeIndexes(disk, segment);
  }
  for (const name of request.names.filter((each) => each.endsWith('.snapshot')))
    await disk.removeFile(`${request.directory}/${name}`);
  const log = emptyLog(request, found.logStartOffset);
  return { ...log, areEpochsUnsaved: true, isUnsaved: true, recovery: found.recovery };
}
