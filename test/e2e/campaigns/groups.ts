import { once } from 'node:events';
import { setTimeout as elapsed } from 'node:timers/promises';
import { type Random, seededRandom } from '@yak/base';
import { CreateTopics, Produce } from '@yak/protocol';
import { encodePlainBatch } from '@yak/records';
import { freePort, type RunningBroker, startBroker } from '../../support/processes';
import { bundleProgram } from '../../support/programs';
import { RawConnection } from '../../support/raw-connection';
import { WireTap } from '../../support/wire-tap';
import { ChurnedGroup, type GroupOutcome, type GroupPlan, StaticGroup } from './churned-group';
import { GroupWitness } from '../../support/groups/group-witness';

const TOPIC = 'numbers';
const PARTITIONS = 12;
const PRODUCE_EVERY_MS = 50;
const CONSUMER_HEARTBEAT_MS = 300;
/** Long enough for a killed member to be started again in time. */
const STATIC_SESSION_TIMEOUT_MS = 20_000;

/** What a campaign of groups is to do. */
export interface GroupsOptions {
  readonly seed: string;
  readonly folder: string;
  readonly durationMs: number;
  readonly recordsPerSecond: number;
  readonly sessionTimeoutMs: number;
  /** After the last change every record must be seen within this time. */
  readonly drainMs: number;
  readonly plans: readonly GroupPlan[];
  readonly profile?: 'dev' | 'test';
  readonly onLine?: (line: string) => void;
}

/** What it came to. An empty list of faults is the only good outcome. */
export interface GroupsResult {
  readonly produced: number;
  readonly faults: readonly string[];
  readonly groups: readonly GroupOutcome[];
}

/** Writes numbers at a steady rate: in every partition the value of a record is its offset. */
class NumberSource {
  readonly endOffsets = Array.from({ length: PARTITIONS }, () => 0);
  #isOver = false;

  constructor(
    private readonly connection: RawConnection,
    private readonly random: Random,
    private readonly recordsPerSecond: number,
  ) {}

  get produced(): number {
    return this.endOffsets.reduce((sum, end) => sum + end, 0);
  }

  stop(): void {
    this.#isOver = true;
  }

  async run(): Promise<void> {
    const startedMs = performance.now();
    while (!this.#isOver) {
      const due = ((performance.now() - startedMs) / 1000) * this.recordsPerSecond - this.produced;
      if (due >= 1) await this.#send(Math.ceil(due));
      await elapsed(PRODUCE_EVERY_MS);
    }
  }

  async #send(count: number): Promise<void> {
    const numbers = Array.from({ length: PARTITIONS }, () => 0);
    for (let left = count; left > 0; left -= 1) {
      const partition = this.random.below(PARTITIONS);
      numbers[partition] = (numbers[partition] ?? 0) + 1;
    }
    const partitionData = numbers.flatMap((records, index) =>
      records === 0 ? [] : [{ index, records: this.#batch(index, records) }],
    );
    const answer = await this.connection.request(Produce, 9, {
      acks: -1,
      timeoutMs: 10_000,
      topicData: [{ name: TOPIC, partitionData }],
    });
    for (const { index, errorCode, baseOffset } of answer.responses[0]?.partitionResponses ?? []) {
      const end = this.endOffsets[index] ?? 0;
      if (errorCode !== 0 || baseOffset !== end)
        throw new Error(`partition ${index}: error ${errorCode}, offset ${baseOffset} where ${end} was due`);
      this.endOffsets[index] = end + (numbers[index] ?? 0);
    }
  }

  #batch(partition: number, count: number): Buffer {
    const first = this.endOffsets[partition] ?? 0;
    const records = Array.from({ length: count }, (_, at) => ({
      timestampMs: Date.now(),
      value: Buffer.from(String(first + at)),
    }));
    return encodePlainBatch({ records });
  }
}

async function createTopic(port: number): Promise<void> {
  const connection = await RawConnection.open(port);
  await connection.request(CreateTopics, 5, {
    topics: [{ name: TOPIC, numPartitions: PARTITIONS, replicationFactor: 1, assignments: [], configs: [] }],
    timeoutMs: 10_000,
    validateOnly: false,
  });
  connection.close();
}

