import { createMachineActor, type Facts, type MachineActor, ownerOf } from '@yak/journal';
import { ErrorCode } from '@yak/model';
import type { GroupLog } from '../ports';
import { expiredRecords } from '../offsets/expire-offsets';
import { goneTopicsRecords } from '../offsets/forget-topics';
import type { ShardEvent } from './events';
import { groupShardMachine, type ShardContext } from './group-shard.machine';
import { loadShard } from './load-shard';
import type { Operation, OperationOptions } from './shard-state';
import { ShardTenure, type ShardWorld } from './shard-tenure';

/** Whether a shard serves, and what it answers while it does not. */
export type ShardPhase = 'loading' | 'active' | 'failed' | 'unloaded';

const factsOf = ({ leaderEpoch, loads, records, skipped, reason }: ShardContext): Facts => ({
  leaderEpoch,
  loads,
  records,
  skipped,
  reason,
});

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const SWEEP = 'sweep';

/**
 * The groups of one partition of `__consumer_offsets` while this broker leads it in one epoch: the façade over its machine and
 * the tenure that is open.
 */
export class GroupShard {
  static readonly #machine = groupShardMachine.provide({
    actions: {
      openTenure: ({ self }) => ownerOf<GroupShard>(self).#openTenure(),
      closeTenure: ({ self }) => ownerOf<GroupShard>(self).#closeTenure(),
    },
  });

  readonly #partition: number;
  readonly #log: GroupLog;
  readonly #world: ShardWorld;
  readonly #actor: MachineActor<typeof groupShardMachine>;
  #tenure: ShardTenure | null = null;

  /** Starts to load at once. */
  constructor(partition: number, log: GroupLog, world: ShardWorld) {
    this.#partition = partition;
    this.#log = log;
    this.#world = world;
    const { clock, journal, logger, meter } = world;
    this.#actor = createMachineActor({
      machine: GroupShard.#machine,
      input: { leaderEpoch: log.leaderEpoch },
      id: String(partition),
      cause: `leadership of epoch ${log.leaderEpoch} began`,
      clock,
      journal,
      logger,
      meter,
      owner: this,
      facts: factsOf,
      onFault: () => this.#closeTenure(),
    });
  }

  get phase(): ShardPhase {
    const { state } = this.#actor;
    return state === 'loading' || state === 'active' || state === 'unloaded' ? state : 'failed';
  }

  /** The tenure that serves; null while none does. */
  get serving(): ShardTenure | null {
    return this.phase === 'active' ? this.#tenure : null;
  }

  /** Runs one operation, or says why not: COORDINATOR_LOAD_IN_PROGRESS while it loads, else NOT_COORDINATOR. Never rejects. */
  run<Answer>(operation: Operation<Answer>, options: OperationOptions<Answer>): Promise<Answer> {
    const { serving } = this;
    if (serving !== null) return serving.run(operation, options);
    const isLoading = this.phase === 'loading';
    return Promise.resolve(
      options.failed(isLoading ? ErrorCode.COORDINATOR_LOAD_IN_PROGRESS : ErrorCode.NOT_COORDINATOR),
    );
  }

  /** Topics of these names are gone: tombstones for their offsets, in every group. Nothing where it does not serve. */
  forgetTopics(names: ReadonlySet<string>): void {
    this.serving?.sweep('topics are gone', (state) => goneTopicsRecords(state.offsets, names));
  }

  /** The leadership has ended: whoever waits gets NOT_COORDINATOR. */
  unload(cause: string): void {
    this.#send({ type: 'leadership.ended', cause });
  }

  #send(event: ShardEvent): void {
    this.#actor.send(event);
  }

  #openTenure(): void {
    const tenure = new ShardTenure(this.#world, this.#log, {
      broken: (error) => this.#broken(error),
      lost: (why) => this.#send({ type: 'log.lost', cause: why }),
    });
    this.#tenure = tenure;
    void this.#loadInto(tenure);
  }

  #closeTenure(): void {
    this.#tenure?.close(ErrorCode.NOT_COORDINATOR);
    this.#tenure = null;
  }

  async #loadInto(tenure: ShardTenure): Promise<void> {
    const { logger, clock, settings } = this.#world;
    const partition = this.#partition;
    try {
      const loaded = await loadShard(this.#log, {
        reader: {
          replay: (record, position) => tenure.replay(record, position),
          endTransaction: (producerId, type) => tenure.state.offsets.endTransaction(producerId, type),
        },
        bytes: settings.offsets.loadBytes,
        isWanted: () => tenure.isOpen,
        clock,
      });
      if (loaded === null) return;
      const { records, skipped, tookMs } = loaded;
      const groups = tenure.groups.count;
      logger.log('info', 'groups loaded', { partition, groups, records, skipped, tookMs: Math.round(tookMs) });
      if (skipped > 0) logger.log('warn', 'records of unknown types were skipped', { partition, skipped });
      const cause = `the log was read to its end in ${Math.round(tookMs)} ms`;
      this.#wake(tenure);
      if (tenure.isOpen) this.#send({ type: 'log.loaded', cause, records, skipped });
    } catch (error) {
      if (!tenure.isOpen) return; // another load, or none, is what counts by now
      logger.log('error', 'groups cannot be loaded', { partition, error });
      this.#send({ type: 'load.failed', cause: `the load failed: ${messageOf(error)}` });
    }
  }

  /** Sets what runs by itself: timers of members, the sweep. A fault here fails the load. */
  #wake(tenure: ShardTenure): void {
    tenure.finishLoading();
    for (const group of [...tenure.groups.all()]) {
      const decision = group.afterLoad();
      if (decision !== null) void tenure.run(() => decision, { failed: () => undefined });
    }
    this.#scheduleSweep(tenure);
  }

  #scheduleSweep(tenure: ShardTenure): void {
    const { settings } = this.#world;
    tenure.timers.set(SWEEP, settings.offsets.retentionCheckIntervalMs, () => {
      this.#scheduleSweep(tenure);
      tenure.sweep('retention', expiredRecords);
      return { records: [], answer: undefined, onRefused: () => undefined };
    });
  }

  #broken(error: unknown): void {
    const { logger, meter } = this.#world;
    const partition = this.#partition;
    meter.counter('yak_group_faults_total', 'Faults of our own in groups; their partition was loaded anew.').add();
    logger.log('error', 'a fault in groups, their log is read again', { partition, error });
    this.#send({ type: 'state.broken', cause: `a fault: ${messageOf(error)}` });
  }
}
