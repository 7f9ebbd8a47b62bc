import { leaderEpoch, partitionIndex } from '@yak/model';
import {
  type BatchHeader,
  type Codec,
  decodeRecords,
  encodeBatch,
  encodeTransactionMarker,
  isControl,
  isTransactional,
  lastOffset,
  nextOffset,
  placeBatch,
  type ProducedBatch,
  type RecordInput,
  readBatchHeader,
} from '@yak/records';
import {
  type CleanerSettings,
  defaultCleanerSettings,
  defaultLogSettings,
  type LogDirectory,
  type LogSettings,
  type PartitionLog,
  verifyLog,
} from '@yak/storage';
import { DATA, SimulatedStorage, TOPIC_ID } from './simulated-storage';

/** A record to append; null: a tombstone. */
export interface KeyedRecord {
  readonly key: string;
  readonly value: string | null;
}

/** Who appends. */
export interface Appending {
  readonly codec?: Codec;
  readonly producerId?: number;
  readonly isTransactional?: boolean;
}

/** A record as a reader of committed records gets it. */
export interface SeenRecord extends KeyedRecord {
  readonly offset: number;
  readonly timestampMs: number;
}

/** A batch as it is read. */
export interface SeenBatch {
  readonly header: BatchHeader;
  readonly records: readonly SeenRecord[];
  readonly isAborted: boolean;
}

interface Expected extends SeenRecord {
  readonly producerId: number | null;
  fate: 'open' | 'committed' | 'aborted';
}

const CLEANER_BACKOFF_MS = 1000;

export const COMPACTED: LogSettings = {
  ...defaultLogSettings,
  segmentBytes: 500,
  indexIntervalBytes: 100,
  cleanupPolicy: ['compact'],
  minCleanableDirtyRatio: 0,
  deleteRetentionMs: 10_000,
  fileDeleteDelayMs: 0,
};

/** One compacted log on a simulated disk, beside a model of what was appended to it. */
export class CompactedLog {
  readonly storage: SimulatedStorage;
  readonly #expected: Expected[] = [];
  readonly #sequences = new Map<number, number>();
  /** newest batch of each producer, to be sent again */
  readonly #lastSent = new Map<number, BatchHeader>();
  readonly #settings: LogSettings;
  readonly #cleaner: CleanerSettings;
  #directory: LogDirectory | null = null;
  /** what a restart is told, as the replica would find it again */
  #endOffset = 0;

  constructor(seed: string | number, settings: Partial<LogSettings> = {}, cleaner: Partial<CleanerSettings> = {}) {
    this.storage = new SimulatedStorage(seed);
    this.#settings = { ...COMPACTED, ...settings };
    this.#cleaner = { ...defaultCleanerSettings, backoffMs: CLEANER_BACKOFF_MS, ...cleaner };
  }

  get log(): PartitionLog {
    const log = this.#directory?.logs.get('orders-0')?.log;
    if (log === undefined) throw new Error('the log is gone');
    return log;
  }

