import { ErrorCode } from '@yak/model';
import { DeleteRecords, Fetch, OffsetForLeaderEpoch, Produce } from '@yak/protocol';
import { decodePlainRecords, readBatchHeader } from '@yak/records';
import {
  batchOf,
  createTopic,
  fetchBody,
  fetchFrom,
  logEndOf,
  newProducer,
  offsetOf,
  produceBody,
  produceTo,
} from '../support/e2e/requests';
import { ServedCluster } from '../support/e2e/served-cluster';
import type { RawConnection } from '../support/raw-connection';

const valuesOf = (records: Buffer | null): string[] => {
  const values: string[] = [];
  for (let rest = records ?? Buffer.alloc(0); rest.length > 0;) {
    const header = readBatchHeader(rest);
    if (header === null || header.sizeInBytes > rest.length) break;
    values.push(...decodePlainRecords(rest.subarray(0, header.sizeInBytes)).map(({ value }) => String(value)));
    rest = rest.subarray(header.sizeInBytes);
  }
  return values;
};

let served: ServedCluster;
let connection: RawConnection;
/** Each test has a topic of its own. */
let topic: string;
let topics = 0;

beforeAll(async () => {
  served = await ServedCluster.start();
});
afterAll(async () => {
  await served.end();
});
beforeEach(async () => {
  connection = await served.raw();
  topics += 1;
  topic = `topic-${topics}`;
  await createTopic(connection, topic);
});
afterEach(() => {
  connection.close();
  expect(served.faults).toEqual([]);
});

const restart = async (how: 'stop' | 'kill'): Promise<void> => {
  await served.restart(how);
  connection = await served.raw();
};

describe('an idempotent producer', () => {
  type Sent = Promise<{ errorCode: number; baseOffset: number }>;
  let send: (baseSequence: number, count?: number, changed?: object) => Sent;
  beforeEach(async () => {
    const producer = await newProducer(connection);
    send = (baseSequence, count = 1, changed = {}) => {
      const values = Array.from({ length: count }, (_, index) => `${baseSequence + index}`);
      return produceTo(connection, { topic }, batchOf(values, { producer: { ...producer, baseSequence, ...changed } }));
    };
  });

  test.each(['stop', 'kill'] as const)('is answered the old offset for a batch it repeats after a %s', async (how) => {
    await send(0, 3);
    expect(await send(3, 2)).toMatchObject({ errorCode: 0, baseOffset: 3 });
    await restart(how);
    expect(await send(3, 2)).toMatchObject({ errorCode: 0, baseOffset: 3 });
    expect(await logEndOf(connection, { topic })).toBe(5);
    expect(await send(5)).toMatchObject({ errorCode: 0, baseOffset: 5 });
    expect(valuesOf((await fetchFrom(connection, { topic }, { fetchOffset: 0 })).records)).toEqual([
      '0',
      '1',
      '2',
      '3',
      '4',
      '5',
    ]);
  });

  test('may repeat any of its last five batches, not an older one', async () => {
    for (let sequence = 0; sequence < 6; sequence += 1) await send(sequence);
    for (let sequence = 1; sequence < 6; sequence += 1)
      expect(await send(sequence)).toMatchObject({ errorCode: 0, baseOffset: sequence });
    expect(await send(0)).toMatchObject({ errorCode: ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER, baseOffset: -1 });
    expect(await logEndOf(connection, { topic })).toBe(6);
  });

  test('that leaves a gap is out of order, also after a restart', async () => {
    await send(0, 2);
    expect(await send(3)).toMatchObject({ errorCode: ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER });
    await restart('kill');
    expect(await send(3)).toMatchObject({ errorCode: ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER });
    expect(await send(2)).toMatchObject({ errorCode: 0, baseOffset: 2 });
  });

  test('of an older epoch is refused; a new epoch begins at sequence 0', async () => {
    await send(0, 1, { producerEpoch: 4 });
    expect(await send(1, 1, { producerEpoch: 3 })).toMatchObject({ errorCode: ErrorCode.INVALID_PRODUCER_EPOCH });
    expect(await send(5, 1, { producerEpoch: 5 })).toMatchObject({ errorCode: ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER });
    expect(await send(0, 1, { producerEpoch: 5 })).toMatchObject({ errorCode: 0, baseOffset: 1 });
  });

  test('may have several requests under way: they are judged and answered in order', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, (_, sequence) => send(sequence)));
    expect(answers.map(({ errorCode, baseOffset }) => [errorCode, baseOffset])).toEqual(
      Array.from({ length: 20 }, (_, sequence) => [0, sequence]),
    );
  });

  test('gets an id that no producer had before the broker was killed', async () => {
    const before = await newProducer(connection);
    await restart('kill');
    expect((await newProducer(connection)).producerId).toBeGreaterThan(before.producerId);
  });
});

