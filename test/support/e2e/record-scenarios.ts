import { ErrorCode, type TopicId } from '@yak/model';
import {
  Fetch,
  ListOffsets,
  Metadata,
  OffsetForLeaderEpoch,
  Produce,
  type RequestInputOf,
  type ResponseOf,
} from '@yak/protocol';
import { readBatchHeader } from '@yak/records';
import { batchOf, fetchBody, type FetchedPartition, produceBody, zstdBatch } from './requests';
import {
  ABSENT_ID,
  LOG_APPEND_TOPIC,
  type Scenario,
  STOCK_LAST_TIMESTAMP,
  STOCK_TIMESTAMP,
  STOCK_TOPIC,
  type World,
  ZSTD_TOPIC,
} from './scenario';

const TOPIC_IDS_FROM = 13;
const LATEST = -1;
const EARLIEST = -2;
const MAX_TIMESTAMP = -3;
const EARLIEST_LOCAL = -4;
const LATEST_TIERED = -5;

/** Idempotent batches get offsets once, a repeated one its old offset; each partition is judged alone. */
export const produceScenario: Scenario = async (version, world) => {
  const { client } = world;
  const producer = await world.newProducer();
  const send = async (topic: string, records: Buffer | null, partition = 0) =>
    (await client.request(Produce, version, produceBody({ topic, partition }, records))).responses[0]
      ?.partitionResponses[0];
  const first = batchOf(['a', 'b'], { producer: { ...producer, baseSequence: 0 } });
  const sent = await send(world.topic, first);
  expect(sent).toMatchObject({ index: 0, errorCode: 0, logAppendTimeMs: -1, errorMessage: null, recordErrors: [] });
  expect(sent?.logStartOffset).toBe(version >= 5 ? 0 : -1);
  const base = sent?.baseOffset ?? -1;
  expect(base).toBeGreaterThanOrEqual(0);
  expect(await send(world.topic, batchOf(['c'], { producer: { ...producer, baseSequence: 2 } }))).toMatchObject({
    errorCode: 0,
    baseOffset: base + 2,
  });
  expect(await send(world.topic, first)).toMatchObject({ errorCode: 0, baseOffset: base });

  const beforeMs = Date.now();
  const stamped = await send(LOG_APPEND_TOPIC, batchOf(['d'], { timestampMs: 1 }));
  expect(stamped?.errorCode).toBe(0);
  expect(stamped?.logAppendTimeMs).toBeGreaterThanOrEqual(beforeMs);

  expect(await send(world.topic, batchOf(['e']), 7)).toMatchObject({
    index: 7,
    errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
    baseOffset: -1,
  });
  const corrupt = batchOf(['f']);
  corrupt.writeUInt32BE(1, 17);
  const refused = await send(world.topic, corrupt);
  expect(refused).toMatchObject({ errorCode: ErrorCode.CORRUPT_MESSAGE, baseOffset: -1 });
  expect(refused?.errorMessage === null).toBe(version < 8);
  expect(await send(world.topic, zstdBatch('g'))).toMatchObject({
    errorCode: version >= 7 ? 0 : ErrorCode.UNSUPPORTED_COMPRESSION_TYPE,
  });
};

type Fetching = (
  name: string,
  partition?: Partial<Parameters<typeof fetchBody>[1]>,
  options?: Partial<RequestInputOf<typeof Fetch>>,
) => Promise<{ answer: ResponseOf<typeof Fetch>; partition: FetchedPartition | undefined }>;

/** The bytes that were appended come back, by name or by id, with the offsets around them. */
export const fetchScenario: Scenario = async (version, world) => {
  const usesIds = version >= TOPIC_IDS_FROM;
  const fetch: Fetching = async (name, partition = {}, options = {}) => {
    const body = fetchBody({ topic: name }, { fetchOffset: 0, ...partition }, { sessionEpoch: -1, ...options });
    const topicId = (world.topicIds.get(name) ?? ABSENT_ID) as TopicId;
    const topics = body.topics.map((topic) => (usesIds ? { ...topic, topic: '', topicId } : topic));
    const answer = await world.client.request(Fetch, version, { ...body, topics });
    return { answer, partition: answer.responses[0]?.partitions[0] };
  };
  const { answer, partition } = await fetch(STOCK_TOPIC);
  expect(answer).toMatchObject({ errorCode: 0, sessionId: 0, throttleTimeMs: 0 });
  expect(answer.responses).toHaveLength(1);
  expect(answer.responses[0]).toMatchObject(
    usesIds ? { topicId: world.topicIds.get(STOCK_TOPIC) } : { topic: STOCK_TOPIC },
  );
  expect(partition).toMatchObject({
    partitionIndex: 0,
    errorCode: 0,
    highWatermark: 4,
    lastStableOffset: 4,
    logStartOffset: version >= 5 ? 0 : -1,
    abortedTransactions: null,
    preferredReadReplica: -1,
  });
  expect(partition?.records?.equals(world.stock)).toBe(true);
  await fetchErrors(version, fetch);
  if (version >= 7) await fetchBySession(version, world, fetch);
};