  async open(): Promise<void> {
    const { storage } = this;
    this.#directory = await storage.open({ settings: this.#settings, cleaner: this.#cleaner });
    const what = { topicId: TOPIC_ID, topic: 'orders', partition: partitionIndex(0), settings: this.#settings };
    const log = await storage.run(this.#directory.createLog(what));
    if (log.logEndOffset !== this.#endOffset) throw new Error(`${this.#endOffset} appended, ${log.logEndOffset} found`);
    log.setHighWatermark(log.logEndOffset);
  }

  async close(): Promise<void> {
    if (this.#directory !== null) await this.storage.run(this.#directory.close({ brokerEpoch: 1 }));
    this.#directory = null;
  }

  get isOffline(): boolean {
    return this.#directory?.isOffline ?? true;
  }

  async delete(): Promise<void> {
    if (this.#directory !== null) await this.storage.run(this.#directory.deleteLog('orders', partitionIndex(0)));
  }

  async restart(): Promise<void> {
    await this.close();
    await this.open();
  }

  /** Power is cut. */
  async crash(): Promise<void> {
    this.storage.disk.crash();
    await this.open();
  }

  /** Lets the cleaner come round, and all that waits with it. */
  clean(): Promise<void> {
    return this.storage.pass(2.5 * CLEANER_BACKOFF_MS);
  }

  pass(durationMs: number): Promise<void> {
    return this.storage.pass(durationMs);
  }

  async append(records: readonly KeyedRecord[], how: Appending = {}): Promise<void> {
    const timestampMs = this.storage.clock.wallMs();
    const { producerId = null, isTransactional: isInTransaction = false, codec = 'none' } = how;
    const baseSequence = this.#sequences.get(producerId ?? -1) ?? 0;
    const bytes = await encodeBatch({
      codec,
      records: records.map((record, i) => written(record, timestampMs + i)),
      ...(producerId === null ? {} : { producer: { producerId, producerEpoch: 0, baseSequence } }),
      isTransactional: isInTransaction,
    });
    if (!Buffer.isBuffer(bytes)) throw new Error('this Node cannot write the codec');
    const header = await this.#append(bytes);
    for (const [i, { key, value }] of records.entries()) {
      const place = { offset: header.baseOffset + i, timestampMs: timestampMs + i };
      this.#expected.push({ key, value, ...place, producerId, fate: isInTransaction ? 'open' : 'committed' });
    }
    if (producerId === null) return;
    this.#sequences.set(producerId, baseSequence + records.length);
    this.#lastSent.set(producerId, { ...header });
  }

  async endTransaction(producerId: number, type: 'abort' | 'commit'): Promise<void> {
    const producer = { producerId, producerEpoch: 0 };
    await this.#append(encodeTransactionMarker({ type, coordinatorEpoch: 1 }, producer, this.storage.clock.wallMs()));
    for (const record of this.#expected) {
      if (record.producerId !== producerId || record.fate !== 'open') continue;
      record.fate = type === 'abort' ? 'aborted' : 'committed';
    }
  }

  async #append(bytes: Buffer): Promise<BatchHeader> {
    const header = readBatchHeader(bytes);
    if (header === null) throw new Error('a batch has a header');
    const batch: ProducedBatch = { bytes, header };
    placeBatch(batch, { baseOffset: this.log.nextOffset, leaderEpoch: leaderEpoch(1) });
    const verdict = isControl(header) ? null : this.log.producers.check(header, 'client');
    if (verdict !== null && (!('kind' in verdict) || verdict.kind !== 'append'))
      throw new Error(`refused: ${JSON.stringify(verdict)}`);
    this.log.append(batch);
    await this.storage.run(this.log.flush());
    this.log.setHighWatermark(this.log.logEndOffset);
    this.#endOffset = nextOffset(header);
    return header;
  }

  /** All batches below the last stable offset, read from the start in small pieces. */
  async batches(): Promise<SeenBatch[]> {
    const { log, storage } = this;
    const endOffsetExclusive = log.lastStableOffset;
    const range = { startOffset: log.logStartOffset, endOffsetExclusive };
    const aborted = await storage.run(log.abortedTransactions(range));
    const seen: SeenBatch[] = [];
    for (let at = log.logStartOffset; at < endOffsetExclusive;) {
      const reading = log.read({ startOffset: at, endOffsetExclusive, bytesMax: 700, wholeFirstBatch: true });
      const slice = await storage.run(Promise.resolve(reading));
      if (slice.records.length === 0) throw new Error(`nothing at ${at} before ${endOffsetExclusive}`);
      for (const bytes of slice.records.flatMap(split)) seen.push(await this.#seen(bytes, aborted));
      at = slice.nextOffset;
    }
    return seen;
  }

  async #seen(
    bytes: Buffer,
    aborted: readonly { producerId: number; firstOffset: number; lastOffset: number }[],
  ): Promise<SeenBatch> {
    const header = readBatchHeader(bytes);
    if (header === null) throw new Error('a batch has a header');
    const records = await decodeRecords(bytes, { decompressedBytesMax: 1_000_000 });
    const isAborted = aborted.some(
      ({ producerId, firstOffset, lastOffset: end }) =>
        isTransactional(header) &&
        producerId === header.producerId &&
        header.baseOffset >= firstOffset &&
        header.baseOffset <= end,
    );
    return {
      header,
      isAborted,
      records: records.map(({ offset, timestampMs, key, value }) => ({
        ...{ offset, timestampMs, key: key?.toString() ?? '' },
        value: value?.toString() ?? null,
      })),
    };
  }

  /** Why what a reader of committed records sees is not what was appended, or null. */
  async fault(): Promise<string | null> {
    const batches = await this.batches();
    const end = this.log.lastStableOffset;
    const seen = batches
      .filter(({ header, isAborted }) => !isAborted && !isControl(header))
      .flatMap((batch) => batch.records);
    return (
      orderFault(batches, end) ??
      this.#contentFault(seen) ??
      this.#newestFault(seen, end) ??
      (await this.#timesFault(seen)) ??
      this.#producersFault()
    );
  }

  #contentFault(seen: readonly SeenRecord[]): string | null {
    const byOffset = new Map(this.#expected.map((record) => [record.offset, record]));
    for (const record of seen) {
      const { key, value, timestampMs, fate } = byOffset.get(record.offset) ?? {};
      const isSame = key === record.key && value === record.value && timestampMs === record.timestampMs;
      if (!isSame) return `offset ${record.offset} reads ${JSON.stringify(record)}`;
      if (fate !== 'committed') return `offset ${record.offset} is ${fate} and was read`;
    }
    return null;
  }

  /** What a reader ends up with, key by key. */
  #newestFault(seen: readonly SeenRecord[], end: number): string | null {
    const wanted = this.#expected.filter(({ fate, offset }) => fate === 'committed' && offset < end);
    const [expected, found] = [newestByKey(wanted), newestByKey(seen)];
    for (const key of new Set([...expected.keys(), ...found.keys()])) {
      if (expected.get(key) !== found.get(key)) return `key ${key} is ${found.get(key)}, not ${expected.get(key)}`;
    }
    return null;
  }

  /** A search by time finds what a walk over all records finds, unless the cleaner took something away between the two. */
  async #timesFault(seen: readonly SeenRecord[]): Promise<string | null> {
    const { log, storage } = this;
    if (log.lastStableOffset < log.logEndOffset) return null;
    const middleMs = seen[Math.floor(seen.length / 2)]?.timestampMs ?? 0;
    for (let before = await this.#walkByTime(middleMs); ;) {
      const found = [
        await storage.run(log.offsetForTimestamp(middleMs)),
        await storage.run(log.offsetOfMaxTimestamp()),
      ].map(offsetOrNone);
      const after = await this.#walkByTime(middleMs);
      if (String(found) === String(after)) return null;
      if (String(before) === String(after)) return `by time ${String(found)}, by a walk ${String(after)}`;
      before = after; // each turn needs another swap, and there are only so many
    }
  }

  async #walkByTime(timestampMs: number): Promise<string[]> {
    const all = (await this.batches()).flatMap(({ records }) => records);
    const latestMs = Math.max(-1, ...all.map((record) => record.timestampMs));
    return [
      all.find((record) => record.timestampMs >= timestampMs),
      all.find((record) => record.timestampMs === latestMs),
    ].map(offsetOrNone);
  }

  /** A batch sent again is known again, and the next one fits. */
  #producersFault(): string | null {
    for (const [producerId, last] of this.#lastSent) {
      const again = this.log.producers.check(last, 'client');
      const isKnown = 'kind' in again && again.kind === 'duplicate' && again.baseOffset === last.baseOffset;
      if (!isKnown) return `producer ${producerId}: its last batch is not known again: ${JSON.stringify(again)}`;
    }
    return null;
  }

  /** What a verification of the files finds. The log is closed and opened again. */
  async filesFault(): Promise<string | null> {
    await this.close();
    const { findings } = await this.storage.run(verifyLog(this.storage.disk.process(), `${DATA}/orders-0`));
    await this.open();
    return findings.length === 0 ? null : JSON.stringify(findings);
  }

  /** Records in the log, whatever their fate. */
  async count(): Promise<number> {
    return (await this.batches()).reduce((sum, { records }) => sum + records.length, 0);
  }

  /** Names in the log's directory. */
  names(): string[] {
    const prefix = `${DATA}/orders-0/`;
    return this.storage.disk
      .paths()
      .filter((path) => path.startsWith(prefix))
      .map((path) => path.slice(prefix.length));
  }
}

function written({ key, value }: KeyedRecord, timestampMs: number): RecordInput {
  const headers = [{ key: 'h', value: Buffer.from(key) }];
  return { timestampMs, key: Buffer.from(key), value: value === null ? null : Buffer.from(value), headers };
}

function offsetOrNone(found: { readonly offset: number } | null | undefined): string {
  return String(found?.offset ?? 'none');
}

function newestByKey(records: readonly SeenRecord[]): Map<string, string> {
  const newest = new Map<string, string>();
  for (const { key, value } of records) {
    if (value === null) newest.delete(key);
    else newest.set(key, value);
  }
  return newest;
}

function orderFault(batches: readonly SeenBatch[], end: number): string | null {
  let at = -1;
  for (const { header, records } of batches) {
    for (const { offset } of records) {
      if (offset <= at) return `offset ${offset} behind ${at}`;
      at = offset;
    }
    if (lastOffset(header) < at) return `a batch ends at ${lastOffset(header)} behind ${at}`;
    at = lastOffset(header);
  }
  return at < end ? null : `offset ${at} at or above ${end}`;
}

function split(bytes: Buffer): Buffer[] {
  const batches: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const header = readBatchHeader(bytes, at);
    if (header === null) throw new Error('no header');
    batches.push(bytes.subarray(at, at + header.sizeInBytes));
    at += header.sizeInBytes;
  }
  return batches;
}

/** A log with superseded records, a tombstone, an aborted transaction and compressed batches, in several segments. */
export async function filledLog(
  seed: string,
  settings: Partial<LogSettings> = {},
  cleaner: Partial<CleanerSettings> = {},
): Promise<CompactedLog> {
  const compacted = new CompactedLog(seed, settings, cleaner);
  await compacted.open();
  for (let round = 0; round < 8; round += 1) {
    await compacted.append([
      { key: 'a', value: `a${round}` },
      { key: 'b', value: `b${round}` },
      { key: `once${round}`, value: 'x' },
    ]);
  }
  await compacted.append([{ key: 'b', value: null }]);
  await compacted.append(
    [
      { key: 'a', value: 'never' },
      { key: 'c', value: 'never' },
    ],
    { producerId: 7, isTransactional: true },
  );
  await compacted.endTransaction(7, 'abort');
  for (let round = 0; round < 6; round += 1) {
    await compacted.append([{ key: 'd', value: `d${round}` }], { codec: round % 2 === 0 ? 'gzip' : 'lz4' });
  }
  return compacted;
}
