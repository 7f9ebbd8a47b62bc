import { seededRandom, silentLogger, silentMeter } from '@yak/base';
import { KafkaClient, type KafkaClientOptions } from '@yak/client';
import { Journal } from '@yak/journal';
import { ErrorCode, type TopicId, topicId } from '@yak/model';
import {
  DEFAULT_CONNECTION_LIMITS,
  KafkaListeners,
  type Answer,
  type RequestServer,
  type ServedRequest,
} from '@yak/network';
import {
  apis,
  decodeRequest,
  encodeResponse,
  readRequestHeader,
  type RequestOf,
  type ResponseInputOf,
} from '@yak/protocol';
import type { ApiVersions, Fetch, InitProducerId, ListOffsets, Metadata, Produce } from '@yak/protocol';
import { type BatchHeader, nextOffset, placeBatch, readBatchHeader } from '@yak/records';
import type { LeaderEpoch, Offset } from '@yak/model';
import { MemoryNetwork, VirtualClock } from '@yak/simulation';
import { drive } from '../network/drive';

interface FakePartition {
  leaderId: number;
  readonly batches: { readonly bytes: Buffer; readonly header: BatchHeader }[];
  readonly lastSequences: Map<number, { readonly first: number; readonly last: number; readonly baseOffset: number }[]>;
}

/** What a test may answer instead of the fake: a response body, the bytes after the correlation id, `'close'`, `'silence'`, or undefined to leave it to the fake; a promise holds the answer back, and with it those after it on its connection. */
export type Interception = (request: {
  readonly key: number;
  readonly version: number;
  readonly body: unknown;
  readonly brokerId: number;
}) => object | 'close' | 'silence' | Promise<object | 'close' | 'silence'> | undefined;

type Produced = RequestOf<typeof Produce>;

/** A small cluster that behaves as Kafka does in what clients need, in memory. */
export class FakeCluster implements RequestServer {
  readonly clock = new VirtualClock({ random: seededRandom('client') });
  readonly network = new MemoryNetwork({ clock: this.clock, random: seededRandom('client network') });
  readonly topics = new Map<string, FakePartition[]>();
  readonly asked: {
    readonly key: number;
    readonly version: number;
    readonly brokerId: number;
    readonly body: unknown;
  }[] = [];
  intercept: Interception = () => undefined;
  apiVersionsMax = 4;
  controllerId = 1;
  #producerIdOfNext = 1_000;
  readonly #listeners = new Map<number, KafkaListeners>();

  /** Starts brokers 1 to `count` on ports 9091 + id. */
  static async start(count = 1): Promise<FakeCluster> {
    const cluster = new FakeCluster();
    for (let brokerId = 1; brokerId <= count; brokerId += 1) await cluster.startBroker(brokerId);
    return cluster;
  }

  async startBroker(brokerId: number): Promise<void> {
    const listeners = new KafkaListeners({
      endpoints: [
        {
          name: `B${brokerId}`,
          host: '127.0.0.1',
          port: 9091 + brokerId,
          securityProtocol: 'PLAINTEXT',
          isInterBroker: false,
        },
      ],
      transport: this.network.transport(`broker-${brokerId}`),
      server: this,
      limits: DEFAULT_CONNECTION_LIMITS,
      clock: this.clock,
      journal: new Journal({ node: `broker-${brokerId}`, clock: this.clock, capacity: 10 }),
      logger: silentLogger,
      meter: silentMeter,
    });
    this.#listeners.set(brokerId, listeners);
    await listeners.start();
  }