async function fetchErrors(version: number, fetch: Fetching): Promise<void> {
  const { partition: second } = await fetch(STOCK_TOPIC, { fetchOffset: 2 }, { isolationLevel: 1 });
  expect(second?.abortedTransactions).toEqual([]);
  expect(readBatchHeader(second?.records ?? Buffer.alloc(0))?.baseOffset).toBe(2);
  const errorOf = async (...asked: Parameters<Fetching>): Promise<number | undefined> =>
    (await fetch(...asked)).partition?.errorCode;
  expect(await errorOf(STOCK_TOPIC, { fetchOffset: 9 })).toBe(ErrorCode.OFFSET_OUT_OF_RANGE);
  const unknown = version >= TOPIC_IDS_FROM ? ErrorCode.UNKNOWN_TOPIC_ID : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
  expect(await errorOf('absent')).toBe(unknown);
  expect(await errorOf(ZSTD_TOPIC)).toBe(version >= 10 ? 0 : ErrorCode.UNSUPPORTED_COMPRESSION_TYPE);
  if (version >= 9) expect(await errorOf(STOCK_TOPIC, { currentLeaderEpoch: 99 })).toBe(ErrorCode.UNKNOWN_LEADER_EPOCH);
  if (version >= 12)
    expect(await errorOf(STOCK_TOPIC, { fetchOffset: 4, lastFetchedEpoch: 99 })).toBe(ErrorCode.OFFSET_OUT_OF_RANGE);
}

async function fetchBySession(version: number, { client, stock }: World, fetch: Fetching): Promise<void> {
  const { answer: opened } = await fetch(STOCK_TOPIC, {}, { sessionEpoch: 0 });
  expect(opened.sessionId).toBeGreaterThan(0);
  const next = await client.request(Fetch, version, {
    maxWaitMs: 0,
    minBytes: 0,
    sessionId: opened.sessionId,
    sessionEpoch: 1,
    topics: [],
  });
  expect(next).toMatchObject({ errorCode: 0, sessionId: opened.sessionId });
  expect(next.responses[0]?.partitions[0]?.records?.equals(stock)).toBe(true);
}

/** Every kind of question that the version has, and one that it has not. */
export const listOffsetsScenario: Scenario = async (version, { client, leaderEpoch }) => {
  const ask = async (timestamp: number) => {
    const { topics } = await client.request(ListOffsets, version, {
      replicaId: -1,
      isolationLevel: version >= 2 ? 1 : 0,
      topics: [{ name: STOCK_TOPIC, partitions: [{ partitionIndex: 0, timestamp }] }],
      timeoutMs: 1000,
    });
    return topics[0]?.partitions[0];
  };
  const epoch = version >= 4 ? leaderEpoch : -1;
  const found = (offset: number, timestamp = -1) => ({ errorCode: 0, offset, timestamp, leaderEpoch: epoch });
  expect(await ask(LATEST)).toMatchObject(found(4));
  expect(await ask(EARLIEST)).toMatchObject({ errorCode: 0, offset: 0, timestamp: -1 });
  expect(await ask(STOCK_TIMESTAMP)).toMatchObject(found(0, STOCK_TIMESTAMP));
  expect(await ask(STOCK_TIMESTAMP + 1)).toMatchObject(found(1, STOCK_TIMESTAMP + 1));
  expect(await ask(STOCK_TIMESTAMP + 2)).toMatchObject({
    errorCode: 0,
    offset: 2,
    timestamp: STOCK_LAST_TIMESTAMP - 1,
  });
  expect(await ask(STOCK_LAST_TIMESTAMP + 1)).toMatchObject({ errorCode: 0, offset: -1, timestamp: -1 });
  const unknown = { errorCode: ErrorCode.UNSUPPORTED_VERSION, offset: -1, timestamp: -1 };
  expect(await ask(MAX_TIMESTAMP)).toMatchObject(version >= 7 ? found(3, STOCK_LAST_TIMESTAMP) : unknown);
  expect(await ask(EARLIEST_LOCAL)).toMatchObject(version >= 8 ? { errorCode: 0, offset: 0 } : unknown);
  expect(await ask(LATEST_TIERED)).toMatchObject(version >= 9 ? { errorCode: 0, offset: -1 } : unknown);
  expect(await ask(-6)).toMatchObject(unknown);
};

