import { writeSync } from 'node:fs';
import {
  AssignerProtocol,
  type Consumer as KafkajsConsumer,
  Kafka,
  logLevel,
  type PartitionAssigner,
  PartitionAssigners,
} from 'kafkajs';

/**
 * One member of a group, in a process of its own so that it can be killed and paused. Reads the topic, says what it saw
 * before it commits it, and leaves politely on SIGTERM. Every value must be the offset of its record. Prints lines of JSON:
 *
 *   ["seen", partition, firstOffset, lastOffset, atUs]   processed in order without a gap; time of the monotonic clock
 *   ["joined"]  ["left"]  ["failed", why]
 */
export interface GroupMemberOptions {
  readonly client: 'kafkajs' | 'platformatic' | 'platformatic-consumer';
  readonly port: number;
  readonly groupId: string;
  readonly topic: string;
  readonly clientId: string;
  readonly instanceId: string | null;
  readonly sessionTimeoutMs: number;
  readonly heartbeatMs: number;
}

const COMMIT_EVERY_MS = 60;
const FETCH_WAIT_MS = 100;
const ASSIGNOR = 'roundrobin';
const STANDARD_OUTPUT = 1;
const options = JSON.parse(process.argv[2] ?? '{}') as GroupMemberOptions;
const broker = `127.0.0.1:${options.port}`;

/** Written when it returns: what was said before a commit must outlive a kill after it, however slow the reader is. */
function say(...line: readonly unknown[]): void {
  writeSync(STANDARD_OUTPUT, `${JSON.stringify(line)}\n`);
}

function fail(why: unknown): never {
  say('failed', why instanceof Error ? `${why.name}: ${why.message}` : String(why));
  process.exit(1);
}

function seen(partition: number, offsets: readonly { readonly offset: number; readonly value: string }[]): void {
  const [first] = offsets;
  if (first === undefined) return;
  const wrong = offsets.find(({ offset, value }, at) => offset !== first.offset + at || value !== String(offset));
  if (wrong !== undefined)
    fail(`partition ${partition}: "${wrong.value}" at ${wrong.offset}, read from ${first.offset}`);
  const last = first.offset + offsets.length - 1;
  say('seen', partition, first.offset, last, Number(process.hrtime.bigint() / 1000n));
}

/** Round robin under the name that other clients know it by, so that they can share a group with kafkajs. */
const roundRobin: PartitionAssigner = (config) => ({
  ...PartitionAssigners.roundRobin(config),
  name: ASSIGNOR,
  protocol: ({ topics }) => ({
    name: ASSIGNOR,
    metadata: AssignerProtocol.MemberMetadata.encode({ version: 0, topics, userData: Buffer.alloc(0) }),
  }),
});

/** kafkajs: eager, range or round robin, never static (its requests leave the instance id out). */
async function runKafkajs(): Promise<() => Promise<void>> {
  const kafka = new Kafka({ clientId: options.clientId, brokers: [broker], logLevel: logLevel.NOTHING });
  const consumer: KafkajsConsumer = kafka.consumer({
    groupId: options.groupId,
    sessionTimeout: options.sessionTimeoutMs,
    rebalanceTimeout: options.sessionTimeoutMs * 2,
    heartbeatInterval: options.heartbeatMs,
    maxWaitTimeInMs: FETCH_WAIT_MS,
    partitionAssigners: [roundRobin],
  });
  let tenure = 0;
  consumer.on(consumer.events.REBALANCING, () => (tenure += 1));
  consumer.on(consumer.events.GROUP_JOIN, () => {
    tenure += 1;
    say('joined');
  });
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    if (!payload.restart) fail(payload.error);
  });
  await consumer.connect();
  await consumer.subscribe({ topics: [options.topic], fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false,
    eachBatch: async ({ batch, resolveOffset, commitOffsetsIfNecessary, heartbeat, isRunning, isStale }) => {
      const begunIn = tenure;
      const last = batch.messages.at(-1);
      if (last === undefined || !isRunning() || isStale()) return;
      seen(
        batch.partition,
        batch.messages.map(({ offset, value }) => ({ offset: Number(offset), value: value?.toString() ?? '' })),
      );
      resolveOffset(last.offset);
      await heartbeat();
      if (begunIn !== tenure) return;
      const offset = String(Number(last.offset) + 1);
      await commitOffsetsIfNecessary({
        topics: [{ topic: batch.topic, partitions: [{ partition: batch.partition, offset }] }],
      });
    },
  });
  return () => consumer.disconnect();
}

/** Puts records that come one by one together, so that each turn says one line for each partition. */
class Said {
  readonly #ranges = new Map<number, { offset: number; value: string }[]>();

