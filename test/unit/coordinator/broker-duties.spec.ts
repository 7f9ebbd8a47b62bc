import { brokerEpoch, brokerId, ErrorCode } from '@yak/model';
import { CoordinatorBench, granted, newTopic } from '../../support/cluster/coordinator';
import { registerRequest, shown } from '../../support/cluster/records';

const ONE = brokerId(1);
const heartbeat = (epoch: number, appliedRevision = 1_000_000) => ({
  brokerId: ONE,
  brokerEpoch: brokerEpoch(epoch),
  appliedRevision,
});

test('R15: a broker stays fenced until its metadata has reached its own registration', async () => {
  const bench = await new CoordinatorBench().start();
  const { revision, brokerEpoch: epoch } = granted(await bench.ask('register', registerRequest()));
  expect(await bench.ask('heartbeat', heartbeat(epoch, revision - 1))).toEqual({ kind: 'heard', isFenced: true });
  expect(bench.image.broker(ONE)?.state).toBe('fenced');
  expect(await bench.ask('heartbeat', heartbeat(epoch, revision))).toEqual({ kind: 'heard', isFenced: false });
  expect(bench.image.broker(ONE)).toMatchObject({ state: 'alive', recordEpoch: 1 });
});

test('the same process asking twice is registered once', async () => {
  const bench = await new CoordinatorBench().start();
  const first = await bench.ask('register', registerRequest());
  expect(await bench.ask('register', registerRequest())).toEqual(first);
});

test('a second process with a live id is refused until the first was silent for a session', async () => {
  const bench = await new CoordinatorBench().start();
  await bench.join(1);
  const second = registerRequest({ incarnationId: 'second' });
  expect(await bench.ask('register', second)).toMatchObject({ code: ErrorCode.DUPLICATE_BROKER_REGISTRATION });
  await bench.clock.run(1_200);
  expect(await bench.ask('register', second)).toMatchObject({ kind: 'registered', brokerEpoch: 2 });
});

test('of two processes that register at once only one gets an epoch', async () => {
  const bench = await new CoordinatorBench().start();
  const replies = await Promise.all(
    ['a', 'b'].map((incarnationId) => bench.ask('register', registerRequest({ incarnationId }))),
  );
  expect(replies.map((reply) => (reply.kind === 'registered' ? reply.brokerEpoch : 0)).sort()).toEqual([1, 2]);
  expect(bench.image.broker(ONE)?.brokerEpoch).toBe(2);
});

test.each([
  ['unknown broker', 1, false, ErrorCode.BROKER_ID_NOT_REGISTERED],
  ['stale epoch', 9, true, ErrorCode.STALE_BROKER_EPOCH],
])('requests of an %s are refused', async (_, epoch, isRegistered, code) => {
  const bench = await new CoordinatorBench().start();
  if (isRegistered) await bench.join(1);
  const broker = { operationId: 'o', brokerId: ONE, brokerEpoch: brokerEpoch(epoch) };
  expect(await bench.ask('heartbeat', heartbeat(epoch))).toMatchObject({ code });
  expect(await bench.ask('controlledShutdown', broker)).toMatchObject({ code });
  expect(await bench.ask('allocateProducerIds', broker)).toMatchObject({ code });
});

test('R10: a broker silent for a session is fenced, its partition leaderless with it eligible; heard again it leads again', async () => {
  const bench = await new CoordinatorBench().start();
  const epoch = await bench.join(1);
  await bench.createLed(1, epoch, newTopic('orders'));
  await bench.clock.run(1_300);
  const fenced = bench.image.topicByName('orders')?.partitions[0];
  expect(bench.image.broker(ONE)?.state).toBe('fenced');
  expect([fenced?.leader, fenced?.leaderEpoch, shown(fenced?.isr ?? []), shown(fenced?.elr ?? [])]).toEqual([
    null,
    2,
    '',
    '1@1',
  ]);
  expect(await bench.ask('heartbeat', heartbeat(epoch))).toMatchObject({ isFenced: false });
  expect(await bench.claimAll(1, epoch)).toMatchObject([{ kind: 'granted', leaderEpoch: 3 }]);
  expect(bench.image.topicByName('orders')?.partitions[0]).toMatchObject({ isr: [{ brokerId: 1 }], elr: [] });
});

test('a broker that shuts down hands over what another in-sync broker can lead', async () => {
  const bench = await new CoordinatorBench().start();
  const one = await bench.join(1);
  const two = await bench.join(2);
  await bench.createLed(
    1,
    one,
    newTopic('pair', {
      partitionCount: null,
      replicationFactor: null,
      assignments: [{ partition: 0, brokerIds: [1, 2] }],
    }),
  );
  expect(await bench.ask('controlledShutdown', { operationId: 'stop', brokerId: ONE, brokerEpoch: one })).toEqual({
    kind: 'shutdown',
    mayShutDown: true,
  });
  expect(bench.image.topicByName('pair')?.partitions[0]).toMatchObject({ leader: null, isr: [{ brokerId: 2 }] });
  expect(await bench.claimAll(1, one)).toMatchObject([{ code: ErrorCode.INELIGIBLE_REPLICA }]);
  expect(await bench.claimAll(2, two)).toMatchObject([{ kind: 'granted' }]);
});

test('blocks of producer ids never repeat, not even asked for at once or after a restart', async () => {
  const bench = await new CoordinatorBench().start();
  const ask = async (epoch: number) =>
    granted(
      await bench.ask('allocateProducerIds', { operationId: 'ids', brokerId: ONE, brokerEpoch: brokerEpoch(epoch) }),
    ).firstProducerId as number;
  const epoch = await bench.join(1);
  const firsts = await Promise.all([ask(epoch), ask(epoch), ask(epoch)]);
  await bench.restart();
  firsts.push(await ask(await bench.join(1)));
  expect([...firsts].sort((one, other) => one - other)).toEqual([0, 1_000, 2_000, 3_000]);
});

test('a topic created while its broker registers anew does not keep the registration before (R16)', async () => {
  const bench = await new CoordinatorBench().start();
  await bench.join(1);
  await bench.clock.run(1_200);
  const created = bench.ask('createTopics', {
    operationId: 'c',
    timeoutMs: 0,
    validateOnly: false,
    topics: [newTopic('orders', { assignments: null })],
  });
  const joined = bench.join(1);
  await Promise.all([created, joined]);
  for (const record of bench.image.partitions()) expect(shown(record.isr)).not.toBe('1@1');
});

test('claims that come close behind the heartbeat are not refused because the fence is just being lifted', async () => {
  const bench = await new CoordinatorBench().start();
  await bench.createLed(1, await bench.join(1), newTopic('orders'));
  await bench.restart();
  const { brokerEpoch: epoch } = granted(await bench.ask('register', registerRequest({ incarnationId: 'again' })));
  const beat = bench.ask('heartbeat', heartbeat(epoch));
  expect(await bench.claimAll(1, epoch)).toMatchObject([{ kind: 'granted' }]);
  expect(await beat).toMatchObject({ isFenced: false });
});
