import type { ConsumedRecords, GroupConsumer, GroupConsumerOptions } from '@yak/client';
import { ErrorCode } from '@yak/model';
import type { JoinGroup, RequestOf } from '@yak/protocol';
import { encodePlainBatch } from '@yak/records';
import { decodeSubscription } from '../../../libs/client/src/group-protocol';
import { FakeCluster } from '../../support/client/fake-broker';
import { FakeGroup } from '../../support/client/fake-group';
import { drive, runFor } from '../../support/network/drive';

const HEARTBEAT = 12;
const JOIN = 11;
const SYNC = 14;
const COMMIT = 8;

const batchOf = (texts: readonly string[]): Buffer =>
  encodePlainBatch({ records: texts.map((text) => ({ timestampMs: 1, value: Buffer.from(text) })) });

/** A topic `orders` with so many partitions, each with these records, and a group `g` that broker 1 coordinates. */
async function world(partitions = 2, records: readonly string[] = ['a', 'b', 'c']) {
  const [cluster, group] = [await FakeCluster.start(2), new FakeGroup()];
  cluster.createTopic(
    'orders',
    Array.from({ length: partitions }, () => 1),
  );
  cluster.intercept = group.answer;
  const client = await cluster.client({ retryTimeoutMs: 5_000 });
  for (let partition = 0; partition < partitions && records.length > 0; partition += 1) {
    const place = { topic: 'orders', partition };
    await drive(cluster.clock, client.produce(place, batchOf(records), { acks: 1, timeoutMs: 1_000 }));
  }
  const member = (options: Partial<GroupConsumerOptions> = {}): GroupConsumer =>
    client.groupConsumer({ groupId: 'g', topics: ['orders'], startAt: 'earliest', maxWaitMs: 10, ...options });
  const call = <T>(promise: Promise<T>): Promise<T> => drive(cluster.clock, promise);
  return { cluster, group, client, member, call };
}

const placesOf = (consumer: GroupConsumer): string[] =>
  consumer.assigned().map(({ topic, partition }) => `${topic}-${partition}`);
const textsOf = (slices: readonly ConsumedRecords[]): string[] =>
  slices.flatMap(({ partition, records }) => records.map(({ value }) => `${partition}${String(value)}`));

/** Polls and works off what comes until it has come to so many records. */
async function read(
  { call }: { call: <T>(promise: Promise<T>) => Promise<T> },
  consumer: GroupConsumer,
  count: number,
): Promise<string[]> {
  const texts: string[] = [];
  for (let polls = 0; polls < 50 && texts.length < count; polls += 1) {
    const slices = await call(consumer.poll());
    texts.push(...textsOf(slices));
    for (const slice of slices) consumer.processed(slice, slice.nextOffset);
  }
  return texts;
}

/** Lets members poll side by side until a fact holds. */
async function pollUntil(
  { call, cluster }: Awaited<ReturnType<typeof world>>,
  consumers: readonly GroupConsumer[],
  fact: () => boolean,
): Promise<void> {
  for (let rounds = 0; rounds < 200; rounds += 1) {
    if (fact()) return;
    await call(Promise.race(consumers.map((consumer) => polled(consumer))));
    await runFor(cluster.clock, 50); // the fake never lets a fetch wait
  }
  throw new Error('the fact did not come to hold');
}
const polling = new WeakMap<GroupConsumer, Promise<void>>();
function polled(consumer: GroupConsumer): Promise<void> {
  const under = polling.get(consumer) ?? consumer.poll().then(() => void polling.delete(consumer));
  polling.set(consumer, under);
  return under;
}

