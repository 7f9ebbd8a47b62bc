import {
  type AbortedTransaction,
  CorruptBatch,
  deleteHorizonOf,
  emptiedBatch,
  isControl,
  lastOffset,
  type ProducerStates,
  rebuildBatch,
  sieveBatch,
} from '@yak/records';
import { DECOMPRESSED_BYTES_MAX } from './build-key-map';
import type { KeyMap } from './key-map';
import { isLastOfProducer, markerFate } from './rules/batch-fate';
import { recordFate } from './rules/record-fate';
import type { TransactionTrail } from './transaction-trail';
import type { StoredBatch } from './walk-segment';

/** What holds for all batches of a pass. */
export interface CleaningRound {
  readonly keys: Pick<KeyMap, 'newestOffset'>;
  /** the key map knows the records below; exclusive */
  readonly mapEndOffset: number;
  readonly trail: TransactionTrail;
  readonly producers: Pick<ProducerStates, 'entryOf'>;
  readonly nowMs: number;
  readonly deleteRetentionMs: number;
  /** batches of data met so far that could not be read */
  readonly unread: { count: number };
}

/** What becomes of a batch. */
export interface CleanedBatch {
  /** the bytes that stay, those of the batch itself where nothing changed; null: it goes */
  readonly bytes: Buffer | null;
  /** records dropped because they have no key */
  readonly keylessCount: number;
  /** the aborted transaction that a kept marker ends and that has data left */
  readonly aborted: AbortedTransaction | null;
}

/** What compaction leaves of one batch. */
export async function cleanBatch(batch: StoredBatch, round: CleaningRound): Promise<CleanedBatch> {
  const { header, bytes } = batch;
  if (isControl(header)) return cleanMarker(batch, round);
  round.trail.metData(header);
  const kept = header.recordsCount === 0 ? { bytes: null, keylessCount: 0 } : await cleanRecords(batch, round);
  return { aborted: null, keylessCount: kept.keylessCount, bytes: kept.bytes ?? emptyFor(bytes, batch, round) };
}

async function cleanRecords(
  { header, bytes }: StoredBatch,
  round: CleaningRound,
): Promise<Pick<CleanedBatch, 'bytes' | 'keylessCount'>> {
  const deleteHorizonMs = deleteHorizonOf(header);
  const hasUnreadBefore = round.unread.count > 0;
  const facts = { ...round, isAborted: round.trail.isAborted(header), deleteHorizonMs, hasUnreadBefore };
  let keylessCount = 0;
  let tombstones = 0;
  try {
    const sieved = await sieveBatch(bytes, { decompressedBytesMax: DECOMPRESSED_BYTES_MAX }, (record) => {
      const { keyBytes, keyStart, offset, hasValue } = record;
      const newestOffset = keyBytes === null ? null : round.keys.newestOffset(record.bytes, keyStart, keyBytes);
      const fate = recordFate({ offset, hasKey: keyBytes !== null, hasValue, newestOffset }, facts);
      if (fate === 'keyless') keylessCount += 1;
      if (fate === 'tombstone') tombstones += 1;
      return fate === 'stays' || fate === 'tombstone';
    });
    const horizonMs = tombstones > 0 && deleteHorizonMs === null ? round.nowMs + round.deleteRetentionMs : null;
    if (sieved.keptCount === 0) return { bytes: null, keylessCount };
    const isWhole = sieved.keptCount === header.recordsCount && horizonMs === null;
    return { bytes: isWhole ? bytes : await rebuildBatch(bytes, sieved, horizonMs), keylessCount };
  } catch (error) {
    if (!(error instanceof CorruptBatch)) throw error;
    round.unread.count += 1;
    return { bytes, keylessCount: 0 }; // its CRC holds: what the producer sent stays, readable or not
  }
}

async function cleanMarker(batch: StoredBatch, round: CleaningRound): Promise<CleanedBatch> {
  const { header, bytes } = batch;
  const { hasData, aborted } = round.trail.metMarker(header);
  const left = { keylessCount: 0, aborted: hasData ? aborted : null };
  if (header.recordsCount === 0) return { ...left, bytes: emptyFor(bytes, batch, round) };
  const fate = markerFate({ hasData, deleteHorizonMs: deleteHorizonOf(header) }, round.nowMs);
  if (fate === 'stays') return { ...left, bytes };
  if (fate === 'expired') return { ...left, bytes: emptyFor(bytes, batch, round) };
  const sieved = await sieveBatch(bytes, { decompressedBytesMax: DECOMPRESSED_BYTES_MAX }, () => true);
  return { ...left, bytes: await rebuildBatch(bytes, sieved, round.nowMs + round.deleteRetentionMs) };
}

/** The header alone where the log's knowledge of its producer rests on it. */
function emptyFor(bytes: Buffer, { header }: StoredBatch, { producers }: CleaningRound): Buffer | null {
  const entry = header.producerId < 0 ? null : producers.entryOf(header.producerId);
  const producer = entry && {
    lastDataOffset: entry.batches.at(-1)?.lastOffset ?? null,
    producerEpoch: entry.producerEpoch,
  };
  const facts = { lastOffset: lastOffset(header), isControl: isControl(header), producerEpoch: header.producerEpoch };
  if (!isLastOfProducer(facts, producer)) return null;
  return header.recordsCount === 0 ? bytes : emptiedBatch(bytes);
}
