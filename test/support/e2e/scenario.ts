import type { KafkaClient } from '@yak/client';
import { CreateTopics, DescribeTopicPartitions, Fetch, InitProducerId, Produce } from '@yak/protocol';
import { batchOf, fetchBody, produceBody, zstdBatch } from './requests';
import { ServedCluster } from './served-cluster';

/** A topic of two batches of two records each, one millisecond apart, the second batch a second later; nobody adds to it. */
export const STOCK_TOPIC = 'stock';
export const STOCK_TIMESTAMP = Date.now() - 3_600_000;
export const STOCK_LAST_TIMESTAMP = STOCK_TIMESTAMP + 1001;
/** A topic that the broker's time counts in. */
export const LOG_APPEND_TOPIC = 'stamped';
/** A topic whose one batch is in zstd. */
export const ZSTD_TOPIC = 'squeezed';
/** An id that no topic has. */
export const ABSENT_ID = 'f'.repeat(32);

/** One API at one version: asks over the socket and checks what the answer means. */
export type Scenario = (version: number, world: World) => Promise<void>;

/** A broker with known topics in it, and a client of it. */
export class World {
  readonly topicIds = new Map<string, string>();
  /** All bytes of the stock topic as the log holds them. */
  stock: Buffer = Buffer.alloc(0);
  leaderEpoch = -1;
  /** A topic that scenarios produce to. */
  readonly topic = 'busy';

  private constructor(
    readonly served: ServedCluster,
    readonly client: KafkaClient,
  ) {}

  static async make(): Promise<World> {
    const served = await ServedCluster.start();
    try {
      const world = new World(served, await served.client());
      await world.#createTopics();
      await world.#fill();
      return world;
    } catch (error) {
      await served.end();
      throw error;
    }
  }

  get port(): number {
    return this.served.port;
  }

  get clusterId(): string {
    return this.served.cluster.clusterId;
  }

  async newProducer(): Promise<{ producerId: number; producerEpoch: number }> {
    const { producerId, producerEpoch } = await this.client.request(InitProducerId, 'best', {
      transactionalId: null,
      transactionTimeoutMs: 1000,
    });
    return { producerId, producerEpoch };
  }

  /** Makes a topic of one partition. */
  async createTopic(name: string, configs: { name: string; value: string }[] = []): Promise<void> {
    const { topics } = await this.client.request(CreateTopics, 'best', {
      topics: [{ name, numPartitions: 1, replicationFactor: 1, assignments: [], configs }],
      timeoutMs: 10_000,
    });
    expect(topics[0]).toMatchObject({ name, errorCode: 0, errorMessage: null });
    this.topicIds.set(name, topics[0]?.topicId ?? '');
  }

  async #createTopics(): Promise<void> {
    await this.createTopic(STOCK_TOPIC);
    await this.createTopic(this.topic);
    await this.createTopic(ZSTD_TOPIC);
    await this.createTopic(LOG_APPEND_TOPIC, [{ name: 'message.timestamp.type', value: 'LogAppendTime' }]);
  }

  async #fill(): Promise<void> {
    const put = async (topic: string, batch: Buffer): Promise<void> => {
      const { responses } = await this.client.request(Produce, 'best', produceBody({ topic }, batch));
      expect(responses[0]?.partitionResponses[0]?.errorCode).toBe(0);
    };
    await put(STOCK_TOPIC, batchOf(['one', 'two'], { timestampMs: STOCK_TIMESTAMP }));
    await put(STOCK_TOPIC, batchOf(['three', 'four'], { timestampMs: STOCK_TIMESTAMP + 1000 }));
    await put(ZSTD_TOPIC, zstdBatch('squeezed'));
    const fetched = await this.client.request(Fetch, 12, fetchBody({ topic: STOCK_TOPIC }, { fetchOffset: 0 }));
    this.stock = Buffer.from(fetched.responses[0]?.partitions[0]?.records ?? []);
    const { topics } = await this.client.request(DescribeTopicPartitions, 0, { topics: [{ name: STOCK_TOPIC }] });
    this.leaderEpoch = topics[0]?.partitions[0]?.leaderEpoch ?? -1;
  }
}
