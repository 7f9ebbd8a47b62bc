import {
  ErrorCode,
  isRefusal,
  leaderEpoch,
  type LeaderEpoch,
  offset,
  type Offset,
  refusal,
  type Refusal,
} from '@yak/model';
import { encodePlainBatch, nextOffset, readBatchHeader } from '@yak/records';
import type { GroupLog } from '../../../libs/groups/src/ports';
import {
  decodeGroupRecord,
  encodeGroupRecord,
  type GroupRecord,
  type ReadGroupRecord,
} from '../../../libs/groups/src/records/group-record';
import { decodePlainRecords } from '@yak/records';

interface Waiting {
  readonly endOffset: number;
  readonly settle: (refused: Refusal | null) => void;
}

/** One partition of `__consumer_offsets` in memory. What is appended is committed in the next turn unless a test holds it back. */
export class FakeGroupLog implements GroupLog {
  batchBytesMax = 1_000_000;
  readonly leaderEpoch: LeaderEpoch;
  logStartOffset: Offset;
  #batches: Buffer[];
  #waiting: Waiting[] = [];
  #highWatermark: number;
  #isHolding = false;
  #ended: Refusal | null = null;
  #nextRefusal: Refusal | null = null;
  #readFailure: Error | Refusal | null = null;
  /** How often `read` was called. */
  reads = 0;
  /** Held reads wait for `letRead`. */
  #reading: Promise<void> = Promise.resolve();

  constructor(batches: readonly Buffer[] = [], epoch = 1) {
    this.#batches = [...batches];
    this.leaderEpoch = leaderEpoch(epoch);
    const first = batches[0];
    this.logStartOffset = offset(first === undefined ? 0 : Number(first.readBigInt64BE(0)));
    this.#highWatermark = this.logEndOffset;
  }

  /** A log that holds these records, one batch each. */
  static of(records: readonly GroupRecord[]): FakeGroupLog {
    const log = new FakeGroupLog();
    for (const record of records)
      log.append(encodePlainBatch({ records: [{ timestampMs: 1, ...encodeGroupRecord(record) }] }));
    return new FakeGroupLog(log.#batches);
  }

  get logEndOffset(): Offset {
    const last = this.#batches.at(-1);
    const header = last === undefined ? null : readBatchHeader(last);
    return header === null ? this.logStartOffset : offset(nextOffset(header));
  }

  /** How many batches it holds. */
  get batchesCount(): number {
    return this.#batches.length;
  }

  /** Every record of a known type, oldest first. */
  get records(): ReadGroupRecord[] {
    return this.#batches.flatMap((batch) =>
      decodePlainRecords(batch).flatMap(({ key, value }) => {
        const record = key === null ? null : decodeGroupRecord(key, value);
        return record === null ? [] : [record];
      }),
    );
  }

  /** Kinds of the records of each batch, in order; a tombstone has a minus before it. */
  get shapes(): string[][] {
    return this.#batches.map((batch) =>
      decodePlainRecords(batch).map(
        ({ key, value }) => `${value === null ? '-' : ''}${(key && decodeGroupRecord(key, value)?.kind) ?? '?'}`,
      ),
    );
  }

  append(batch: Buffer): Refusal | { readonly endOffset: Offset } {
    const refused = this.#ended ?? this.#nextRefusal;
    this.#nextRefusal = null;
    if (refused !== null) return refused;
    const placed = Buffer.from(batch);
    placed.writeBigInt64BE(BigInt(this.logEndOffset), 0);
    this.#batches.push(placed);
    if (!this.#isHolding) this.#highWatermark = this.logEndOffset;
    return { endOffset: this.logEndOffset };
  }

  committed(endOffset: Offset): Promise<Refusal | null> {
    if (this.#ended !== null) return Promise.resolve(this.#ended);
    if (endOffset <= this.#highWatermark) return Promise.resolve(null);
    return new Promise((settle) => this.#waiting.push({ endOffset, settle }));
  }

  async read(startOffset: Offset, bytesMax: number): ReturnType<GroupLog['read']> {
    this.reads += 1;
    await this.#reading;
    if (this.#readFailure instanceof Error) throw this.#readFailure;
    if (this.#readFailure !== null) return this.#readFailure;
    const slice: Buffer[] = [];
    let bytes = 0;
    let end: Offset = startOffset;
    for (const batch of this.#batches) {
      const header = readBatchHeader(batch);
      if (header === null || nextOffset(header) <= startOffset) continue;
      if (slice.length > 0 && bytes + batch.length > bytesMax) break;
      slice.push(batch);
      bytes += batch.length;
      end = offset(nextOffset(header));
    }
    return { records: slice, nextOffset: end };
  }

  /** From now on nothing is committed until `commit()`. */
  holdCommits(): void {
    this.#isHolding = true;
  }

  /** The high watermark comes to the log end, or to `upTo`. */
  commit(upTo: number = this.logEndOffset): void {
    this.#highWatermark = upTo;
    const ready = this.#waiting.filter(({ endOffset }) => endOffset <= upTo);
    this.#waiting = this.#waiting.filter(({ endOffset }) => endOffset > upTo);
    for (const { settle } of ready) settle(null);
  }

  /** The next append is refused. */
  refuseNext(code: ErrorCode): void {
    this.#nextRefusal = refusal(code);
  }

  /** Reads fail from now on. */
  failReads(failure: Error | ErrorCode): void {
    this.#readFailure = failure instanceof Error ? failure : refusal(failure);
  }

  /** Reads wait until what is returned is called. */
  holdReads(): () => void {
    let release: () => void = () => undefined;
    this.#reading = new Promise((resolve) => (release = resolve));
    return release;
  }

  /** The leadership ends, or the disk fails: nothing is taken any more and nothing that waits is committed. */
  end(code: ErrorCode = ErrorCode.NOT_LEADER_OR_FOLLOWER): void {
    const ended = refusal(code);
    this.#ended = ended;
    for (const { settle } of this.#waiting.splice(0)) settle(ended);
  }

  /** Puts a batch in as it is. */
  put(batch: Buffer): void {
    const appended = this.append(batch);
    if (isRefusal(appended)) throw new Error(appended.detail);
  }

  /** The log as the next leader finds it: all of it, or what was committed and no more. */
  reopened(what: 'all' | 'committed' = 'all'): FakeGroupLog {
    const kept = this.#batches.filter(
      (batch) => what === 'all' || Number(batch.readBigInt64BE(0)) < this.#highWatermark,
    );
    return new FakeGroupLog(kept, this.leaderEpoch + 1);
  }
}
