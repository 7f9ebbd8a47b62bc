import { seededRandom, silentLogger, silentMeter } from '@yak/base';
import { FileMetadataStore, MemoryMetadataFile } from '@yak/bus';
import { MetadataImage } from '@yak/cluster';
import type {
  Claim,
  ClaimReply,
  CoordinatorReply,
  CoordinatorRequest,
  CoordinatorVerb,
  NewTopic,
  RegisterRequest,
} from '@yak/control';
import { assembleCoordinator, type Coordinator } from '@yak/coordinator';
import { Journal } from '@yak/journal';
import { type BrokerEpoch, brokerId, isRefusal, offset } from '@yak/model';
import type { BrokerSettings } from '@yak/settings';
import { ManualClock } from './manual-clock';
import { registerRequest, settingsWith } from './records';

/** A reply, or the test fails with the refusal's words. */
export function granted<Reply extends object>(reply: Reply): Exclude<Reply, { kind: 'refusal' }> {
  if (isRefusal(reply)) throw new Error(`refused: ${reply.code} ${reply.detail}`);
  return reply as Exclude<Reply, { kind: 'refusal' }>;
}

/** A topic of which only what matters is said. */
export const newTopic = (name: string, change: Partial<NewTopic> = {}): NewTopic => ({
  name,
  partitionCount: 1,
  replicationFactor: 1,
  assignments: null,
  configs: [],
  ...change,
});

/** A coordinator over a store in memory, on a clock that the test moves; brokers are what the test says they are. */
export class CoordinatorBench {
  readonly clock = new ManualClock();
  readonly journal = new Journal({ node: 'coordinator-1', clock: this.clock, capacity: 10_000 });
  readonly faults: unknown[] = [];
  store: FileMetadataStore;
  image = new MetadataImage();
  coordinator: Coordinator;
  #starts = 0;

  constructor(
    readonly settings: BrokerSettings = settingsWith({ 'broker.session.timeout.ms': '1000' }),
    readonly file = new MemoryMetadataFile(),
  ) {
    this.store = FileMetadataStore.open({ file });
    this.coordinator = this.#assemble();
  }

  /** Starts the coordinator and an image of the same feed. */
  async start(): Promise<this> {
    await this.coordinator.start();
    await this.store.watch(0, (batch) => this.image.apply(batch));
    return this;
  }

  /** Everything dies and comes back with what the file holds. */
  async restart(): Promise<void> {
    await this.coordinator.stop();
    this.store = FileMetadataStore.open({ file: this.file });
    this.image = new MetadataImage();
    this.coordinator = this.#assemble();
    await this.start();
  }

  ask<Verb extends CoordinatorVerb>(verb: Verb, request: CoordinatorRequest<Verb>): Promise<CoordinatorReply<Verb>> {
    return this.coordinator.link.request(verb, request);
  }

  /** Registers a broker and has it unfenced; its broker epoch. */
  async join(id: number, change: Partial<RegisterRequest> = {}): Promise<BrokerEpoch> {
    this.#starts += 1;
    const request = registerRequest({
      brokerId: brokerId(id),
      directoryIds: [`disk-${id}`],
      incarnationId: `start-${this.#starts}`,
      ...change,
    });
    const { brokerEpoch } = granted(await this.ask('register', request));
    granted(await this.ask('heartbeat', { brokerId: brokerId(id), brokerEpoch, appliedRevision: this.image.revision }));
    return brokerEpoch;
  }

  /** The claims of a broker for everything that it could lead now; a whole log of 10 records each unless said otherwise. */
  async claimAll(id: number, brokerEpoch: BrokerEpoch, change: Partial<Claim> = {}): Promise<ClaimReply['outcomes']> {
    const claims: Claim[] = [];
    for (const record of this.image.partitions()) {
      if (record.leader !== null || !record.replicas.includes(brokerId(id))) continue;
      const { topicId, partition, leaderEpoch } = record;
      claims.push({
        topicId,
        partition,
        leaderEpoch,
        logEndOffset: offset(10),
        lastEpoch: leaderEpoch,
        highWatermark: offset(10),
        directoryId: `disk-${id}`,
        ...change,
      });
    }
    return granted(await this.ask('claim', { operationId: 'claim', brokerId: brokerId(id), brokerEpoch, claims }))
      .outcomes;
  }

  /** Creates topics while broker `id` claims what comes. */
  async createLed(
    id: number,
    brokerEpoch: BrokerEpoch,
    ...topics: NewTopic[]
  ): Promise<CoordinatorReply<'createTopics'>> {
    const created = this.ask('createTopics', {
      operationId: `create ${topics.map((topic) => topic.name).join()}`,
      timeoutMs: 1_000,
      validateOnly: false,
      topics,
    });
    await this.clock.run(0);
    await this.claimAll(id, brokerEpoch);
    return created;
  }

  #assemble(): Coordinator {
    return assembleCoordinator({
      store: this.store,
      clock: this.clock,
      random: seededRandom('bench'),
      logger: silentLogger,
      meter: silentMeter,
      journal: this.journal,
      settings: this.settings,
      onFault: (error) => this.faults.push(error),
    });
  }
}
