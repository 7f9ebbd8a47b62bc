import type { INestMicroservice } from '@nestjs/common';
import { ClientKafka } from '@nestjs/microservices';
import { Kafka, logLevel } from 'kafkajs';
import { firstValueFrom } from 'rxjs';
import { type RunningBroker, startBroker, temporaryFolder } from '../../support/processes';
import { EVENTS, Hearing, kafkaOptions, QUESTIONS, startInstance } from './microservice';

const PARTITIONS = 4;

/** NestJS's built-in Transport.KAFKA, unmodified, against a real process in the test profile. */
describe("NestJS's Transport.KAFKA", () => {
  const folder = temporaryFolder();
  const hearing = new Hearing();
  const instances = new Map<string, INestMicroservice>();
  let broker: RunningBroker;
  let kafka: Kafka;
  let client: ClientKafka;

  beforeAll(async () => {
    broker = await startBroker(folder.path, { YAK_PROFILE: 'test' });
    kafka = new Kafka({ clientId: 'spec', brokers: [`127.0.0.1:${broker.port}`], logLevel: logLevel.NOTHING });
    const admin = kafka.admin();
    await admin.connect();
    await admin.createTopics({
      topics: [EVENTS, QUESTIONS, `${QUESTIONS}.reply`].map((topic) => ({ topic, numPartitions: PARTITIONS })),
    });
    await admin.disconnect();
    instances.set('first', await startInstance(broker.port, 'first', hearing));
    client = new ClientKafka(kafkaOptions(broker.port, 'asker').options ?? {});
    client.subscribeToResponseOf(QUESTIONS);
    await client.connect();
  }, 60_000);
  afterAll(async () => {
    await client.close();
    await Promise.all([...instances.values()].map((instance) => instance.close()));
    await broker.stop();
    folder.remove();
  }, 60_000);

  /** Emits events with these numbers, spread over all partitions. */
  const place = async (orders: readonly number[]): Promise<void> => {
    const producer = kafka.producer();
    await producer.connect();
    await producer.send({
      topic: EVENTS,
      messages: orders.map((order) => ({ value: JSON.stringify({ order }), partition: order % PARTITIONS })),
    });
    await producer.disconnect();
  };
  const range = (from: number, count: number): number[] => Array.from({ length: count }, (_, at) => from + at);
  const heardBy = (orders: readonly number[]): Set<string> =>
    new Set(hearing.heard.filter(({ order }) => orders.includes(order)).map(({ instance }) => instance));
  /** Resolves when a group of so many members is stable. */
  const isStable = async (membersCount: number): Promise<void> => {
    const admin = kafka.admin();
    await admin.connect();
    for (;;) {
      const { groups } = await admin.describeGroups(['orders-server']);
      if (groups[0]?.state === 'Stable' && groups[0].members.length === membersCount) break;
    }
    await admin.disconnect();
  };

  test('an event emitted by ClientKafka reaches its @EventPattern', async () => {
    await firstValueFrom(client.emit(EVENTS, { order: 1 }));
    await hearing.all([1]);
    expect(hearing.heard).toEqual([{ instance: 'first', order: 1 }]);
  });

  test('a question sent by ClientKafka is answered by its @MessagePattern', async () => {
    const answers = await Promise.all(
      range(1, 20).map((count) => firstValueFrom(client.send<object>(QUESTIONS, { item: 'oats', count }))),
    );
    expect(answers).toEqual(range(1, 20).map((count) => ({ item: 'oats', cents: count * 250, by: 'first' })));
  });

  test('two instances share the group: each event is heard once, by either', async () => {
    instances.set('second', await startInstance(broker.port, 'second', hearing));
    await isStable(2);
    const orders = range(100, 80);
    await place(orders);
    await hearing.all(orders);
    expect(heardBy(orders)).toEqual(new Set(['first', 'second']));
    expect(hearing.heard.filter(({ order }) => order >= 100)).toHaveLength(orders.length);
  });

  test('questions are answered by both', async () => {
    const answers = await Promise.all(
      range(0, 40).map((count) =>
        firstValueFrom(client.send<{ by: string }>(QUESTIONS, { key: String(count), value: { item: 'hay', count } })),
      ),
    );
    expect(new Set(answers.map(({ by }) => by))).toEqual(new Set(['first', 'second']));
  });

  test('when one instance closes, the other takes all events over', async () => {
    await instances.get('first')?.close();
    instances.delete('first');
    const orders = range(1000, 40);
    await place(orders);
    await hearing.all(orders);
    expect(heardBy(orders)).toEqual(new Set(['second']));
  });
});