describe('a fetch', () => {
  test('waits for records and is woken by the produce that brings them', async () => {
    const other = await served.raw();
    const startedMs = performance.now();
    const waiting = fetchFrom(connection, { topic }, { fetchOffset: 0 }, { maxWaitMs: 20_000 });
    await produceTo(other, { topic }, batchOf(['late']));
    expect(valuesOf((await waiting).records)).toEqual(['late']);
    expect(performance.now() - startedMs).toBeLessThan(5000);
    other.close();
  });

  test('waits on until minBytes are there, across several produces', async () => {
    const other = await served.raw();
    const waiting = fetchFrom(connection, { topic }, { fetchOffset: 0 }, { maxWaitMs: 20_000, minBytes: 600 });
    for (let index = 0; index < 3; index += 1) await produceTo(other, { topic }, batchOf(['x'.repeat(200)]));
    expect(valuesOf((await waiting).records)).toHaveLength(3);
    other.close();
  });

  test('without news is answered empty when its time is over', async () => {
    const startedMs = performance.now();
    const answer = await fetchFrom(connection, { topic }, { fetchOffset: 0 }, { maxWaitMs: 150 });
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(145);
    expect(answer).toMatchObject({ errorCode: 0, highWatermark: 0 });
    expect(answer.records?.length ?? 0).toBe(0);
  });

  test('brings the first batch whole, however small its limits are, and only that', async () => {
    for (const value of ['a', 'b', 'c']) await produceTo(connection, { topic }, batchOf([value.repeat(500), 'tail']));
    const answer = await fetchFrom(connection, { topic }, { fetchOffset: 3, partitionMaxBytes: 10 }, { maxBytes: 1 });
    expect(answer.records?.length).toBe(readBatchHeader(answer.records ?? Buffer.alloc(0))?.sizeInBytes);
    expect(valuesOf(answer.records)).toEqual(['b'.repeat(500), 'tail']);
  });

  test('gives later partitions what is left of maxBytes: nothing, where a first batch was larger', async () => {
    await createTopic(connection, `${topic}-pair`, { partitions: 2 });
    for (const partition of [0, 1])
      await produceTo(connection, { topic: `${topic}-pair`, partition }, batchOf(['x'.repeat(400)]));
    const { responses } = await connection.request(Fetch, 12, {
      maxWaitMs: 0,
      minBytes: 1,
      maxBytes: 100,
      topics: [
        {
          topic: `${topic}-pair`,
          partitions: [1, 0].map((partition) => ({ partition, fetchOffset: 0, partitionMaxBytes: 1 << 20 })),
        },
      ],
    });
    const sizes = responses[0]?.partitions.map(({ partitionIndex, records }) => [
      partitionIndex,
      (records?.length ?? 0) > 0,
    ]);
    expect(sizes).toEqual([
      [1, true],
      [0, false],
    ]);
  });

  test.each([0, 1])(
    'at isolation level %i sees no aborted transactions where there were none',
    async (isolationLevel) => {
      await produceTo(connection, { topic }, batchOf(['a']));
      const answer = await fetchFrom(connection, { topic }, { fetchOffset: 0 }, { isolationLevel });
      expect(answer).toMatchObject({
        errorCode: 0,
        lastStableOffset: 1,
        abortedTransactions: isolationLevel === 0 ? null : [],
      });
      expect(valuesOf(answer.records)).toEqual(['a']);
    },
  );
});

