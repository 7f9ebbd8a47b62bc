import { ErrorCode, offset, refusal } from '@yak/model';
import { Fetch, type RequestInputOf, type ResponseOf } from '@yak/protocol';
import { FakeBroker, type FakeReplica, idOf, RULES, sliceOf } from '../../support/handlers/fake-broker';
import { FakeClient } from '../../support/handlers/ask';

type Request = RequestInputOf<typeof Fetch>;
type Wanted = { readonly topic: string; readonly id?: string; readonly partition?: number; readonly bytesMax?: number };

const requestOf = (wanted: readonly Wanted[], changes: Partial<Request> = {}): Request => ({
  maxWaitMs: 0,
  minBytes: 1,
  topics: wanted.map(({ topic, id, partition = 0, bytesMax = 1_000 }) => ({
    topic,
    topicId: idOf(id ?? 'a'),
    partitions: [{ partition, fetchOffset: 0, partitionMaxBytes: bytesMax }],
  })),
  ...changes,
});

const partitionsOf = (response: ResponseOf<typeof Fetch>) => response.responses.flatMap(({ partitions }) => partitions);

describe('Fetch', () => {
  let broker: FakeBroker;
  let client: FakeClient;
  let replica: FakeReplica;

  beforeEach(() => {
    broker = new FakeBroker();
    [replica] = broker.addTopic('orders') as [FakeReplica];
    client = new FakeClient(broker);
  });

  test.each([4, 7, 11, 12, 13, 15, 16, 17])(
    'of version %i gives the records of the leader as they are',
    async (version) => {
      replica.slice = sliceOf([Buffer.from('one'), Buffer.from('two')], 9);
      const [partition] = partitionsOf(await client.ask(Fetch, version, requestOf([{ topic: 'orders' }])));
      expect(partition).toMatchObject({
        errorCode: 0,
        highWatermark: 9,
        lastStableOffset: 9,
        preferredReadReplica: -1,
      });
      expect(partition?.records?.toString()).toBe('onetwo');
    },
  );

  it('gives the memory of the records back when the answer has left, that of a first look included', async () => {
    const released: string[] = [];
    const borrowed = (name: string) => ({ ...sliceOf([Buffer.from(name)]), release: () => released.push(name) });
    const slices = ['too little', 'enough'].map(borrowed);
    replica.read = () => slices.shift() ?? sliceOf([]);
    const wanted = requestOf([{ topic: 'orders' }], { maxWaitMs: 10, minBytes: 100 });
    const answering = Promise.resolve(client.send(Fetch, 12, wanted));
    await broker.clock.run(10);
    const answer = await answering;
    expect(released).toEqual([]);
    if (answer.kind === 'frames') answer.onSent?.();
    expect(released).toEqual(['too little', 'enough']);
  });

  test.each([
    ['a topic that does not exist', 12, { topic: 'nothing' }, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION],
    ['a partition that does not exist', 12, { topic: 'orders', partition: 9 }, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION],
    ['a topic id that does not exist', 13, { topic: '', id: 'f' }, ErrorCode.UNKNOWN_TOPIC_ID],
    ['a partition that other brokers hold', 12, { topic: 'foreign' }, ErrorCode.NOT_LEADER_OR_FOLLOWER],
  ])('answers %s with its error and no offsets', async (_what, version, wanted, code) => {
    broker.addForeignTopic('foreign', { leader: 2 });
    const [partition] = partitionsOf(await client.ask(Fetch, version, requestOf([wanted], { maxWaitMs: 60_000 })));
    expect(partition).toMatchObject({ errorCode: code, highWatermark: -1, lastStableOffset: -1, logStartOffset: -1 });
  });

  it('answers INCONSISTENT_TOPIC_ID where the log belongs to another life of the topic', async () => {
    broker.hosted.set('orders-0', { replica: broker.addTopic('other', { id: 'e' })[0] as FakeReplica, rules: RULES });
    const [partition] = partitionsOf(await client.ask(Fetch, 13, requestOf([{ topic: 'orders' }])));
    expect(partition?.errorCode).toBe(ErrorCode.INCONSISTENT_TOPIC_ID);
  });

  it('lets only the first partition with records go beyond its limit, and gives later ones what is left', async () => {
    const [other] = broker.addTopic('more', { id: 'b' }) as [FakeReplica];
    const asked: { bytesMax: number; wholeFirstBatch: boolean }[] = [];
    const note =
      (slice: ReturnType<typeof sliceOf>): FakeReplica['read'] =>
      ({ bytesMax, wholeFirstBatch }) => {
        asked.push({ bytesMax, wholeFirstBatch });
        return slice;
      };
    replica.read = note(sliceOf([Buffer.alloc(300)]));
    other.read = note(sliceOf([]));
    await client.ask(Fetch, 12, requestOf([{ topic: 'orders', bytesMax: 100 }, { topic: 'more' }], { maxBytes: 400 }));
    expect(asked).toEqual([
      { bytesMax: 100, wholeFirstBatch: true },
      { bytesMax: 100, wholeFirstBatch: false },
    ]);
  });

  it('waits for records and is woken by the leader, not by a clock', async () => {
    const answer = client.ask(Fetch, 12, requestOf([{ topic: 'orders' }], { maxWaitMs: 60_000 }));
    await broker.clock.run(10);
    expect(replica.listeners.size).toBe(1);
    replica.slice = sliceOf([Buffer.from('late')]);
    replica.available = 4;
    replica.advance();
    expect(partitionsOf(await answer)[0]?.records?.toString()).toBe('late');
    expect(replica.listeners.size).toBe(0);
  });

  it('answers empty when the wait is over', async () => {
    const answer = client.ask(Fetch, 12, requestOf([{ topic: 'orders' }], { maxWaitMs: 200 }));
    await broker.clock.run(200);
    expect(partitionsOf(await answer)[0]).toMatchObject({ errorCode: 0 });
    expect(replica.listeners.size).toBe(0);
  });

  it('waits no longer than the broker allows', async () => {
    broker.settings = { fetchWaitMsMax: 100 };
    client = new FakeClient(broker);
    const answer = client.ask(Fetch, 12, requestOf([{ topic: 'orders' }], { maxWaitMs: 60_000 }));
    await broker.clock.run(100);
    expect(partitionsOf(await answer)).toHaveLength(1);
  });

  it('does not wait when nothing is asked', async () => {
    expect((await client.ask(Fetch, 12, requestOf([], { maxWaitMs: 60_000 }))).responses).toEqual([]);
  });

  it('tells a diverging epoch at once and without records', async () => {
    replica.slice = { ...sliceOf([]), divergingEpoch: { epoch: 3, endOffset: 8 } };
    const [partition] = partitionsOf(
      await client.ask(Fetch, 12, requestOf([{ topic: 'orders' }], { maxWaitMs: 60_000 })),
    );
    expect(partition?.divergingEpoch).toEqual({ epoch: 3, endOffset: 8 });
  });

  test.each([
    ['read_uncommitted', 0, null],
    ['read_committed', 1, [{ producerId: 4, firstOffset: 2 }]],
  ])('under %s passes on what the leader says of aborted transactions', async (isolation, isolationLevel, aborted) => {
    const seen: string[] = [];
    replica.read = (request) => {
      seen.push(request.isolation);
      return { ...sliceOf([Buffer.from('x')]), abortedTransactions: aborted as never };
    };
    const [partition] = partitionsOf(await client.ask(Fetch, 12, requestOf([{ topic: 'orders' }], { isolationLevel })));
    expect(seen).toEqual([isolation]);
    expect(partition?.abortedTransactions).toEqual(aborted);
  });

  test.each([
    [10, 0],
    [9, ErrorCode.UNSUPPORTED_COMPRESSION_TYPE],
  ])('gives zstd to readers of version %i with error %i', async (version, code) => {
    const batch = Buffer.alloc(61);
    batch.writeInt32BE(49, 8);
    batch.writeInt16BE(4, 21);
    replica.slice = sliceOf([batch]);
    expect(partitionsOf(await client.ask(Fetch, version, requestOf([{ topic: 'orders' }])))[0]?.errorCode).toBe(code);
  });

  it('gives followers nothing where brokers cannot prove themselves', async () => {
    const [partition] = partitionsOf(await client.ask(Fetch, 12, requestOf([{ topic: 'orders' }], { replicaId: 3 })));
    expect(partition?.errorCode).toBe(ErrorCode.CLUSTER_AUTHORIZATION_FAILED);
  });

  it('names the new leader from version 16 on', async () => {
    broker.brokers.set(2, 'two');
    broker.topics.length = 0;
    broker.addForeignTopic('orders', { id: 'a', leader: 2 });
    replica.read = () => refusal(ErrorCode.NOT_LEADER_OR_FOLLOWER);
    const response = await client.ask(Fetch, 16, requestOf([{ topic: 'orders' }]));
    expect(partitionsOf(response)[0]?.currentLeader).toEqual({ leaderId: 2, leaderEpoch: 5 });
    expect(response.nodeEndpoints).toEqual([{ nodeId: 2, host: 'two', port: 9002, rack: null }]);
  });

  it('keeps a session for a reader that asks for one, and then tells only what is new', async () => {
    const first = await client.ask(Fetch, 12, requestOf([{ topic: 'orders' }], { sessionId: 0, sessionEpoch: 0 }));
    expect(first.sessionId).toBeGreaterThan(0);
    const again = { sessionId: first.sessionId, sessionEpoch: 1 };
    expect((await client.ask(Fetch, 12, requestOf([], again))).responses).toEqual([]);
    replica.slice = { ...sliceOf([]), highWatermark: offset(1) };
    expect(partitionsOf(await client.ask(Fetch, 12, requestOf([], { ...again, sessionEpoch: 2 })))).toHaveLength(1);
  });

  it('answers a session that it does not know with error 70 and no topics', async () => {
    const response = await client.ask(Fetch, 12, requestOf([{ topic: 'orders' }], { sessionId: 5, sessionEpoch: 1 }));
    expect(response).toMatchObject({ errorCode: ErrorCode.FETCH_SESSION_ID_NOT_FOUND, sessionId: 0, responses: [] });
  });

  it('is empty while its client is throttled', async () => {
    broker.quota = { throttleMs: () => 70 };
    client = new FakeClient(broker);
    const response = await client.ask(Fetch, 12, requestOf([{ topic: 'orders' }]));
    expect(response).toMatchObject({ throttleTimeMs: 70, responses: [] });
  });

  it('reads a log that must be waited for', async () => {
    replica.read = () => Promise.resolve(sliceOf([Buffer.from('cold')]));
    expect(partitionsOf(await client.ask(Fetch, 12, requestOf([{ topic: 'orders' }])))[0]?.records?.toString()).toBe(
      'cold',
    );
  });
});
