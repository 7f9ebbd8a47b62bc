import { brokerEpoch, brokerId, ErrorCode, offset } from '@yak/model';
import { CoordinatorBench, newTopic } from '../../support/cluster/coordinator';
import { shown } from '../../support/cluster/records';

const ONE = brokerId(1);
const onlyPartition = (bench: CoordinatorBench) => {
  const record = bench.image.topicByName('orders')?.partitions[0];
  if (record === undefined) throw new Error('no partition');
  return record;
};

test('the walk of one broker: register, create, claim, lead', async () => {
  const bench = await new CoordinatorBench().start();
  const epoch = await bench.join(1);
  const reply = await bench.createLed(1, epoch, newTopic('orders', { partitionCount: 3 }));
  expect(reply).toMatchObject({
    kind: 'topics-created',
    outcomes: [{ kind: 'created', partitionCount: 3, replicationFactor: 1 }],
  });
  for (const record of bench.image.topicByName('orders')?.partitions ?? []) {
    expect(record).toMatchObject({
      leader: { brokerId: 1, brokerEpoch: 1 },
      leaderEpoch: 1,
      partitionEpoch: 1,
      isRecovering: false,
    });
  }
});

test('R7 and R9: after kill -9 the partition comes back by itself, one epoch later, recovering, with a line in the journal', async () => {
  const bench = await new CoordinatorBench().start();
  await bench.createLed(1, await bench.join(1), newTopic('orders'));
  await bench.restart();
  const epoch = await bench.join(1);
  expect(epoch).toBe(2);
  expect(onlyPartition(bench)).toMatchObject({
    leader: null,
    leaderEpoch: 2,
    isr: [],
    elr: [],
    lastKnownLeader: { brokerId: 1, directoryId: 'disk-1' },
  });
  expect(await bench.claimAll(1, epoch)).toMatchObject([{ kind: 'granted', leaderEpoch: 3 }]);
  expect(onlyPartition(bench)).toMatchObject({
    leader: { brokerId: 1, brokerEpoch: 2 },
    isRecovering: true,
    lastKnownLeader: null,
  });
  expect(bench.journal.since(0, { machine: 'partition-election' })).toMatchObject([
    { id: 'orders-0', to: 'recovering', cause: 'elected from last-known-leader' },
  ]);
});

test('R9: after kill -9 a disk whose log vanished does not lead', async () => {
  const bench = await new CoordinatorBench().start();
  await bench.createLed(1, await bench.join(1), newTopic('orders'));
  await bench.restart();
  const epoch = await bench.join(1);
  expect(await bench.claimAll(1, epoch, { logEndOffset: offset(0) })).toMatchObject([
    { code: ErrorCode.INELIGIBLE_REPLICA },
  ]);
  expect(await bench.claimAll(1, epoch, { directoryId: 'disk-other' })).toMatchObject([
    { code: ErrorCode.INELIGIBLE_REPLICA },
  ]);
});

test('R7: after a clean stop memberships move to the new broker epoch and the claim is granted from the ISR', async () => {
  const bench = await new CoordinatorBench().start();
  const before = await bench.join(1);
  await bench.createLed(1, before, newTopic('orders'));
  await bench.ask('controlledShutdown', { operationId: 'stop', brokerId: ONE, brokerEpoch: before });
  expect(bench.image.broker(ONE)?.state).toBe('shutting-down');
  await bench.restart();
  const epoch = await bench.join(1, { cleanShutdown: { brokerEpoch: before, directoryId: 'disk-1' } });
  expect([shown(onlyPartition(bench).isr), onlyPartition(bench).leader, onlyPartition(bench).leaderEpoch]).toEqual([
    '1@2',
    null,
    1,
  ]);
  expect(await bench.claimAll(1, epoch)).toMatchObject([{ kind: 'granted', leaderEpoch: 2 }]);
  expect(onlyPartition(bench).isRecovering).toBe(false);
});

test('the cluster keeps its name over restarts', async () => {
  const bench = await new CoordinatorBench().start();
  const name = bench.image.clusterId;
  expect(name).toMatch(/^[\w-]{22}$/);
  await bench.restart();
  expect(bench.image.clusterId).toBe(name);
});

test('5,000 claims are one message and one append', async () => {
  const bench = await new CoordinatorBench().start();
  const epoch = await bench.join(1);
  let appends = 0;
  const append = bench.file.append.bind(bench.file);
  const created = bench.createLed(1, epoch, newTopic('wide', { partitionCount: 5_000 }));
  await created;
  await bench.restart();
  const again = await bench.join(1);
  bench.file.append = (entries) => {
    appends += 1;
    return append(entries);
  };
  const outcomes = await bench.claimAll(1, again);
  expect(outcomes).toHaveLength(5_000);
  expect(outcomes.every((outcome) => outcome.kind === 'granted')).toBe(true);
  expect(appends).toBe(1);
});

test('a stopped coordinator answers nobody and leaves no timer', async () => {
  const bench = await new CoordinatorBench().start();
  await bench.join(1);
  await bench.coordinator.stop();
  await expect(
    bench.ask('heartbeat', { brokerId: ONE, brokerEpoch: brokerEpoch(1), appliedRevision: 0 }),
  ).rejects.toMatchObject({ code: 'YAK_BUS_UNAVAILABLE' });
  expect([bench.clock.armed, bench.faults]).toEqual([0, []]);
});