describe('a fetch session', () => {
  const ask = (sessionId: number, sessionEpoch: number, changed: object = {}) =>
    connection.request(Fetch, 12, { maxWaitMs: 0, minBytes: 0, sessionId, sessionEpoch, topics: [], ...changed });
  const open = async (fetchOffset = 0): Promise<number> =>
    (await connection.request(Fetch, 12, fetchBody({ topic }, { fetchOffset }, { sessionEpoch: 0 }))).sessionId;

  test('tells only what is new, from the offsets that it was told last', async () => {
    const session = await open();
    expect(await ask(session, 1)).toMatchObject({ errorCode: 0, sessionId: session, responses: [] });
    await produceTo(connection, { topic }, batchOf(['a']));
    const news = await ask(session, 2);
    expect(valuesOf(news.responses[0]?.partitions[0]?.records ?? null)).toEqual(['a']);
    const moved = await ask(session, 3, { topics: fetchBody({ topic }, { fetchOffset: 1 }).topics });
    expect(moved.responses).toEqual([]);
  });

  test('forgets the partitions that it is told to forget', async () => {
    const session = await open();
    await produceTo(connection, { topic }, batchOf(['a']));
    const answer = await ask(session, 1, { forgottenTopicsData: [{ topic, partitions: [0] }] });
    expect(answer).toMatchObject({ errorCode: 0, sessionId: session, responses: [] });
    await produceTo(connection, { topic }, batchOf(['b']));
    expect((await ask(session, 2)).responses).toEqual([]);
  });

  test('out of step: 71; closed, unknown or of a broker that was started again: 70', async () => {
    const session = await open();
    expect(await ask(session, 3)).toMatchObject({ errorCode: ErrorCode.INVALID_FETCH_SESSION_EPOCH, sessionId: 0 });
    await ask(session, -1);
    expect(await ask(session, 1)).toMatchObject({ errorCode: ErrorCode.FETCH_SESSION_ID_NOT_FOUND, sessionId: 0 });
    const other = await open();
    await restart('stop');
    expect(await ask(other, 1)).toMatchObject({ errorCode: ErrorCode.FETCH_SESSION_ID_NOT_FOUND });
  });

  test('cannot go from names to topic ids', async () => {
    const session = await open();
    const answer = await connection.request(Fetch, 13, {
      maxWaitMs: 0,
      minBytes: 0,
      sessionId: session,
      sessionEpoch: 1,
      topics: [],
    });
    expect(answer).toMatchObject({ errorCode: ErrorCode.FETCH_SESSION_TOPIC_ID_ERROR, sessionId: 0 });
  });
});