  async killBroker(brokerId: number): Promise<void> {
    await drive(this.clock, this.#listeners.get(brokerId)?.kill() ?? Promise.resolve());
    this.#listeners.delete(brokerId);
  }

  createTopic(name: string, leaderIds: readonly number[]): void {
    this.topics.set(
      name,
      leaderIds.map((leaderId) => ({ leaderId, batches: [], lastSequences: new Map() })),
    );
  }

  partition(name: string, index = 0): FakePartition {
    const found = this.topics.get(name)?.[index];
    if (found === undefined) throw new Error(`no partition ${name}-${index}`);
    return found;
  }

  topicIdOf(name: string): TopicId {
    return topicId(Buffer.from(name.padEnd(16, '.').slice(0, 16)).toString('hex'));
  }

  client(options: Partial<KafkaClientOptions> = {}): Promise<KafkaClient> {
    return drive(
      this.clock,
      KafkaClient.connect({
        bootstrap: ['127.0.0.1:9092'],
        clientId: 'test',
        transport: this.network.transport('client'),
        clock: this.clock,
        random: seededRandom('client choices'),
        ...options,
      }),
    );
  }

  /** Requests of one API so far. */
  countOf(key: number): number {
    return this.asked.filter((request) => request.key === key).length;
  }

  serve(frame: Buffer, connection: { readonly localPort: number }): ServedRequest {
    const header = readRequestHeader(frame);
    const api = apis.get(header.apiKey);
    if (api === undefined) return { accepted: null, answer: { kind: 'close', reason: 'unknown API' } };
    const brokerId = connection.localPort - 9091;
    const isTooNew = header.apiKey === 18 && header.apiVersion > this.apiVersionsMax;
    const body: unknown = isTooNew
      ? {}
      : decodeRequest(api, header.apiVersion, frame, { bodyOffset: header.bodyOffset });
    const request = { key: header.apiKey, version: header.apiVersion, body, brokerId };
    this.asked.push(request);
    const answer =
      this.intercept(request) ??
      (isTooNew
        ? { errorCode: 35, apiKeys: [{ apiKey: 18, minVersion: 0, maxVersion: this.apiVersionsMax }] }
        : this.answer(request));
    const version = isTooNew ? 0 : header.apiVersion;
    const encode = (given: object | 'close' | 'silence'): Answer => {
      if (given === 'close') return { kind: 'close', reason: 'the test says so' };
      if (given === 'silence') return { kind: 'silent' };
      if (!Buffer.isBuffer(given))
        return {
          kind: 'frames',
          frames: encodeResponse(api, version, header.correlationId, given as never),
          throttleMs: 0,
        };
      const head = Buffer.alloc(8);
      head.writeInt32BE(4 + given.length);
      head.writeInt32BE(header.correlationId, 4);
      return { kind: 'frames', frames: [head, given], throttleMs: 0 };
    };
    return { accepted: null, answer: answer instanceof Promise ? answer.then(encode) : encode(answer) };
  }

  private answer({ key, body, brokerId }: { key: number; body: unknown; brokerId: number }): object | 'silence' {
    switch (key) {
      case 0:
        return this.produce(body as Produced, brokerId);
      case 1:
        return this.fetch(body as RequestOf<typeof Fetch>);
      case 2:
        return this.listOffsets(body as RequestOf<typeof ListOffsets>);
      case 3:
        return this.metadata(body as RequestOf<typeof Metadata>);
      case 18:
        return {
          errorCode: 0,
          apiKeys: [...apis.values()].map((api) => ({
            apiKey: api.key,
            minVersion: api.versions.min,
            maxVersion: api.versions.max,
          })),
        } satisfies ResponseInputOf<typeof ApiVersions>;
      case 22:
        return { errorCode: 0, producerId: this.#producerIdOfNext++, producerEpoch: 0 } satisfies ResponseInputOf<
          typeof InitProducerId
        >;
      default:
        throw new Error(`the fake does not answer API ${key}`);
    }
  }

  private metadata(request: RequestOf<typeof Metadata>): ResponseInputOf<typeof Metadata> {
    const names = request.topics === null ? [...this.topics.keys()] : request.topics.map(({ name }) => name ?? '');
    return {
      brokers: [...this.#listeners.keys()].map((nodeId) => ({ nodeId, host: '127.0.0.1', port: 9091 + nodeId })),
      clusterId: 'fake',
      controllerId: this.controllerId,
      topics: names.map((name) => {
        const partitions = this.topics.get(name) ?? [];
        return {
          errorCode: partitions.length === 0 ? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION : 0,
          name,
          topicId: this.topicIdOf(name),
          partitions: partitions.map(({ leaderId }, partitionIndex) => ({
            errorCode: 0,
            partitionIndex,
            leaderId,
            leaderEpoch: 0,
            replicaNodes: [leaderId],
            isrNodes: [leaderId],
          })),
        };
      }),
    };
  }

  private produce(request: Produced, brokerId: number): ResponseInputOf<typeof Produce> | 'silence' {
    const responses = request.topicData.map(({ name, partitionData }) => ({
      name,
      partitionResponses: partitionData.map(({ index, records }) => ({
        index,
        ...this.append(this.partition(name, index), records, brokerId),
      })),
    }));
    return request.acks === 0 ? 'silence' : { responses };
  }

  private append(
    partition: FakePartition,
    records: Buffer | null,
    brokerId: number,
  ): { errorCode: number; baseOffset: number } {
    const header = records === null ? null : readBatchHeader(records);
    if (partition.leaderId !== brokerId) return { errorCode: ErrorCode.NOT_LEADER_OR_FOLLOWER, baseOffset: -1 };
    if (records === null || header === null) return { errorCode: ErrorCode.INVALID_RECORD, baseOffset: -1 };
    const baseOffset = this.endOffset(partition);
    if (header.producerId >= 0) {
      const known = partition.lastSequences.get(header.producerId) ?? [];
      const copy = known.find(({ first }) => first === header.baseSequence);
      if (copy !== undefined) return { errorCode: 0, baseOffset: copy.baseOffset };
      if (header.baseSequence !== (known.at(-1)?.last ?? -1) + 1)
        return { errorCode: ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER, baseOffset: -1 };
      partition.lastSequences.set(header.producerId, [
        ...known,
        { first: header.baseSequence, last: header.baseSequence + header.lastOffsetDelta, baseOffset },
      ]);
    }
    placeBatch({ bytes: records, header }, { baseOffset: baseOffset as Offset, leaderEpoch: 0 as LeaderEpoch });
    partition.batches.push({ bytes: records, header });
    return { errorCode: 0, baseOffset };
  }

  /** Offset that the next batch of a partition gets. */
  endOffset(partition: FakePartition): number {
    const last = partition.batches.at(-1);
    return last === undefined ? 0 : nextOffset(last.header);
  }

  private fetch(request: RequestOf<typeof Fetch>): ResponseInputOf<typeof Fetch> {
    const responses = request.topics.map((topic) => {
      const name =
        topic.topic === ''
          ? ([...this.topics.keys()].find((each) => this.topicIdOf(each) === topic.topicId) ?? '')
          : topic.topic;
      return {
        topic: name,
        topicId: this.topicIdOf(name),
        partitions: topic.partitions.map(({ partition: partitionIndex, fetchOffset }) => {
          const partition = this.partition(name, partitionIndex);
          const highWatermark = this.endOffset(partition);
          const isOut = fetchOffset > highWatermark;
          const batches = partition.batches
            .filter(({ header }) => nextOffset(header) > fetchOffset)
            .map(({ bytes }) => bytes);
          return {
            partitionIndex,
            errorCode: isOut ? ErrorCode.OFFSET_OUT_OF_RANGE : 0,
            highWatermark,
            abortedTransactions: null,
            records: Buffer.concat(batches),
          };
        }),
      };
    });
    return { errorCode: 0, responses };
  }

  private listOffsets(request: RequestOf<typeof ListOffsets>): ResponseInputOf<typeof ListOffsets> {
    const topics = request.topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex, timestamp }) => {
        const partition = this.partition(name, partitionIndex);
        const found =
          timestamp === -2
            ? 0
            : timestamp === -1
              ? this.endOffset(partition)
              : (partition.batches.find(({ header }) => header.maxTimestamp >= timestamp)?.header.baseOffset ?? -1);
        return { partitionIndex, errorCode: 0, offset: found, timestamp: -1 };
      }),
    }));
    return { topics };
  }
}