/** All topics, one by name, one by id, none, and one that is not there. */
export const metadataScenario: Scenario = async (version, world) => {
  const { client, port, topicIds, leaderEpoch } = world;
  const ask = (topics: { name: string | null; topicId?: TopicId }[] | null) =>
    client.request(Metadata, version, {
      topics,
      allowAutoTopicCreation: false,
      includeTopicAuthorizedOperations: version >= 8,
    });
  const named = await ask([{ name: STOCK_TOPIC }]);
  expect(named.brokers).toMatchObject([{ nodeId: 1, port, rack: null }]);
  expect(named.controllerId).toBe(version >= 1 ? 1 : -1);
  expect(named.clusterId).toBe(version >= 2 ? world.clusterId : null);
  expect(named.topics).toHaveLength(1);
  expect(named.topics[0]).toMatchObject({
    errorCode: 0,
    name: STOCK_TOPIC,
    isInternal: false,
    partitions: [
      {
        errorCode: 0,
        partitionIndex: 0,
        leaderId: 1,
        leaderEpoch: version >= 7 ? leaderEpoch : -1,
        replicaNodes: [1],
        isrNodes: [1],
        offlineReplicas: [],
      },
    ],
  });
  expect(named.topics[0]?.topicId === topicIds.get(STOCK_TOPIC)).toBe(version >= 10);
  if (version >= 8) expect(named.topics[0]?.topicAuthorizedOperations).toBeGreaterThan(0);
  const all = await ask(version === 0 ? [] : null);
  expect(all.topics.map(({ name }) => name)).toEqual(expect.arrayContaining([STOCK_TOPIC, world.topic]));
  if (version >= 1) expect((await ask([])).topics).toEqual([]);
  const others = await ask([{ name: 'absent' }, { name: '../x' }]);
  expect(others.topics.map(({ name, errorCode }) => [name, errorCode])).toEqual([
    ['absent', ErrorCode.UNKNOWN_TOPIC_OR_PARTITION],
    ['../x', ErrorCode.INVALID_TOPIC_EXCEPTION],
  ]);
  if (version < 12) return;
  const topicId = topicIds.get(STOCK_TOPIC) as TopicId;
  expect((await ask([{ name: null, topicId }])).topics[0]).toMatchObject({ errorCode: 0, name: STOCK_TOPIC, topicId });
  expect((await ask([{ name: null, topicId: ABSENT_ID as TopicId }])).topics[0]).toMatchObject({
    errorCode: ErrorCode.UNKNOWN_TOPIC_ID,
    name: null,
    topicId: ABSENT_ID,
  });
};

/** The end of the epoch that the records were written in, and nothing for one that is to come. */
export const offsetForLeaderEpochScenario: Scenario = async (version, { client, leaderEpoch }) => {
  const ask = async (asked: { leaderEpoch: number; currentLeaderEpoch?: number }) => {
    const { topics } = await client.request(OffsetForLeaderEpoch, version, {
      topics: [{ topic: STOCK_TOPIC, partitions: [{ partition: 0, ...asked }] }],
    });
    return topics[0]?.partitions[0];
  };
  expect(await ask({ leaderEpoch })).toMatchObject({ errorCode: 0, leaderEpoch, endOffset: 4 });
  expect(await ask({ leaderEpoch: leaderEpoch + 5 })).toMatchObject({ errorCode: 0, leaderEpoch: -1, endOffset: -1 });
  expect(await ask({ leaderEpoch, currentLeaderEpoch: leaderEpoch + 1 })).toMatchObject({
    errorCode: ErrorCode.UNKNOWN_LEADER_EPOCH,
  });
};