describe('the ends of a log', () => {
  const deleteBefore = async (offset: number): Promise<{ errorCode: number; lowWatermark: number } | undefined> =>
    (
      await connection.request(DeleteRecords, 2, {
        topics: [{ name: topic, partitions: [{ partitionIndex: 0, offset }] }],
        timeoutMs: 5000,
      })
    ).topics[0]?.partitions[0];
  const EARLIEST = -2;

  test.each(['stop', 'kill'] as const)('deleted records stay deleted over a %s', async (how) => {
    await produceTo(connection, { topic }, batchOf(['a', 'b', 'c', 'd']));
    expect(await deleteBefore(3)).toMatchObject({ errorCode: 0, lowWatermark: 3 });
    await restart(how);
    expect((await offsetOf(connection, { topic }, EARLIEST)).offset).toBe(3);
    expect((await fetchFrom(connection, { topic }, { fetchOffset: 2 })).errorCode).toBe(ErrorCode.OFFSET_OUT_OF_RANGE);
    const answer = await fetchFrom(connection, { topic }, { fetchOffset: 3 });
    expect(answer).toMatchObject({ errorCode: 0, logStartOffset: 3 });
    expect(valuesOf(answer.records).at(-1)).toBe('d');
  });

  test('a compacted topic does not let its records be deleted', async () => {
    topic = `${topic}-compacted`;
    await createTopic(connection, topic, { configs: { 'cleanup.policy': 'compact' } });
    expect(await deleteBefore(0)).toMatchObject({ errorCode: ErrorCode.POLICY_VIOLATION });
  });

  test('a killed broker leads on in the next epoch, and the old one ends where it ended', async () => {
    const endOf = async (leaderEpoch: number) =>
      (
        await connection.request(OffsetForLeaderEpoch, 4, {
          topics: [{ topic, partitions: [{ partition: 0, leaderEpoch }] }],
        })
      ).topics[0]?.partitions[0];
    const produced = async (value: string): Promise<number> => {
      await produceTo(connection, { topic }, batchOf([value]));
      const end = (await logEndOf(connection, { topic })) - 1;
      const { records } = await fetchFrom(connection, { topic }, { fetchOffset: end });
      return readBatchHeader(records ?? Buffer.alloc(0))?.partitionLeaderEpoch ?? -1;
    };
    const first = await produced('a');
    await restart('kill');
    const second = await produced('b');
    expect(second).toBeGreaterThan(first);
    expect(await endOf(first)).toMatchObject({ errorCode: 0, leaderEpoch: first, endOffset: 1 });
    expect(await endOf(second)).toMatchObject({ errorCode: 0, leaderEpoch: second, endOffset: 2 });
    expect(await endOf(second + 1)).toMatchObject({ errorCode: 0, leaderEpoch: -1, endOffset: -1 });
    const stale = await fetchFrom(connection, { topic }, { fetchOffset: 0, currentLeaderEpoch: first });
    expect(stale.errorCode).toBe(ErrorCode.FENCED_LEADER_EPOCH);
    const diverging = await fetchFrom(connection, { topic }, { fetchOffset: 2, lastFetchedEpoch: first });
    expect(diverging).toMatchObject({ errorCode: 0, divergingEpoch: { epoch: first, endOffset: 1 } });
  });

  test('offsets are found by time over batches and restarts', async () => {
    const startMs = Date.now() - 600_000;
    for (let index = 0; index < 5; index += 1)
      await produceTo(connection, { topic }, batchOf(['x', 'y'], { timestampMs: startMs + index * 1000 }));
    const check = async (): Promise<void> => {
      expect(await offsetOf(connection, { topic }, startMs + 2000)).toMatchObject({
        offset: 4,
        timestamp: startMs + 2000,
      });
      expect(await offsetOf(connection, { topic }, startMs + 2001)).toMatchObject({
        offset: 5,
        timestamp: startMs + 2001,
      });
      expect(await offsetOf(connection, { topic }, startMs + 2002)).toMatchObject({
        offset: 6,
        timestamp: startMs + 3000,
      });
      expect(await offsetOf(connection, { topic }, startMs + 4002)).toMatchObject({ errorCode: 0, offset: -1 });
      expect(await offsetOf(connection, { topic }, -3)).toMatchObject({ offset: 9, timestamp: startMs + 4001 });
    };
    await check();
    await restart('kill');
    await check();
  });
});

test('records that were sent with acks 0 are there, and no answer comes for them', async () => {
  const nobodyAnswers = connection.request(Produce, 9, produceBody({ topic }, batchOf(['silent']), 0));
  nobodyAnswers.catch(() => undefined);
  const other = await served.raw();
  const answer = await fetchFrom(other, { topic }, { fetchOffset: 0 }, { maxWaitMs: 5000 });
  expect(valuesOf(answer.records)).toEqual(['silent']);
  await expect(
    Promise.race([nobodyAnswers.then(() => 'answered'), offsetOf(other, { topic }, -1).then(() => 'none')]),
  ).resolves.toBe('none');
});
