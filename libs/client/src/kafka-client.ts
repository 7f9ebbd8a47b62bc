import type { Clock, Random } from '@yak/base';
import type { MessageInputOf, MessageOf, MessageSchema } from '@yak/codec';
import { ErrorCode } from '@yak/model';
import type { Transport } from '@yak/network';
import { type Api, Produce, type ResponseOf } from '@yak/protocol';
import { Admin } from './admin';
import type { BrokerConnection } from './broker-connection';
import { BrokerPool } from './broker-pool';
import type { ClientCalls, RequestTarget } from './client-calls';
import { Consumer, type ConsumerOptions } from './consumer';
import { Coordinators } from './coordinators';
import { GroupAdmin } from './group-admin';
import { GroupConsumer } from './group-consumer';
import type { GroupConsumerOptions } from './group-options';
import { KafkaError, throwIfError } from './kafka-error';
import { type ClusterDescription, MetadataCache, type TopicDescription } from './metadata-cache';
import { Producer } from './producer';
import type { ProducerOptions } from './producer-options';
import { retrying } from './retry';
import { bestVersion, type VersionRange } from './version-choice';

/** What a client needs. */
export interface KafkaClientOptions {
  /** `host:port` of at least one broker; `host` alone means port 9092. */
  readonly bootstrap: readonly string[];
  readonly clientId: string;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: Random;
  /** A request unanswered for this long fails with REQUEST_TIMED_OUT and its connection closes. Default 30,000. */
  readonly requestTimeoutMs?: number;
  /** How long calls that retry go on doing so. Default 60,000. */
  readonly retryTimeoutMs?: number;
  /** Metadata older than this is asked for again. Default 300,000. */
  readonly metadataMaxAgeMs?: number;
}

/** Where a batch came to lie. */
export interface ProducedPlace {
  /** Offset of the batch's first record; null with acks=0. */
  readonly baseOffset: number | null;
}

/** Kafka spoken outwards: one pipelined connection per broker, versions negotiated, metadata remembered. */
export class KafkaClient implements ClientCalls {
  readonly clock: Clock;
  readonly random: Random;
  readonly metadata: MetadataCache;
  readonly admin: Admin;
  readonly coordinators: Coordinators;
  readonly groups: GroupAdmin;
  /** How long calls that retry go on doing so. */
  readonly retryTimeoutMs: number;
  readonly #pool: BrokerPool;
  readonly #closing = new Set<() => void>();