async function startTappedBroker(
  options: GroupsOptions,
  witness: GroupWitness,
): Promise<{ broker: RunningBroker; tap: WireTap; tapPort: number }> {
  const tapPort = await freePort();
  const broker = await startBroker(options.folder, {
    YAK_PROFILE: options.profile ?? 'dev',
    YAK_ADVERTISED_LISTENERS: `PLAINTEXT://127.0.0.1:${tapPort}`,
    YAK_GROUP_MIN_SESSION_TIMEOUT_MS: '10',
    YAK_GROUP_CONSUMER_MIN_SESSION_TIMEOUT_MS: '10',
    YAK_GROUP_CONSUMER_SESSION_TIMEOUT_MS: String(options.sessionTimeoutMs),
    YAK_GROUP_CONSUMER_MIN_HEARTBEAT_INTERVAL_MS: '10',
    YAK_GROUP_CONSUMER_HEARTBEAT_INTERVAL_MS: String(CONSUMER_HEARTBEAT_MS),
  });
  const tap = await WireTap.open({ port: tapPort, brokerPort: broker.port, listeners: witness.listeners });
  return { broker, tap, tapPort };
}

/** Waits until every group has seen everything, or the time is over; what is missing then are faults. */
async function drained(witness: GroupWitness, source: NumberSource, options: GroupsOptions): Promise<string[]> {
  const untilMs = performance.now() + options.drainMs;
  for (;;) {
    const missing = options.plans.flatMap(({ groupId }) => witness.group(groupId).missing(source.endOffsets));
    if (missing.length === 0 || performance.now() > untilMs) return missing;
    await elapsed(100);
  }
}

/**
 * Groups of clients in processes of their own that join, leave, are killed and paused while numbers are produced. A tap on
 * the wire tells the witness what members were told; members tell what they saw.
 */
export async function churnGroups(options: GroupsOptions): Promise<GroupsResult> {
  const random = seededRandom(options.seed);
  const say = options.onLine ?? ((): void => undefined);
  const program = await bundleProgram('test/e2e/campaigns/group-member-process.ts');
  const witness = new GroupWitness({
    topic: TOPIC,
    partitionsCount: PARTITIONS,
    // where a closed socket is a leave, a partition may change hands at any time
    consumerSessionTimeoutMs: options.profile === 'test' ? 0 : options.sessionTimeoutMs,
  });
  const { broker, tap, tapPort } = await startTappedBroker(options, witness);
  await createTopic(broker.port);
  const source = new NumberSource(
    await RawConnection.open(broker.port),
    random.fork('numbers'),
    options.recordsPerSecond,
  );
  const producing = source.run();
  const groups = options.plans.map((plan) => {
    const settings = {
      plan,
      view: witness.group(plan.groupId),
      random: random.fork(plan.groupId),
      member: {
        port: tapPort,
        topic: TOPIC,
        program,
        sessionTimeoutMs: plan.isStatic === true ? STATIC_SESSION_TIMEOUT_MS : options.sessionTimeoutMs,
      },
      say,
    };
    return plan.isStatic === true ? new StaticGroup(settings) : new ChurnedGroup(settings);
  });
  const untilMs = performance.now() + options.durationMs;
  const faults: string[] = [];
  await Promise.race([Promise.all(groups.map((group) => group.churn(untilMs))), producing, once(broker.child, 'exit')]);
  if (broker.child.exitCode !== null || broker.child.signalCode !== null) faults.push('the broker ended');
  source.stop();
  await producing;
  await Promise.all(groups.map((group) => group.settle()));
  say(`${source.produced} records produced; every group is to see them all`);
  faults.push(...(await drained(witness, source, options)));
  faults.push(...(await Promise.all(groups.map((group) => group.end()))).flat());
  tap.close();
  if ((await broker.stop()) !== 0) faults.push('the broker did not end well');
  faults.push(...witness.faults);
  return { produced: source.produced, faults, groups: groups.map((group) => group.outcome) };
}