describe('a member of a group', () => {
  it('joins, reads its share from the start and commits when it leaves', async () => {
    const around = await world();
    const consumer = around.member();
    expect(await read(around, consumer, 6)).toHaveLength(6);
    expect([consumer.phase, consumer.memberId, placesOf(consumer)]).toEqual(['stable', 'm1', ['orders-0', 'orders-1']]);
    await around.call(consumer.close());
    expect([...around.group.committed]).toEqual([
      ['orders-0', 3],
      ['orders-1', 3],
    ]);
    expect([around.group.left, consumer.phase]).toEqual([['m1'], 'left']);
    expect(await around.call(consumer.poll())).toEqual([]);
  });

  it('goes on where the group was, and commits no more than was worked off', async () => {
    const around = await world(1);
    around.group.committed.set('orders-0', 1);
    const consumer = around.member();
    const slices = await readSlices(around, consumer);
    expect(textsOf(slices)).toEqual(['0b', '0c']);
    consumer.processed({ topic: 'orders', partition: 0 }, 2);
    await around.call(consumer.close());
    expect(around.group.committed.get('orders-0')).toBe(2);
  });

  it('does not believe that more was worked off than it gave out, or of what it does not read', async () => {
    const around = await world(1);
    const consumer = around.member();
    await read(around, consumer, 3);
    consumer.processed({ topic: 'orders', partition: 0 }, 99);
    consumer.processed({ topic: 'other', partition: 0 }, 1);
    await around.call(consumer.close());
    expect([...around.group.committed]).toEqual([['orders-0', 3]]);
  });

  test.each([
    [['range', 'cooperative-sticky'] as const, []],
    [['cooperative-sticky'] as const, [{ topic: 'orders', partition: 0 }]],
  ])('with the assignors %j says in a rebalance that it still has %j', async (assignors, owned) => {
    const around = await world(1);
    const consumer = around.member({ assignors });
    await read(around, consumer, 3);
    around.group.rebalance();
    await pollUntil(around, [consumer], () => around.group.generation === 2 && consumer.phase === 'stable');
    const joins = around.cluster.asked.filter(({ key }) => key === JOIN);
    const { protocols } = joins.at(-1)?.body as RequestOf<typeof JoinGroup>;
    expect(protocols.map(({ metadata }) => decodeSubscription(metadata).owned)).toEqual(assignors.map(() => owned));
  });

  it('commits by and by, in the generation that it is in', async () => {
    const around = await world(1);
    const consumer = around.member({ commitIntervalMs: 1_000 });
    await read(around, consumer, 3);
    await runFor(around.cluster.clock, 1_000);
    await around.call(consumer.poll());
    expect(around.group.commits).toEqual([{ memberId: 'm1', generation: 1, offset: 3 }]);
    await around.call(consumer.close());
    expect(around.group.commits).toHaveLength(1);
  });

  test.each([
    ['latest' as const, []],
    ['earliest' as const, ['0a', '0b', '0c']],
  ])('starts at the %s where nothing was committed', async (startAt, texts) => {
    const around = await world(1);
    const consumer = around.member({ startAt });
    expect(await read(around, consumer, 1)).toEqual(texts);
    await around.call(consumer.close());
    expect(around.group.committed.get('orders-0')).toBe(3);
  });

  it('fails where nothing was committed and it was not told where to start', async () => {
    const around = await world(1);
    const consumer = around.member({ startAt: null });
    await expect(around.call(consumer.poll())).rejects.toThrow('orders-0 has no committed offset');
    await around.call(consumer.close());
  });

  it('shares with another: eager members give everything back first', async () => {
    const around = await world(4, []);
    const [one, two] = [around.member(), around.member()];
    await pollUntil(around, [one], () => one.phase === 'stable');
    await pollUntil(around, [one, two], () => placesOf(one).length === 2 && placesOf(two).length === 2);
    expect([...placesOf(one), ...placesOf(two)].sort()).toEqual(['orders-0', 'orders-1', 'orders-2', 'orders-3']);
    await around.call(two.close());
    await pollUntil(around, [one], () => placesOf(one).length === 4);
  });

  it('shares with another: cooperative members keep what they need not give up', async () => {
    const around = await world(4, []);
    const assignors = ['cooperative-sticky'] as const;
    const [one, two] = [around.member({ assignors }), around.member({ assignors })];
    await pollUntil(around, [one], () => placesOf(one).length === 4);
    await pollUntil(around, [one, two], () => placesOf(one).length === 2 && placesOf(two).length === 2);
    expect(placesOf(one)).toEqual(['orders-0', 'orders-1']);
    expect([...placesOf(two)].sort()).toEqual(['orders-2', 'orders-3']);
    // Joining alone, with the new member, and once more to hand over what was given up.
    expect(around.group.generation).toBe(3);
  });

  it('hears of a rebalance from a heartbeat, commits, and joins again', async () => {
    const around = await world(1);
    const consumer = around.member();
    await read(around, consumer, 3);
    around.group.rebalance();
    await pollUntil(around, [consumer], () => around.group.generation === 2 && consumer.phase === 'stable');
    expect(around.group.commits).toEqual([{ memberId: 'm1', generation: 1, offset: 3 }]);
  });

  it.each([
    ['heartbeat', HEARTBEAT, ErrorCode.UNKNOWN_MEMBER_ID, 'm2'],
    ['heartbeat', HEARTBEAT, ErrorCode.ILLEGAL_GENERATION, 'm1'],
    ['commit', COMMIT, ErrorCode.UNKNOWN_MEMBER_ID, 'm2'],
  ])(
    'that hears by a %s (API %i) that it is out (%i) gives up its share and joins anew',
    async (_what, key, code, id) => {
      const around = await world(1);
      const consumer = around.member({ commitIntervalMs: key === COMMIT ? 2_000 : 60_000 });
      await read(around, consumer, 3);
      if (code === ErrorCode.UNKNOWN_MEMBER_ID) around.group.members.delete('m1');
      around.group.refusals.set(key, [code]);
      await pollUntil(around, [consumer], () => around.group.generation === 2 && consumer.phase === 'stable');
      expect(consumer.memberId).toBe(id);
      // What it had worked off was not committed, so that the new share begins where the old one did.
      await around.call(consumer.close());
      expect(around.group.commits.map(({ offset }) => offset)).toEqual([0]);
    },
  );

  it('does not commit after it was thrown out', async () => {
    const around = await world(1);
    const consumer = around.member();
    await read(around, consumer, 3);
    around.group.expel('m1');
    around.group.generation = 0;
    await runFor(around.cluster.clock, 3_500);
    expect(consumer.phase).toBe('outside');
    await expect(around.call(consumer.close())).rejects.toMatchObject({ kafkaName: 'UNKNOWN_MEMBER_ID' });
    expect([around.group.commits, around.group.left]).toEqual([[], []]);
  });

  test.each([
    [JOIN, ErrorCode.REBALANCE_IN_PROGRESS],
    [JOIN, ErrorCode.UNKNOWN_MEMBER_ID],
    [JOIN, ErrorCode.COORDINATOR_LOAD_IN_PROGRESS],
    [JOIN, ErrorCode.COORDINATOR_NOT_AVAILABLE],
    [SYNC, ErrorCode.REBALANCE_IN_PROGRESS],
    [SYNC, ErrorCode.ILLEGAL_GENERATION],
    [SYNC, ErrorCode.NOT_COORDINATOR],
    [9, ErrorCode.COORDINATOR_LOAD_IN_PROGRESS],
  ])('goes on when API %i was answered %i', async (key, code) => {
    const around = await world(1);
    around.group.refusals.set(key, [code, code]);
    const consumer = around.member();
    expect(await read(around, consumer, 3)).toHaveLength(3);
    await around.call(consumer.close());
  });

  test.each([
    [JOIN, ErrorCode.GROUP_AUTHORIZATION_FAILED],
    [JOIN, ErrorCode.INCONSISTENT_GROUP_PROTOCOL],
    [JOIN, ErrorCode.GROUP_MAX_SIZE_REACHED],
    [SYNC, ErrorCode.GROUP_AUTHORIZATION_FAILED],
  ])('ends when API %i was answered %i', async (key, code) => {
    const around = await world(1);
    around.group.refusals.set(key, [code]);
    const consumer = around.member();
    await expect(around.call(consumer.poll())).rejects.toMatchObject({ code });
    await around.call(consumer.close());
  });

  it('tells its reader what a heartbeat was refused for', async () => {
    const around = await world(1);
    const consumer = around.member();
    await read(around, consumer, 3);
    around.group.refusals.set(HEARTBEAT, [ErrorCode.GROUP_AUTHORIZATION_FAILED]);
    await runFor(around.cluster.clock, 3_500);
    await expect(around.call(consumer.poll())).rejects.toMatchObject({ kafkaName: 'GROUP_AUTHORIZATION_FAILED' });
  });

  it('finds a coordinator that has moved', async () => {
    const around = await world(1);
    const consumer = around.member();
    await read(around, consumer, 3);
    around.group.coordinatorId = 2;
    await runFor(around.cluster.clock, 7_000);
    expect(consumer.phase).toBe('stable');
    await around.call(consumer.close());
    expect(around.group.committed.get('orders-0')).toBe(3);
  });

  it('waits for brokers that are away, and goes on', async () => {
    const around = await world(1);
    const consumer = around.member({ commitIntervalMs: 1_000 });
    await read(around, consumer, 3);
    await around.cluster.killBroker(1);
    await around.cluster.killBroker(2);
    for (let polls = 0; polls < 20; polls += 1) {
      expect(await around.call(consumer.poll())).toEqual([]);
      await runFor(around.cluster.clock, 1_500);
    }
    await around.cluster.startBroker(1);
    await around.cluster.startBroker(2);
    await around.call(
      around.client.produce({ topic: 'orders', partition: 0 }, batchOf(['d']), { acks: 1, timeoutMs: 9 }),
    );
    expect(await read(around, consumer, 1)).toEqual(['0d']);
    await around.call(consumer.close());
    expect(around.group.committed.get('orders-0')).toBe(4);
  });

  it('gives up after a while when no coordinator comes', async () => {
    const around = await world(1);
    around.group.coordinatorId = 9;
    const consumer = around.member();
    await expect(around.call(consumer.poll())).rejects.toMatchObject({ retriable: true });
    expect(around.cluster.clock.monotonicMs()).toBeLessThan(10_000);
  });

  it('gives its share up when its reader does not poll', async () => {
    const around = await world(1);
    const consumer = around.member({ pollIntervalMaxMs: 5_000 });
    await read(around, consumer, 3);
    await runFor(around.cluster.clock, 7_000);
    expect([around.group.left, consumer.phase]).toEqual([['m1'], 'outside']);
    expect(await read(around, consumer, 3)).toHaveLength(3);
    expect(consumer.memberId).toBe('m2');
  });

  it('calls a rebalance when a topic has grown, if it leads', async () => {
    const around = await world(1);
    const consumer = around.member({ commitIntervalMs: 1_000 });
    await read(around, consumer, 3);
    around.cluster.topics.get('orders')?.push({ leaderId: 1, batches: [], lastSequences: new Map() });
    await pollUntil(around, [consumer], () => placesOf(consumer).length === 2);
  });
});

