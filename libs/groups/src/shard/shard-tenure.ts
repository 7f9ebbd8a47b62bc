import type { Clock, Logger, Meter, Random } from '@yak/base';
import type { Journal } from '@yak/journal';
import { ErrorCode, errorName, isRefusal, type Refusal } from '@yak/model';
import { answered, type Decision } from '../decision';
import { OffsetStore } from '../offsets/offset-store';
import type { GroupLog, GroupSettings, GroupTopics } from '../ports';
import { cutIntoBatches, encodeGroupBatch, type RecordPosition } from '../records/group-batch';
import type { GroupRecord, ReadGroupRecord } from '../records/group-record';
import { groupErrorOf } from '../rules/append-error';
import { CommitWaits } from './commit-waits';
import { DeadlineTimers } from './deadline-timers';
import { GroupMap } from './group-map';
import type { GroupProtocols } from './group-protocols';
import { replayRecord } from './replay-record';
import type { Operation, OperationOptions, ShardState } from './shard-state';

/** What every shard of a coordinator shares. */
export interface ShardWorld {
  readonly settings: GroupSettings;
  readonly topics: GroupTopics;
  readonly clock: Clock;
  readonly random: Random;
  readonly journal: Journal;
  readonly logger: Logger;
  readonly meter: Meter;
  readonly protocols: GroupProtocols;
}

/** What a tenure tells its shard. */
export interface TenureListener {
  /** A fault of our own. */
  broken(error: unknown): void;
  /** Nothing that waits will be committed. */
  lost(why: string): void;
}

/** An operation that was decided: its answer, and what that waits for. */
interface Begun<Answer> {
  readonly answer: Answer | Promise<Answer>;
  readonly committed: Promise<ErrorCode | null> | null;
}

/** Operations that may wait for the high watermark at once; more are refused until some are committed. */
const WAITS_MAX = 100_000;

const ignored = (): void => undefined;
const nothing: OperationOptions<void> = { failed: ignored };

/**
 * The state of a shard from one load on, and the operations on it. An operation decides, appends and replays in one turn, so
 * that none ever sees another half done; its answer waits until what it wrote is committed, or what it saw is.
 * Closed, it answers NOT_COORDINATOR and nothing of it runs any more.
 */
export class ShardTenure {
  readonly state: ShardState;
  readonly groups = new GroupMap();
  readonly timers: DeadlineTimers;
  readonly #world: ShardWorld;
  readonly #log: GroupLog;
  readonly #listener: TenureListener;
  readonly #waits: CommitWaits;
  /** The offset after the newest record of ours, and how far it is committed as we have heard. */
  #appendedOffset = 0;
  #committedOffset = 0;
  #isOpen = true;
  #isLoading = true;

  constructor(world: ShardWorld, log: GroupLog, listener: TenureListener) {
    this.#world = world;
    this.#log = log;
    this.#listener = listener;
    const { clock, random, journal, logger, meter, topics, settings } = world;
    this.timers = new DeadlineTimers(clock, (operation) => void this.run(operation, nothing));
    this.#waits = new CommitWaits(clock, () => settings.offsets.commitTimeoutMs);
    const isLoading = (): boolean => this.#isLoading;
    this.state = {
      clock,
      random,
      journal,
      logger,
      meter,
      topics,
      settings,
      timers: this.timers,
      groups: this.groups,
      offsets: new OffsetStore(),
      get isLoading() {
        return isLoading();
      },
    };
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Takes a record of the log in. Throws where it cannot be. */
  replay(record: ReadGroupRecord, position: RecordPosition): void {
    if (this.#isOpen) replayRecord(this.state, this.#world.protocols, record, position);
  }

  /** All of the log was read: what is done from now on is new. */
  finishLoading(): void {
    this.#isLoading = false;
  }

  /** Runs one operation now; the answer comes when it may be given. Never rejects. */
  async run<Answer>(operation: Operation<Answer>, options: OperationOptions<Answer>): Promise<Answer> {
    if (!this.#isOpen) return options.failed(ErrorCode.NOT_COORDINATOR);
    const { answer, committed } = this.#begin(operation, options);
    const error = committed === null ? null : await committed;
    return error === null ? answer : options.failed(error);
  }

  /** Writes records that need not stay together, in as many batches as they take; what is refused stays as it was. */
  sweep(what: string, choose: (state: ShardState) => readonly GroupRecord[]): void {
    const refused = (error: ErrorCode): void =>
      this.#world.logger.log('warn', 'a sweep over groups was refused', { what, error: errorName(error) });
    void this.run((state) => {
      for (const records of cutIntoBatches(choose(state), this.#log.batchBytesMax))
        void this.run(() => ({ records, answer: undefined, onRefused: refused }), nothing);
      return answered(undefined);
    }, nothing);
  }

  /** Ends it: whoever waits gets `error`. */
  close(error: ErrorCode): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.timers.close();
    this.#waits.fail(error);
    this.groups.unload(error);
  }

  #begin<Answer>(operation: Operation<Answer>, options: OperationOptions<Answer>): Begun<Answer> {
    try {
      const decision = operation(this.state);
      if (decision.records.length > 0) return this.#write(decision);
      if (options.isHeld?.(this.state) ?? true) return this.#holdBack(decision);
      decision.onCommitted?.();
      return { answer: decision.answer, committed: null };
    } catch (error) {
      this.#listener.broken(error);
      return { answer: options.failed(ErrorCode.UNKNOWN_SERVER_ERROR), committed: null };
    }
  }

  #holdBack<Answer>({ answer, onCommitted }: Decision<Answer>): Begun<Answer> {
    if (this.#committedOffset < this.#appendedOffset) {
      if (this.#waits.length >= WAITS_MAX)
        return { answer, committed: Promise.resolve(ErrorCode.COORDINATOR_NOT_AVAILABLE) };
      return { answer, committed: this.#waits.add(this.#appendedOffset, onCommitted ?? null) };
    }
    onCommitted?.();
    return { answer, committed: null };
  }

  #write<Answer>(decision: Decision<Answer>): Begun<Answer> {
    if (this.#waits.length >= WAITS_MAX) return refusedWith(decision, ErrorCode.COORDINATOR_NOT_AVAILABLE);
    const { bytes, records } = encodeGroupBatch(decision.records, this.#world.clock.wallMs());
    if (bytes.length > this.#log.batchBytesMax) return refusedWith(decision, groupErrorOf(ErrorCode.MESSAGE_TOO_LARGE));
    const appended = this.#log.append(bytes);
    if (isRefusal(appended)) return refusedWith(decision, groupErrorOf(appended.code));
    const { endOffset } = appended;
    this.#appendedOffset = endOffset;
    if (decision.isReplayed ?? true)
      for (const [index, record] of records.entries())
        this.replay(record, { offset: endOffset - records.length + index, producerId: null });
    const committed = this.#waits.add(endOffset, decision.onCommitted ?? null);
    void this.#log.committed(endOffset).then((refused) => this.#settled(endOffset, refused));
    return { answer: decision.answer, committed };
  }

  #settled(endOffset: number, refused: Refusal | null): void {
    if (!this.#isOpen) return;
    if (refused !== null) {
      this.#listener.lost(refused.detail);
      return;
    }
    this.#committedOffset = Math.max(this.#committedOffset, endOffset);
    try {
      this.#waits.release(endOffset);
    } catch (error) {
      this.#listener.broken(error);
    }
  }
}

function refusedWith<Answer>(decision: Decision<Answer>, error: ErrorCode): Begun<Answer> {
  return { answer: decision.onRefused(error), committed: null };
}