  private constructor(options: KafkaClientOptions) {
    const { bootstrap, clientId, transport, clock, random } = options;
    this.clock = clock;
    this.random = random;
    this.retryTimeoutMs = options.retryTimeoutMs ?? 60_000;
    this.#pool = new BrokerPool(bootstrap, {
      transport,
      clock,
      clientId,
      requestTimeoutMs: options.requestTimeoutMs ?? 30_000,
    });
    this.metadata = new MetadataCache({ pool: this.#pool, clock, maxAgeMs: options.metadataMaxAgeMs ?? 300_000 });
    this.admin = new Admin(this);
    this.coordinators = new Coordinators(this);
    this.groups = new GroupAdmin(this, this.coordinators);
  }

  /** Finds a broker that answers, trying the addresses in order. Rejects with the last KafkaError. */
  static async connect(options: KafkaClientOptions): Promise<KafkaClient> {
    const client = new KafkaClient(options);
    try {
      await client.metadata.refresh([]);
    } catch (error) {
      await client.close();
      throw error;
    }
    return client;
  }

  /**
   * One request, sent once. The answer's own error codes are the caller's to read.
   * @param version a version of our schemas, sent even if the broker does not advertise it; `best`: the highest both sides speak
   */
  async request<Req extends MessageSchema, Res extends MessageSchema>(
    api: Api<Req, Res>,
    version: number | 'best',
    body: MessageInputOf<Req>,
    target: RequestTarget = 'any',
  ): Promise<MessageOf<Res>> {
    const connection = await this.connectionTo(target);
    const chosen = version === 'best' ? bestVersion(api, connection.versions) : version;
    const timeoutMs = typeof target === 'object' ? target.timeoutMs : undefined;
    return connection.request(api, chosen, body, timeoutMs === undefined ? {} : { timeoutMs });
  }

  /** What a broker speaks, by API key. */
  async versionsOf(target: RequestTarget = 'any'): Promise<ReadonlyMap<number, VersionRange>> {
    return (await this.connectionTo(target)).versions;
  }

  /** The pipelined connection to a broker, opened if need be. */
  async connectionTo(target: RequestTarget): Promise<BrokerConnection> {
    if (target === 'any') return this.#pool.toAny();
    if (target !== 'controller') return this.#pool.to(target.brokerId, target.lane ?? null);
    const known = this.metadata.controllerId ?? (await this.metadata.refresh([])).controllerId;
    if (known === null) throw new KafkaError(ErrorCode.NOT_CONTROLLER, 'the cluster names no controller at the moment');
    return this.#pool.to(known);
  }

  /** Closes the connections of a lane; requests in flight there fail. */
  closeLane(lane: string): void {
    this.#pool.closeLane(lane);
  }

  /** Brokers and all topics (null), some, or none (empty), asked now. */
  describe(topics: readonly string[] | null): Promise<ClusterDescription> {
    return this.metadata.refresh(topics);
  }

  /** The partitions of a topic, retried while the topic has just been created. Rejects with KafkaError. */
  partitionsOf(topic: string): Promise<TopicDescription['partitions']> {
    return this.retrying(async () => (await this.metadata.topic(topic)).partitions);
  }

  /** Tries until it succeeds, fails for good or `retryTimeoutMs` have passed. */
  retrying<T>(attempt: (failures: number) => Promise<T>): Promise<T> {
    return retrying({ clock: this.clock, random: this.random, timeoutMs: this.retryTimeoutMs }, attempt);
  }

  /**
   * Sends one batch to a partition's leader, once, without retry.
   * @param batch one encoded record batch
   * Rejects with KafkaError; on errors that say the leader is elsewhere, the topic's metadata is forgotten first.
   */
  async produce(
    place: { readonly topic: string; readonly partition: number },
    batch: Buffer,
    options: { readonly acks: 0 | 1 | -1; readonly timeoutMs: number },
  ): Promise<ProducedPlace> {
    const { topic, partition } = place;
    const leader = await this.metadata.leaderOf(topic, partition);
    const connection = await this.#pool.to(leader.brokerId);
    const version = bestVersion(Produce, connection.versions);
    const body = {
      acks: options.acks,
      timeoutMs: options.timeoutMs,
      topicData: [{ name: topic, partitionData: [{ index: partition, records: batch }] }],
    };
    if (options.acks === 0) {
      connection.post(Produce, version, body);
      return { baseOffset: null };
    }
    const answer = partitionAnswer(await connection.request(Produce, version, body));
    if (answer.errorCode !== ErrorCode.NONE) this.metadata.forget(topic);
    throwIfError(answer.errorCode, answer.errorMessage);
    return { baseOffset: answer.baseOffset };
  }

  /** A producer with batching, partitioning and retries. Closed with the client, or on its own. */
  producer(options: ProducerOptions = {}): Producer {
    const producer = new Producer(this, options);
    this.#closing.add(() => {
      producer.abandon();
    });
    return producer;
  }

  /** A reader of explicit partitions and offsets, without a group. */
  consumer(options: ConsumerOptions = {}): Consumer {
    return new Consumer(this, options);
  }

  /** A member of a group, which reads what the group gives it and commits how far it came. Close it to leave politely. */
  groupConsumer(options: GroupConsumerOptions): GroupConsumer {
    return new GroupConsumer(this, this.coordinators, options);
  }

  /** Closes every connection; what is under way fails. */
  async close(): Promise<void> {
    for (const close of this.#closing) close();
    this.#closing.clear();
    await this.#pool.close();
  }
}

function partitionAnswer(
  response: ResponseOf<typeof Produce>,
): ResponseOf<typeof Produce>['responses'][number]['partitionResponses'][number] {
  const answer = response.responses[0]?.partitionResponses[0];
  if (answer === undefined)
    throw new KafkaError(ErrorCode.UNKNOWN_SERVER_ERROR, 'the broker answered for no partition');
  return answer;
}
