import type { IsrChange, PartitionRecord } from '@yak/control';
import { brokerEpoch, brokerId, ErrorCode } from '@yak/model';
import { CoordinatorBench, granted, newTopic } from '../../support/cluster/coordinator';
import { members } from '../../support/cluster/records';

async function pair(): Promise<{
  bench: CoordinatorBench;
  one: ReturnType<typeof brokerEpoch>;
  record: () => PartitionRecord;
}> {
  const bench = await new CoordinatorBench().start();
  const one = await bench.join(1);
  await bench.join(2);
  await bench.createLed(
    1,
    one,
    newTopic('pair', {
      partitionCount: null,
      replicationFactor: null,
      assignments: [{ partition: 0, brokerIds: [1, 2] }],
    }),
  );
  const record = (): PartitionRecord => {
    const found = bench.image.topicByName('pair')?.partitions[0];
    if (found === undefined) throw new Error('no partition');
    return found;
  };
  return { bench, one, record };
}
const changeOf = (record: PartitionRecord, isr: string): IsrChange => ({
  topicId: record.topicId,
  partition: record.partition,
  leaderEpoch: record.leaderEpoch,
  partitionEpoch: record.partitionEpoch,
  isr: members(isr),
  isRecovering: false,
});
const sender = { operationId: 'alter', brokerId: brokerId(1) };

test('of two claims for one partition sent at once exactly one is granted', async () => {
  const bench = await new CoordinatorBench().start();
  const one = await bench.join(1);
  const two = await bench.join(2);
  const assignments = [{ partition: 0, brokerIds: [1, 2] }];
  const created = bench.ask('createTopics', {
    operationId: 'c',
    timeoutMs: 1_000,
    validateOnly: false,
    topics: [newTopic('pair', { partitionCount: null, replicationFactor: null, assignments })],
  });
  await bench.clock.run(0);
  const outcomes = (await Promise.all([bench.claimAll(1, one), bench.claimAll(2, two)])).flat();
  expect(outcomes.map((outcome) => (outcome.kind === 'refusal' ? outcome.code : 'granted')).sort()).toEqual(
    [ErrorCode.FENCED_LEADER_EPOCH, 'granted'].sort(),
  );
  await created;
});

test('a leader shrinks and grows its ISR, each time from the newest record', async () => {
  const { bench, one, record } = await pair();
  const first = record();
  const shrunk = granted(
    await bench.ask('alterIsr', { ...sender, brokerEpoch: one, changes: [changeOf(first, '1@1')] }),
  );
  expect(shrunk.outcomes).toEqual([
    {
      kind: 'altered',
      leaderEpoch: 1,
      partitionEpoch: first.partitionEpoch + 1,
      isr: members('1@1'),
      isRecovering: false,
    },
  ]);
  const late = granted(await bench.ask('alterIsr', { ...sender, brokerEpoch: one, changes: [changeOf(first, '1@1')] }));
  expect(late.outcomes).toMatchObject([{ code: ErrorCode.INVALID_UPDATE_VERSION }]);
  const grown = granted(
    await bench.ask('alterIsr', { ...sender, brokerEpoch: one, changes: [changeOf(record(), '1@1 2@1')] }),
  );
  expect(grown.outcomes).toMatchObject([{ kind: 'altered', isr: members('1@1 2@1') }]);
});

test('R1: of two ISR changes computed from one record one is committed', async () => {
  const { bench, one, record } = await pair();
  const changes = [changeOf(record(), '1@1'), changeOf(record(), '1@1 2@1')];
  const { outcomes } = granted(await bench.ask('alterIsr', { ...sender, brokerEpoch: one, changes }));
  expect(outcomes.map((outcome) => outcome.kind)).toEqual(['altered', 'refusal']);
  expect(outcomes[1]).toMatchObject({ code: ErrorCode.INVALID_UPDATE_VERSION });
});

test('R9: a recovery ends by word of the leader, once, with a line in the journal', async () => {
  const bench = await new CoordinatorBench().start();
  await bench.createLed(1, await bench.join(1), newTopic('orders'));
  await bench.restart();
  const epoch = await bench.join(1);
  await bench.claimAll(1, epoch);
  for (let time = 0; time < 2; time += 1) {
    const [record] = bench.image.topicByName('orders')?.partitions ?? [];
    if (record === undefined) throw new Error('no partition');
    const changes = [changeOf(record, `1@${epoch}`)];
    const { outcomes } = granted(await bench.ask('alterIsr', { ...sender, brokerEpoch: epoch, changes }));
    expect(outcomes).toMatchObject([{ kind: 'altered', leaderEpoch: 3, isRecovering: false }]);
    expect(bench.journal.since(0, { machine: 'partition-election' }).slice(1)).toMatchObject([
      { id: 'orders-0', from: 'recovering', to: 'led', cause: 'the leader serves' },
    ]);
  }
});

test('claims and ISR changes of an earlier registration are refused as a whole', async () => {
  const { bench } = await pair();
  const stale = { ...sender, brokerEpoch: brokerEpoch(7) };
  expect(await bench.ask('alterIsr', { ...stale, changes: [] })).toMatchObject({ code: ErrorCode.STALE_BROKER_EPOCH });
  expect(await bench.ask('claim', { ...stale, claims: [] })).toMatchObject({ code: ErrorCode.STALE_BROKER_EPOCH });
});
