import { assert, type Logger, type LogFields, type LogLevel, type Random, silentMeter } from '@yak/base';
import { Broker } from '@yak/broker';
import { FileMetadataStore } from '@yak/bus';
import { assembleCoordinator, type Coordinator } from '@yak/coordinator';
import { Journal, type TransitionRecord } from '@yak/journal';
import { type BrokerSettings, resolveBrokerSettings } from '@yak/settings';
import { AppendOnlyFile, makeDirectoryDurably } from '@yak/storage';
import type { SimulatedProcess } from './simulated-process';
import type { SimulatedWorld } from './simulated-world';

/** Who watches a cluster. Nothing of a dead process is told. */
export interface ClusterWitness {
  onTransition(record: TransitionRecord): void;
  onLogged(level: LogLevel, message: string, fields: LogFields): void;
  /** A fault of the cluster's own: the process would end itself. */
  onFault(error: unknown): void;
}

/** What a simulated cluster is made of. */
export interface SimulatedClusterOptions {
  readonly world: SimulatedWorld;
  /** Broker settings by Kafka's names over the test profile. */
  readonly settings: Readonly<Record<string, string>>;
  readonly witness: ClusterWitness;
}

interface Incarnation {
  readonly process: SimulatedProcess;
  readonly onEnded: () => void;
  stop: (() => Promise<void>) | null;
}

const NODE = 'yak';
const DIRECTORY = '/data';
const COORDINATOR_DIRECTORY = `${DIRECTORY}/coordinator`;

/** Where the logs lie; faults of the disk are aimed by it. */
export const BROKER_DIRECTORY = `${DIRECTORY}/broker-1`;
/** Where clients reach the broker. */
export const BOOTSTRAP = '127.0.0.1:9092';

/** The real coordinator and one real broker in one process on one machine, which may die at any moment and be started again. */
export class SimulatedCluster {
  readonly #options: SimulatedClusterOptions;
  readonly #random: Random;
  #incarnation: Incarnation | null = null;
  #starts = 0;

  constructor(options: SimulatedClusterOptions) {
    this.#options = options;
    this.#random = options.world.random.fork('cluster');
  }

  /** Whether its process lives, serving or not. */
  get isAlive(): boolean {
    return this.#incarnation !== null;
  }

  /** How often it was started. */
  get starts(): number {
    return this.#starts;
  }

  /** Starts a new process on what the disk holds. Resolves when it serves or has died; rejects, dead, with what the start failed with. */
  start(): Promise<'serving' | 'dead'> {
    assert(this.#incarnation === null, 'the cluster runs already');
    this.#starts += 1;
    const process = this.#options.world.spawn(NODE);
    return new Promise((resolve, reject) => {
      const incarnation: Incarnation = { process, stop: null, onEnded: () => resolve('dead') };
      this.#incarnation = incarnation;
      this.#boot(incarnation).then(
        () => resolve('serving'),
        (error: unknown) => {
          reject(error instanceof Error ? error : new Error('the start failed', { cause: error }));
          this.kill();
        },
      );
    });
  }

  /** SIGKILL. Nothing happens where no process lives. */
  kill(): void {
    const ended = this.#takeIncarnation();
    if (ended !== null) this.#options.world.kill(ended.process, NODE);
  }

  /** The machine loses power. Nothing happens where no process lives. */
  losePower(): void {
    const ended = this.#takeIncarnation();
    if (ended !== null) this.#options.world.losePower(ended.process, NODE);
  }

  /** Stops cleanly, then the process ends. Only while it serves. */
  async stop(): Promise<void> {
    const incarnation = this.#incarnation;
    assert(incarnation !== null && incarnation.stop !== null, 'only a serving cluster stops');
    await incarnation.stop();
    if (this.#incarnation === incarnation) this.kill();
  }

  #takeIncarnation(): Incarnation | null {
    const incarnation = this.#incarnation;
    this.#incarnation = null;
    incarnation?.onEnded();
    return incarnation;
  }

  async #boot(incarnation: Incarnation): Promise<void> {
    const { disk } = incarnation.process;
    const { settings } = resolveBrokerSettings({
      flags: { listeners: `PLAINTEXT://${BOOTSTRAP}`, ...this.#options.settings },
      profile: 'test',
    });
    await makeDirectoryDurably(disk, COORDINATOR_DIRECTORY);
    const lock = await disk.lock(`${COORDINATOR_DIRECTORY}/.lock`);
    const file = await AppendOnlyFile.open({ disk, path: `${COORDINATOR_DIRECTORY}/metadata` });
    const store = FileMetadataStore.open({ file });
    const surroundings = this.#surroundingsOf(incarnation.process, settings);
    const journal = this.#watched(
      incarnation.process,
      new Journal({ node: 'coordinator-1', clock: surroundings.clock, capacity: 1_000 }),
    );
    const coordinator: Coordinator = assembleCoordinator({ ...surroundings, store, journal });
    await coordinator.start();
    const broker = new Broker({
      ...surroundings,
      disk,
      logDirectoryPath: BROKER_DIRECTORY,
      transport: incarnation.process.transport,
      coordinatorLink: coordinator.link,
      metadataFeed: store,
      hostname: 'localhost',
    });
    this.#watched(incarnation.process, broker.journal);
    await broker.start();
    incarnation.stop = async () => {
      await broker.stop();
      await coordinator.stop();
      await store.close();
      await file.close();
      await lock.release();
    };
  }

  #surroundingsOf(process: SimulatedProcess, settings: BrokerSettings) {
    const { witness } = this.#options;
    const logger: Logger = {
      log: (level, message, fields = {}) => {
        if (process.isAlive) witness.onLogged(level, message, fields);
      },
    };
    return {
      settings,
      clock: process.clock,
      random: this.#random.fork(`start ${this.#starts}`),
      logger,
      meter: silentMeter,
      onFault: (error: unknown) => {
        if (process.isAlive) witness.onFault(error);
      },
    };
  }

  #watched(process: SimulatedProcess, journal: Journal): Journal {
    journal.onAppended((record) => {
      if (process.isAlive) this.#options.witness.onTransition(record);
    });
    return journal;
  }
}