describe('a member that is closed', () => {
  it('while it waits for others leaves at once', async () => {
    const around = await world(1);
    around.group.membersWanted = 2;
    const consumer = around.member();
    const poll = consumer.poll();
    await runFor(around.cluster.clock, 100);
    expect(consumer.phase).toBe('joining');
    const fromMs = around.cluster.clock.monotonicMs();
    await around.call(consumer.close());
    expect([await around.call(poll), around.group.left, consumer.phase]).toEqual([[], ['m1'], 'left']);
    expect(around.cluster.clock.monotonicMs() - fromMs).toBeLessThan(100);
  });

  it('before it ever joined has nobody to tell', async () => {
    const around = await world(1);
    const consumer = around.member();
    await around.call(consumer.close());
    expect([consumer.phase, around.cluster.countOf(13)]).toEqual(['left', 0]);
  });

  it('says when its last offsets were not taken, and leaves all the same', async () => {
    const around = await world(1);
    const consumer = around.member();
    await read(around, consumer, 3);
    around.group.refusals.set(COMMIT, [ErrorCode.REBALANCE_IN_PROGRESS]);
    await expect(around.call(consumer.close())).rejects.toMatchObject({ kafkaName: 'REBALANCE_IN_PROGRESS' });
    expect([around.group.left, consumer.phase]).toEqual([['m1'], 'left']);
  });

  it('does not wait for ever for a coordinator that is silent', async () => {
    const around = await world(1);
    const consumer = around.member({ closeTimeoutMs: 2_000 });
    await read(around, consumer, 3);
    around.cluster.intercept = ({ key }) => (key === COMMIT ? new Promise(() => undefined) : undefined);
    const fromMs = around.cluster.clock.monotonicMs();
    await expect(around.call(consumer.close())).rejects.toThrow('was not left within 2000 ms');
    expect(around.cluster.clock.monotonicMs() - fromMs).toBeLessThan(2_100);
    expect(consumer.phase).toBe('left');
  });
});

/** The first slices that come. */
async function readSlices(
  { call }: { call: <T>(promise: Promise<T>) => Promise<T> },
  consumer: GroupConsumer,
): Promise<ConsumedRecords[]> {
  for (let polls = 0; polls < 50; polls += 1) {
    const slices = await call(consumer.poll());
    if (slices.length > 0) return slices;
  }
  return [];
}