  add(partition: number, record: { offset: number; value: string }): void {
    if (this.#ranges.size === 0) setImmediate(() => this.flush());
    const range = this.#ranges.get(partition);
    if (range === undefined) this.#ranges.set(partition, [record]);
    else range.push(record);
  }

  flush(): void {
    for (const [partition, records] of this.#ranges) seen(partition, records);
    this.#ranges.clear();
  }
}

/** What a member read and has yet to commit, as long as it owns the partitions. */
class Unfinished {
  readonly #next = new Map<number, number>();
  /** Where each partition began at the last hand-over; what a stream still holds from before lies below. */
  readonly #from = new Map<number, number>();

  handedOver(positions: ReadonlyMap<string, bigint>, owned: ReadonlySet<number>): void {
    this.#next.clear();
    this.#from.clear();
    for (const partition of owned) {
      const position = positions.get(`${options.topic}:${partition}`);
      if (position !== undefined) this.#from.set(partition, Number(position));
    }
  }

  forget(): void {
    this.#next.clear();
    this.#from.clear();
  }

  /** Whether a record is of the present tenure and the next of its partition. */
  take(partition: number, offset: number): boolean {
    const from = this.#from.get(partition);
    if (from === undefined || offset !== from) return false;
    this.#from.set(partition, offset + 1);
    this.#next.set(partition, offset + 1);
    return true;
  }

  toCommit(owned: ReadonlySet<number>): { topic: string; partition: number; offset: bigint; leaderEpoch: number }[] {
    const offsets = [...this.#next]
      .filter(([partition]) => owned.has(partition))
      .map(([partition, offset]) => ({ topic: options.topic, partition, offset: BigInt(offset), leaderEpoch: -1 }));
    this.#next.clear();
    return offsets;
  }
}

/** Whether an error of \@platformatic/kafka, or one in it, has this name in the protocol. */
function isOf(error: unknown, name: string): boolean {
  const { findBy } = error as { findBy?: (key: string, value: unknown) => unknown };
  return Boolean(findBy?.call(error, 'apiId', name));
}

/** \@platformatic/kafka: eager and possibly static with the classic protocol, or the consumer protocol of KIP-848. */
async function runPlatformatic(groupProtocol: 'classic' | 'consumer'): Promise<() => Promise<void>> {
  const { Consumer, MessagesStreamFallbackModes, MessagesStreamModes, stringDeserializers } =
    await import('@platformatic/kafka');
  const consumer = new Consumer({
    clientId: options.clientId,
    bootstrapBrokers: [broker],
    groupId: options.groupId,
    groupProtocol,
    ...(options.instanceId === null ? {} : { groupInstanceId: options.instanceId }),
    ...(groupProtocol === 'classic'
      ? {
          sessionTimeout: options.sessionTimeoutMs,
          heartbeatInterval: options.heartbeatMs,
          rebalanceTimeout: options.sessionTimeoutMs * 2,
          protocols: [{ name: ASSIGNOR, version: 0 }], // its version 1 lacks a field that librdkafka reads
        }
      : {}),
    maxWaitTime: FETCH_WAIT_MS,
    autocommit: false,
    retries: 0, // with retries a refused commit would join anew and commit the same again, whoever owns the partition by then
    deserializers: stringDeserializers,
  });
  const unfinished = new Unfinished();
  const said = new Said();
  const owned = (): ReadonlySet<number> =>
    new Set(consumer.assignments?.find(({ topic }) => topic === options.topic)?.partitions ?? []);
  consumer.on('consumer:group:rebalance', () => unfinished.forget());
  consumer.on('consumer:group:join', () => {
    unfinished.forget();
    say('joined');
  });
  consumer.on('error', fail);
  consumer.on('consumer:heartbeat:error', ({ error }: { error: unknown }) => {
    // with the consumer protocol it beats on for ever under an id that is known no more, and never joins again
    if (groupProtocol === 'consumer' && isOf(error, 'UNKNOWN_MEMBER_ID')) fail('thrown out, and does not join again');
  });
  const stream = await consumer.consume({
    topics: [options.topic],
    mode: MessagesStreamModes.COMMITTED,
    fallbackMode: MessagesStreamFallbackModes.EARLIEST,
  });
  const handOver = (): void => {
    said.flush();
    unfinished.handedOver(stream.offsetsToFetch, owned());
  };
  stream.on('offsets', handOver);
  handOver();
  stream.on('error', fail);
  stream.on('data', ({ partition, offset, value }: { partition: number; offset: bigint; value: unknown }) => {
    if (!owned().has(partition) || !unfinished.take(partition, Number(offset))) return;
    said.add(partition, { offset: Number(offset), value: String(value) });
  });
  const commit = async (): Promise<void> => {
    said.flush();
    const offsets = unfinished.toCommit(owned());
    if (offsets.length === 0) return;
    const committed: Promise<void> = consumer.commit({ offsets });
    await committed.catch(() => undefined); // what was refused is seen again
  };
  let committing = Promise.resolve();
  const timer = setInterval(() => {
    committing = committing.then(commit);
  }, COMMIT_EVERY_MS);
  return async () => {
    clearInterval(timer);
    await committing;
    await new Promise<void>((resolve, reject) => {
      consumer.close(true, (error: unknown) => {
        if (error instanceof Error) reject(error);
        else resolve();
      });
    });
  };
}

async function main(): Promise<void> {
  process.on('unhandledRejection', fail);
  process.on('uncaughtException', fail);
  const leave =
    options.client === 'kafkajs'
      ? await runKafkajs()
      : await runPlatformatic(options.client === 'platformatic' ? 'classic' : 'consumer');
  const end = (): void => {
    void leave().then(() => {
      say('left');
      process.exit(0);
    }, fail);
  };
  process.once('SIGTERM', end);
}
main().catch(fail);
