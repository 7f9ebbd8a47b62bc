import assert from 'node:assert/strict';
import { setTimeout as elapsed } from 'node:timers/promises';
import { ClientKafka } from '@nestjs/microservices';
import { Kafka, logLevel } from 'kafkajs';
import { firstValueFrom } from 'rxjs';
import { EVENTS, Hearing, kafkaOptions, QUESTIONS, startInstance } from './microservice';

/**
 * Plays NestJS's Transport.KAFKA against the broker at a port: node transport-process.cjs <port>. Prints a line per promise
 * that held and ends with 1 at the first that did not. A process of its own, because kafkajs loads its modules when it first
 * needs them, between two tests too, which jest forbids.
 */
const PARTITIONS = 4;
const port = Number(process.argv[2]);
const kafka = new Kafka({ clientId: 'scenario', brokers: [`127.0.0.1:${port}`], logLevel: logLevel.NOTHING });
const hearing = new Hearing();

const range = (from: number, count: number): number[] => Array.from({ length: count }, (_, at) => from + at);
const heardBy = (orders: readonly number[]): Set<string> =>
  new Set(hearing.heard.filter(({ order }) => orders.includes(order)).map(({ instance }) => instance));
const held = (promise: string): void => void process.stdout.write(`${promise}\n`);

async function createTopics(): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({
    topics: [EVENTS, QUESTIONS, `${QUESTIONS}.reply`].map((topic) => ({ topic, numPartitions: PARTITIONS })),
  });
  await admin.disconnect();
}

/** Events with these numbers, spread over all partitions. */
async function place(orders: readonly number[]): Promise<void> {
  const producer = kafka.producer();
  await producer.connect();
  await producer.send({
    topic: EVENTS,
    messages: orders.map((order) => ({ value: JSON.stringify({ order }), partition: order % PARTITIONS })),
  });
  await producer.disconnect();
}

/** Resolves when the group of the instances is stable with so many members. */
async function isStable(membersCount: number): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  for (;;) {
    const { groups } = await admin.describeGroups(['orders-server']);
    if (groups[0]?.state === 'Stable' && groups[0].members.length === membersCount) break;
    await elapsed(50);
  }
  await admin.disconnect();
}

async function main(): Promise<void> {
  await createTopics();
  const first = await startInstance(port, 'first', hearing);
  const client = new ClientKafka(kafkaOptions(port, 'asker').options ?? {});
  client.subscribeToResponseOf(QUESTIONS);
  await client.connect();

  await firstValueFrom(client.emit(EVENTS, { order: 1 }));
  await hearing.all([1]);
  assert.deepEqual(hearing.heard, [{ instance: 'first', order: 1 }]);
  held('an event reaches its @EventPattern');

  const asked = range(1, 20).map((count) => firstValueFrom(client.send<object>(QUESTIONS, { item: 'oats', count })));
  assert.deepEqual(
    await Promise.all(asked),
    range(1, 20).map((count) => ({ item: 'oats', cents: count * 250, by: 'first' })),
  );
  held('a question is answered by its @MessagePattern');

  const second = await startInstance(port, 'second', hearing);
  await isStable(2);
  const orders = range(100, 80);
  await place(orders);
  await hearing.all(orders);
  assert.deepEqual(heardBy(orders), new Set(['first', 'second']));
  assert.equal(hearing.heard.filter(({ order }) => order >= 100).length, orders.length);
  held('two instances share the group, and each event is heard once');

  const answers = range(0, 40).map((count) =>
    firstValueFrom(
      client.send<{ by: string }>(QUESTIONS, { key: String(count), value: { item: 'hay', count: String(count) } }),
    ),
  );
  assert.deepEqual(new Set((await Promise.all(answers)).map(({ by }) => by)), new Set(['first', 'second']));
  held('questions are answered by both instances');

  await first.close();
  const later = range(1000, 40);
  await place(later);
  await hearing.all(later);
  assert.deepEqual(heardBy(later), new Set(['second']));
  held('an instance takes over from one that closes');

  await client.close();
  await second.close();
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  },
);
