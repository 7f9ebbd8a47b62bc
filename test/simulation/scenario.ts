import type { Random } from '@yak/base';
import { ErrorCode } from '@yak/model';
import { type Consumer, KafkaClient, KafkaError, type Producer } from '@yak/client';
import {
  BOOTSTRAP,
  BROKER_DIRECTORY,
  type DiskFaults,
  noDiskFaults,
  RunFault,
  type SimulatedCluster,
  type SimulatedWorld,
} from '@yak/simulation';
import { Administrator } from './administrator';
import { GroupWork } from './group-work';
import type { Ledger } from './ledger';
import { logUniform, oneOf } from './draws';
import type { ProducerProfile, Profile, Strike } from './profile';

/** What a scenario plays with. */
export interface Stage {
  readonly world: SimulatedWorld;
  readonly cluster: SimulatedCluster;
  readonly profile: Profile;
  readonly ledger: Ledger;
  readonly random: Random;
  /** Says what happens, for a person who replays one seed. */
  readonly tell: (line: string) => void;
}

/** After the last fault everything must lead and take records again within this time. */
const RECOVERY_MS_MAX = 120_000;
const START_ATTEMPTS_MAX = 20;
const EVENTS_BETWEEN_STRIKES_MAX = 3_000;
const EVENTS_OF_BURST_MAX = 200;
const BURST_VALUE_BYTES_MAX = 3_000;
/** Small, so that a producer has several batches in flight. */
const BURST_BATCH_BYTES = 4_000;
/** Well below the retention time of topics, which may go by the wall clock. */
const WALL_JUMP_MS_MAX = 3_600_000;

/** Produce and fetch while faults strike, then heal, wait until all is well again, and read everything back. */
export class ProduceFetchCrash {
  readonly #stage: Stage;
  #client: KafkaClient | null = null;
  #isHealed = false;
  #diskFaultErrno: string | null = null;
  #burstProducer: Producer | null = null;
  readonly #bursting: Promise<void>[] = [];
  #groupWork: GroupWork | null = null;
  faultsInjected = 0;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  /** Whether errors of the disk are to be expected in the logs. */
  get isDiskFaulty(): boolean {
    return this.#diskFaultErrno !== null;
  }

