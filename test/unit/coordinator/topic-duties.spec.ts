import type { CreateTopicsRequest } from '@yak/control';
import { ErrorCode, isRefusal, topicId } from '@yak/model';
import { CoordinatorBench, granted, newTopic } from '../../support/cluster/coordinator';
import { settingsWith } from '../../support/cluster/records';

const request = (change: Partial<CreateTopicsRequest>): CreateTopicsRequest => ({
  operationId: 'create',
  timeoutMs: 500,
  validateOnly: false,
  topics: [],
  ...change,
});
const codes = (outcomes: readonly object[]): (number | null)[] =>
  outcomes.map((outcome) => (isRefusal(outcome) ? outcome.code : null));

test('a creation waits for leaders and times out though the topic exists', async () => {
  const bench = await new CoordinatorBench().start();
  await bench.join(1);
  const created = bench.ask('createTopics', request({ topics: [newTopic('orders')] }));
  await bench.clock.run(500);
  expect(codes(granted(await created).outcomes)).toEqual([ErrorCode.REQUEST_TIMED_OUT]);
  expect(bench.image.topicByName('orders')).not.toBeNull();
});

test('validate-only runs the checks, writes nothing and does not wait', async () => {
  const bench = await new CoordinatorBench().start();
  await bench.join(1);
  const { outcomes } = granted(
    await bench.ask(
      'createTopics',
      request({ validateOnly: true, topics: [newTopic('orders', { partitionCount: 4 }), newTopic('../x')] }),
    ),
  );
  expect(outcomes).toMatchObject([{ kind: 'created', partitionCount: 4 }, { code: ErrorCode.INVALID_TOPIC_EXCEPTION }]);
  expect(bench.image.topicCount).toBe(0);
});

test('topics of one request stand or fall alone', async () => {
  const bench = await new CoordinatorBench().start();
  const epoch = await bench.join(1);
  const twice = [newTopic('twice'), newTopic('twice')];
  const reply = await bench.createLed(
    1,
    epoch,
    newTopic('good'),
    newTopic('bad', { replicationFactor: 3 }),
    ...twice,
    newTopic('a.b'),
    newTopic('a_b'),
  );
  expect(codes(granted(reply).outcomes)).toEqual([
    null,
    ErrorCode.INVALID_REPLICATION_FACTOR,
    ErrorCode.INVALID_REQUEST,
    ErrorCode.INVALID_REQUEST,
    null,
    ErrorCode.INVALID_TOPIC_EXCEPTION,
  ]);
});

test('of two requests that create one name at once one wins', async () => {
  const bench = await new CoordinatorBench().start();
  const epoch = await bench.join(1);
  const both = ['a', 'b'].map((operationId) =>
    bench.ask('createTopics', request({ operationId, topics: [newTopic('orders')] })),
  );
  await bench.clock.run(0);
  await bench.claimAll(1, epoch);
  const outcomes = (await Promise.all(both)).flatMap((reply) => granted(reply).outcomes);
  expect(codes(outcomes)).toEqual([null, ErrorCode.TOPIC_ALREADY_EXISTS]);
});

test('the same operation asked again finds the topic that it made', async () => {
  const bench = await new CoordinatorBench().start();
  const epoch = await bench.join(1);
  const configs = [{ name: 'retention.ms', value: '5000' }];
  const first = granted(await bench.createLed(1, epoch, newTopic('orders', { configs })));
  expect(granted(await bench.createLed(1, epoch, newTopic('orders', { configs }))).outcomes).toEqual(first.outcomes);
});

test('more than 10,000 partitions in one request are refused whole', async () => {
  const bench = await new CoordinatorBench().start();
  await bench.join(1);
  const topics = [newTopic('a', { partitionCount: 9_000 }), newTopic('b', { partitionCount: 1_001 })];
  expect(await bench.ask('createTopics', request({ topics }))).toMatchObject({ code: ErrorCode.POLICY_VIOLATION });
});

test('a deleted topic is gone for good: its name comes back with another id', async () => {
  const bench = await new CoordinatorBench().start();
  const epoch = await bench.join(1);
  await bench.createLed(1, epoch, newTopic('orders', { configs: [{ name: 'retention.ms', value: '5000' }] }));
  const id = bench.image.topicByName('orders')?.topicId;
  const { outcomes } = granted(
    await bench.ask('deleteTopics', { operationId: 'd', timeoutMs: 100, topics: [{ name: 'orders' }] }),
  );
  expect(outcomes).toEqual([{ kind: 'deleted', topicId: id, name: 'orders' }]);
  expect([bench.image.topicCount, [...bench.image.partitions()].length]).toEqual([0, 0]);
  expect((await bench.store.list('')).filter((stored) => stored.key.includes(id ?? ''))).toEqual([]);
  await bench.createLed(1, epoch, newTopic('orders'));
  expect(bench.image.topicByName('orders')?.topicId).not.toBe(id);
  expect(bench.image.topicConfig(bench.image.topicByName('orders')?.topicId ?? topicId('0'.repeat(32))).size).toBe(0);
});

test('topics that cannot be deleted are refused one by one', async () => {
  const bench = await new CoordinatorBench().start();
  const epoch = await bench.join(1);
  await bench.createLed(1, epoch, newTopic('orders'), newTopic('other'));
  const id = bench.image.topicByName('orders')?.topicId ?? topicId('0'.repeat(32));
  const topics = [
    { name: 'orders' },
    { topicId: id },
    { name: 'nobody' },
    { topicId: topicId('f'.repeat(32)) },
    { name: 'other' },
  ];
  const { outcomes } = granted(await bench.ask('deleteTopics', { operationId: 'd', timeoutMs: 100, topics }));
  expect(codes(outcomes)).toEqual([
    ErrorCode.INVALID_REQUEST,
    ErrorCode.INVALID_REQUEST,
    ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
    ErrorCode.UNKNOWN_TOPIC_ID,
    null,
  ]);
});

test('where deletion is disabled nothing is deleted', async () => {
  const bench = await new CoordinatorBench(settingsWith({ 'delete.topic.enable': 'false' })).start();
  await bench.createLed(1, await bench.join(1), newTopic('orders'));
  const { outcomes } = granted(
    await bench.ask('deleteTopics', { operationId: 'd', timeoutMs: 100, topics: [{ name: 'orders' }] }),
  );
  expect(codes(outcomes)).toEqual([ErrorCode.TOPIC_DELETION_DISABLED]);
});

test('a topic grows, and is answered when the new partitions are led', async () => {
  const bench = await new CoordinatorBench().start();
  const epoch = await bench.join(1);
  await bench.createLed(1, epoch, newTopic('orders'));
  const grow = (count: number, validateOnly = false) =>
    bench.ask('createPartitions', {
      operationId: 'g',
      timeoutMs: 500,
      validateOnly,
      topics: [{ name: 'orders', count, assignments: null }],
    });
  expect(granted(await grow(9, true)).outcomes).toMatchObject([{ kind: 'grown', partitionCount: 9 }]);
  expect(bench.image.topicByName('orders')?.partitionCount).toBe(1);
  const grown = grow(3);
  await bench.clock.run(0);
  await bench.claimAll(1, epoch);
  expect(granted(await grown).outcomes).toMatchObject([{ kind: 'grown', partitionCount: 3 }]);
  expect(bench.image.topicByName('orders')?.partitions.map((record) => record.leader?.brokerId)).toEqual([1, 1, 1]);
  expect(codes(granted(await grow(3)).outcomes)).toEqual([ErrorCode.INVALID_PARTITIONS]);
});