  /** Plays to the end. Resolves to what was read back, by partition. Rejects where a law is broken. */
  async play(): Promise<ReadonlyMap<string, readonly { readonly offset: number; readonly value: Buffer | null }[]>> {
    const { profile, world } = this.#stage;
    await this.#startCluster();
    this.#client = await this.#connect('client');
    await this.#createTopics(this.#client);
    const burstClient = await this.#connect('burst');
    this.#burstProducer = burstClient.producer({
      acks: 'all',
      isIdempotent: true,
      lingerMs: 0,
      batchBytes: BURST_BATCH_BYTES,
      deliveryTimeoutMs: 60_000,
    });
    const producing = profile.producers.map((producer, index) => this.#produce(index, producer));
    const consuming = Array.from({ length: profile.consumers }, (_, index) => this.#consume(index));
    this.#groupWork = this.#startGroup();
    const administrator = await this.#administrator();
    const administering = this.#administer(administrator);
    await this.#strikeAll();
    const healedAtMs = world.clock.monotonicMs();
    this.#stage.tell('healed');
    await this.#within(RECOVERY_MS_MAX, 'every partition takes a record after healing', this.#proveLife());
    await this.#within(RECOVERY_MS_MAX * 10, 'the producers end', Promise.all([...producing, ...this.#bursting]));
    await burstClient.close();
    this.#stage.tell(`the producers have ended ${Math.round(world.clock.monotonicMs() - healedAtMs)} ms after healing`);
    await this.#within(RECOVERY_MS_MAX * 10, 'the administrator ends', administering);
    this.#isHealed = true;
    for (const topic of await administrator.check()) this.#stage.tell(`in the end: ${topic}`);
    const readBack = await this.#within(RECOVERY_MS_MAX, 'everything can be read back', this.#readBack());
    await this.#within(RECOVERY_MS_MAX, 'the consumers end', Promise.all(consuming));
    await this.#endGroup(this.#groupWork, readBack);
    await this.#client.close();
    await this.#within(RECOVERY_MS_MAX, 'the cluster stops', this.#stage.cluster.stop());
    return readBack;
  }

  #connect(name: string): Promise<KafkaClient> {
    const { world } = this.#stage;
    const options = {
      bootstrap: [BOOTSTRAP],
      clientId: name,
      transport: world.transport(name),
      clock: world.clock,
      random: world.random.fork(name),
      requestTimeoutMs: 10_000,
      retryTimeoutMs: RECOVERY_MS_MAX,
    };
    return this.#retry(() => KafkaClient.connect(options));
  }

  get #connected(): KafkaClient {
    if (this.#client === null) throw new Error('the client is not connected yet');
    return this.#client;
  }

  async #createTopics(client: KafkaClient): Promise<void> {
    for (const { name, partitionCount } of this.#stage.profile.topics) {
      const [outcome] = await client.admin.createTopics([{ name, partitionCount, replicationFactor: 1 }]);
      if (outcome === undefined || outcome.error !== null)
        throw new RunFault('broken law', `${name} was not created: ${outcome?.error?.message ?? 'no answer'}`);
    }
  }

  /** The coordinator of the group ended its tenure: what it had not written of the group is forgotten. */
  groupUnloaded(): void {
    this.#groupWork?.unloaded();
  }

  /** How often the group went on to another generation or epoch. */
  get rebalances(): number {
    return this.#groupWork?.view.rebalances ?? 0;
  }

  /** What the group came to, for the digest. */
  get groupFacts(): string {
    const view = this.#groupWork?.view;
    return view === undefined ? '' : `${view.rebalances} ${view.seenAgain} ${[...view.committedOffsets].join(';')}`;
  }

  #startGroup(): GroupWork {
    const { world, cluster, profile, random, tell } = this.#stage;
    const [topic] = profile.topics;
    if (topic === undefined) throw new Error('a profile has a topic');
    return new GroupWork({
      world,
      cluster,
      random: random.fork('group'),
      profile: profile.group,
      topic: topic.name,
      partitionsCount: topic.partitionCount,
      connect: (name) => this.#connect(name),
      tell,
    });
  }

  /** The group sees everything that is there, then its members leave. */
  async #endGroup(
    work: GroupWork,
    readBack: ReadonlyMap<string, readonly { readonly offset: number }[]>,
  ): Promise<void> {
    const [topic] = this.#stage.profile.topics;
    const offsets = new Map(
      Array.from({ length: topic?.partitionCount ?? 0 }, (_, partition) => [
        partition,
        (readBack.get(`${topic?.name ?? ''}-${partition}`) ?? []).map(({ offset }) => offset),
      ]),
    );
    await this.#within(RECOVERY_MS_MAX * 2, 'the group sees every record', work.seen(offsets));
    await this.#within(RECOVERY_MS_MAX, 'the members of the group end', work.end());
    this.#stage.tell(
      `in the end: the group rebalanced ${work.view.rebalances} times, saw ${work.view.seenAgain} again`,
    );
  }

  async #administrator(): Promise<Administrator> {
    const random = this.#stage.random.fork('administrator');
    const { ledger } = this.#stage;
    return new Administrator({
      client: await this.#connect('administrator'),
      random,
      ledger,
      partitions: this.#partitions,
    });
  }

  async #administer(administrator: Administrator): Promise<void> {
    const { profile, world } = this.#stage;
    for (let count = 0; count < profile.administrations; count += 1) {
      await administrator.change();
      await pause(world, this.#stage.random.below(500));
    }
  }

  get #partitions(): { topic: string; partition: number }[] {
    return this.#stage.profile.topics.flatMap(({ name, partitionCount }) =>
      Array.from({ length: partitionCount }, (_, partition) => ({ topic: name, partition })),
    );
  }

  async #produce(index: number, profile: ProducerProfile): Promise<void> {
    const { ledger, world } = this.#stage;
    const random = this.#stage.random.fork(`producer ${index}`);
    const { isIdempotent, lingerMs, batchBytes, inFlightMax } = profile;
    if (!isIdempotent) ledger.allowRepeats(index);
    const client = await this.#connect(`producer-${index}`);
    const producer = client.producer({
      acks: isIdempotent ? 'all' : 1,
      isIdempotent,
      lingerMs,
      batchBytes,
      inFlightMax,
      deliveryTimeoutMs: 60_000,
    });
    const sends: Promise<void>[] = [];
    for (let sequence = 0; sequence < profile.records; sequence += 1) {
      const place = oneOf(random, this.#partitions as [{ topic: string; partition: number }]);
      const value = Buffer.concat([
        Buffer.from(`${index}:${sequence}:`),
        Buffer.alloc(random.below(profile.valueBytesMax + 1), sequence),
      ]);
      sends.push(this.#send(producer, { ...place, value }, { producer: index, sequence }));
      if (profile.pauseMsMax > 0) await pause(world, random.below(profile.pauseMsMax + 1));
    }
    await Promise.all(sends);
    await client.close();
  }

  /** A record that fails for good may be in the log or not: nothing is promised. */
  async #send(
    producer: Producer,
    record: { topic: string; partition: number; value: Buffer },
    sent: { producer: number; sequence: number },
  ): Promise<void> {
    const { topic, partition, value } = record;
    try {
      const { offset } = await producer.send(record);
      if (offset !== null)
        this.#stage.ledger.acknowledge({ ...sent, partition: `${topic}-${partition}`, offset, value });
    } catch (error) {
      if (!(error instanceof KafkaError)) throw error;
      if (error.code === ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER)
        throw new RunFault('broken law', `record ${sent.producer}:${sent.sequence} was refused: ${error.message}`);
      this.#stage.tell(`record ${sent.producer}:${sent.sequence} to ${topic}-${partition} failed: ${error.message}`);
    }
  }

  async #consume(index: number): Promise<void> {
    const { ledger } = this.#stage;
    const client = await this.#connect(`consumer-${index}`);
    const consumer = client.consumer({ maxWaitMs: 100, resetTo: 'earliest' });
    await consumer.assign(this.#partitions.map((place) => ({ ...place, from: { offset: 0 } })));
    while (!this.#isHealed) {
      for (const read of await consumer.poll())
        ledger.read(`consumer ${index}`, `${read.topic}-${read.partition}`, read);
    }
    await client.close();
  }

  async #strikeAll(): Promise<void> {
    const { profile, random, world } = this.#stage;
    for (const strike of profile.strikes) {
      if (random.below(4) === 0) await pause(world, random.below(profile.quietMsMax + 1));
      else await world.runner.afterEvents(logUniform(random, 1, EVENTS_BETWEEN_STRIKES_MAX));
      this.#stage.tell(`strike: ${strike}`);
      this.faultsInjected += 1;
      if (strike !== 'disk fault' && random.below(4) > 0) await this.#burst();
      await this.#strike(strike);
    }
  }

  /** Sends records that are on their way when the strike falls: what it tears is what recovery has to find. */
  async #burst(): Promise<void> {
    const { profile, random, world } = this.#stage;
    const producer = profile.producers.length + 1;
    for (let left = 1 + random.below(20); left > 0; left -= 1) {
      const place = oneOf(random, this.#partitions as [{ topic: string; partition: number }]);
      const sequence = this.#bursting.length;
      const filling = Buffer.alloc(random.below(BURST_VALUE_BYTES_MAX + 1), 1 + (sequence % 255));
      const value = Buffer.concat([Buffer.from(`${producer}:${sequence}:`), filling]);
      if (this.#burstProducer !== null)
        this.#bursting.push(this.#send(this.#burstProducer, { ...place, value }, { producer, sequence }));
    }
    await world.runner.afterEvents(logUniform(random, 1, EVENTS_OF_BURST_MAX));
  }

  async #strike(strike: Strike): Promise<void> {
    const { cluster, world, random } = this.#stage;
    switch (strike) {
      case 'kill':
        this.#die('kill');
        return this.#startAgain();
      case 'power loss':
        this.#die('power loss');
        return this.#startAgain();
      case 'clean stop':
        // answers on their way are lost, and what is sent again meets a broker that stopped cleanly
        if (random.below(2) === 0) world.network.cut('yak');
        await this.#within(RECOVERY_MS_MAX, 'the cluster stops', cluster.stop());
        return this.#startAgain();
      case 'disk fault':
        return this.#failDisk();
      case 'cut connections':
        world.network.cut('yak');
        return;
      case 'isolation':
        world.network.isolate('yak');
        await pause(world, logUniform(random, 10, 20_000));
        world.network.heal('yak');
        return;
      case 'wall clock jump':
        world.clock.jumpWall(random.below(2 * WALL_JUMP_MS_MAX + 1) - WALL_JUMP_MS_MAX);
        return;
    }
  }

  #die(how: 'kill' | 'power loss'): void {
    const { cluster, ledger } = this.#stage;
    if (how === 'kill') cluster.kill();
    else cluster.losePower();
    ledger.died();
    this.groupUnloaded();
  }

  /** The disk under the logs fails for a while; then a person changes it and starts the broker again. */
  async #failDisk(): Promise<void> {
    const { profile, world, random } = this.#stage;
    const kind = oneOf(random, ['write', 'sync', 'sync']);
    const errno = kind === 'sync' ? 'EIO' : oneOf(random, ['EIO', 'ENOSPC']);
    this.#diskFaultErrno = errno;
    const chance = random.below(3) > 0 ? 1 : random.fraction();
    const faults: DiskFaults = {
      errnoOf: (operation, draws) =>
        operation.kind === kind && operation.path.startsWith(BROKER_DIRECTORY) && draws.fraction() < chance
          ? errno
          : null,
      shortWriteBytes: (operation, draws) => draws.below((operation.sizeInBytes ?? 0) + 1),
    };
    world.disk.faults = faults;
    await this.#burst();
    await pause(world, logUniform(random, 10, 20_000));
    world.disk.faults = noDiskFaults;
    this.#die(profile.flush === 'batch' && random.below(3) > 0 ? 'power loss' : 'kill');
    await this.#startAgain();
    this.#diskFaultErrno = null;
  }

  /** Down for a while, then up; one start in three is struck again before it is done. */
  async #startAgain(): Promise<void> {
    const { world, random } = this.#stage;
    await pause(world, logUniform(random, 1, 20_000));
    await this.#startCluster(random.below(3) === 0 ? 1 + random.below(400) : null);
  }

  async #startCluster(struckAfterEvents: number | null = null): Promise<void> {
    const { cluster, world, profile } = this.#stage;
    const starting = this.#within(RECOVERY_MS_MAX, 'the cluster starts', cluster.start());
    if (struckAfterEvents !== null) {
      const ended = await Promise.race([starting, world.runner.afterEvents(struckAfterEvents)]);
      if (ended === undefined) {
        this.#stage.tell('struck while starting');
        this.faultsInjected += 1;
        this.#die(profile.flush === 'batch' ? 'power loss' : 'kill');
        await pause(world, 100);
        return this.#startCluster();
      }
    }
    await starting;
    this.#stage.tell(`serving, start ${cluster.starts}`);
    if (cluster.starts > START_ATTEMPTS_MAX) throw new RunFault('broken law', 'the cluster was started too often');
  }

  /** One record to every partition by a client of its own. */
  async #proveLife(): Promise<void> {
    const client = await this.#connect('prover');
    const producer = client.producer({ acks: 'all', lingerMs: 0, deliveryTimeoutMs: RECOVERY_MS_MAX });
    const prover = this.#stage.profile.producers.length;
    await Promise.all(
      this.#partitions.map(async ({ topic, partition }) => {
        const value = Buffer.from(`${prover}:life:${topic}-${partition}`);
        const { offset } = await producer.send({ topic, partition, value });
        if (offset !== null)
          this.#stage.ledger.acknowledge({
            producer: prover,
            sequence: 0,
            partition: `${topic}-${partition}`,
            offset,
            value,
          });
      }),
    );
    await client.close();
  }

  async #readBack(): Promise<Map<string, { readonly offset: number; readonly value: Buffer | null }[]>> {
    const consumer = this.#connected.consumer({ maxWaitMs: 10 });
    const found = new Map<string, { readonly offset: number; readonly value: Buffer | null }[]>();
    const ends = new Map<string, number>();
    for (const { topic, partition } of this.#partitions) {
      found.set(`${topic}-${partition}`, []);
      ends.set(`${topic}-${partition}`, await consumer.resolve(topic, partition, 'latest'));
    }
    await consumer.assign(this.#partitions.map((place) => ({ ...place, from: 'earliest' })));
    while (isShort(consumer, ends)) {
      for (const read of await consumer.poll()) {
        const partition = `${read.topic}-${read.partition}`;
        this.#stage.ledger.read('read-back', partition, read);
        for (const { offset, value } of read.records) found.get(partition)?.push({ offset, value });
      }
    }
    for (const [partition, records] of found) this.#stage.ledger.checkReadBack(partition, records);
    return found;
  }

  async #retry<T>(attempt: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        if (!(error instanceof KafkaError)) throw error;
        await pause(this.#stage.world, 200);
      }
    }
  }

  /** Rejects with a broken law where the promise is not settled within this virtual time. */
  #within<T>(timeoutMs: number, law: string, promise: Promise<T>): Promise<T> {
    const { clock } = this.#stage.world;
    return new Promise((resolve, reject) => {
      const timer = clock.setTimeout(
        () => reject(new RunFault('broken law', `${law} within ${timeoutMs} ms`)),
        timeoutMs,
      );
      promise.then(resolve, reject).finally(() => clock.clearTimeout(timer));
    });
  }
}

function isShort(consumer: Consumer, ends: ReadonlyMap<string, number>): boolean {
  return consumer.positions().some(({ topic, partition, offset }) => offset < (ends.get(`${topic}-${partition}`) ?? 0));
}

function pause(world: SimulatedWorld, ms: number): Promise<void> {
  return new Promise((resolve) => {
    world.clock.setTimeout(resolve, ms);
  });
}
