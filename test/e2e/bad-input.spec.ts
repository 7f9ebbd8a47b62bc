import { ErrorCode } from '@yak/model';
import {
  AlterConfigs,
  type AnyApi,
  ApiVersions,
  CreateTopics,
  decodeResponse,
  DescribeConfigs,
  encodeRequest,
  Fetch,
  IncrementalAlterConfigs,
  Metadata,
  Produce,
} from '@yak/protocol';
import {
  batchOf,
  createTopic,
  fetchBody,
  fetchFrom,
  logEndOf,
  newProducer,
  produceBody,
  produceTo,
  requestFrame,
  sealed,
} from '../support/e2e/requests';
import { ServedCluster } from '../support/e2e/served-cluster';
import { ConnectionLost, type RawConnection } from '../support/raw-connection';

const TOPIC = 'kept';
const MAGIC_AT = 16;
const ATTRIBUTES_AT = 21;
const LAST_DELTA_AT = 23;
const COUNT_AT = 57;
const MIB = 1 << 20;

const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};
const int16 = (value: number): Buffer => int32(value).subarray(2);
const bytes = (...parts: (Buffer | string)[]): Buffer => Buffer.concat(parts.map((part) => Buffer.from(part)));
const varint = (value: number): Buffer => {
  const out: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) out.push((rest % 128) + 128);
  return Buffer.from([...out, rest]);
};
const frameOf = (api: AnyApi, version: number, body: object): Buffer =>
  Buffer.concat(encodeRequest(api, version, { correlationId: 1, clientId: 'x' }, body as never));
/** A batch with one thing changed, its CRC made good again. */
const bent = (change: (batch: Buffer) => void, batch = batchOf(['a', 'b'])): Buffer => {
  change(batch);
  return sealed(batch);
};

/** The log tells of twenty closed connections a second, and only counts the others. */
const TOLD_PER_SECOND = 20;

let served: ServedCluster;
/** A connection that is open through every test and must not notice anything. */
let bystander: RawConnection;

beforeAll(async () => {
  served = await ServedCluster.start({ settings: { 'socket.request.max.bytes': String(4 * MIB) } });
  bystander = await served.raw();
  await createTopic(bystander, TOPIC);
  await createTopic(bystander, 'compacted', { configs: { 'cleanup.policy': 'compact' } });
  await produceTo(bystander, { topic: TOPIC }, batchOf(['first', 'second']));
});
afterAll(async () => {
  await served.end();
});
beforeEach(() => {
  served.lines.length = 0;
});
afterEach(async () => {
  expect(await logEndOf(bystander, { topic: TOPIC })).toBe(2);
  expect((await fetchFrom(bystander, { topic: TOPIC }, { fetchOffset: 0 })).errorCode).toBe(0);
  expect(served.faults).toEqual([]);
});

describe('bytes that are no request close their connection, and the log says why', () => {
  const produceHead = bytes(int16(-1), int16(-1), int32(1000));
  const topicHead = bytes(int32(1), int16(4), TOPIC, int32(1), int32(0));
  const whole = frameOf(Produce, 7, produceBody({ topic: TOPIC }, batchOf(['a'])));
  const cut = Buffer.from(whole.subarray(0, whole.length - 9));
  cut.writeInt32BE(cut.length - 4, 0);
  let closed = 0;
  beforeEach(() => {
    closed += 1;
    if (closed % (TOLD_PER_SECOND / 2) === 0) served.passTime(1_000);
  });

  test.each<[string, Buffer, RegExp]>([
    ['an unknown API key', requestFrame(999, 0, Buffer.alloc(8)), /refused: .*999/],
    ['an API key below zero', requestFrame(-3, 0, Buffer.alloc(8)), /refused: .*-3/],
    ['a key that is known and not served', requestFrame(24, 3, Buffer.alloc(8)), /refused: .*24/],
    ['a version above the served ones', requestFrame(0, 99, Buffer.alloc(8)), /refused: Produce version 99/],
    ['Produce 2, which is advertised only', requestFrame(0, 2, Buffer.alloc(8)), /refused: Produce version 2/],
    ['a version below zero', requestFrame(3, -1, Buffer.alloc(8)), /refused: Metadata version -1/],
    ['a frame of a negative size', int32(-1), /malformed-request: .*negative size/],
    ['a frame beyond the limit', int32(4 * MIB + 1), /malformed-request: .*limit/],
    ['a frame of two gigabytes', int32(0x7fffffff), /malformed-request: .*limit/],
    ['an empty frame', int32(0), /malformed-request/],
    ['a frame shorter than a header', bytes(int32(3), 'abc'), /malformed-request/],
    [
      'a client id longer than the frame',
      bytes(int32(10), int16(3), int16(1), int32(1), int16(30_000)),
      /malformed-request/,
    ],
    ['a request cut in the middle', cut, /malformed-request: the frame ends/],
    ['a count that promises gigabytes', requestFrame(3, 4, int32(0x7fffffff)), /malformed-request/],
    [
      'a compact count that promises gigabytes',
      requestFrame(3, 9, varint(0xffffffff), { isFlexible: true }),
      /malformed-request/,
    ],
    ['a count below null', requestFrame(3, 4, int32(-2)), /malformed-request/],
    ['a string of a negative size', requestFrame(3, 4, bytes(int32(1), int16(-5))), /malformed-request/],
    ['null where a name must be', requestFrame(3, 4, bytes(int32(1), int16(-1), Buffer.alloc(1))), /malformed-request/],
    ['null where a list must be', requestFrame(0, 7, bytes(produceHead, int32(-1))), /malformed-request/],
    ['records of a negative size', requestFrame(0, 7, bytes(produceHead, topicHead, int32(-2))), /malformed-request/],
    [
      'records that promise gigabytes',
      requestFrame(0, 7, bytes(produceHead, topicHead, int32(0x7ffffff0))),
      /malformed-request/,
    ],
    [
      'millions of tagged fields',
      requestFrame(18, 3, bytes(varint(2), 'a', varint(2), 'a', varint(3_000_000), Buffer.alloc(3 * MIB)), {
        isFlexible: true,
      }),
      /malformed-request: more unknown tagged fields/,
    ],
    [
      'tagged fields out of order',
      requestFrame(18, 3, bytes(varint(2), 'a', varint(2), 'a', Buffer.from([2, 9, 0, 8, 0])), { isFlexible: true }),
      /malformed-request: tagged fields out of order/,
    ],
    ['a varint without an end', requestFrame(3, 9, Buffer.alloc(12, 0xff), { isFlexible: true }), /malformed-request/],
  ])('%s', async (_name, frame, reason) => {
    const connection = await served.raw();
    await expect(connection.exchange(frame)).rejects.toThrow(ConnectionLost);
    expect(await served.firstClosing()).toEqual([expect.stringMatching(reason)]);
  });

  test('a million elements in one request, as many as fit: refused without holding gigabytes', async () => {
    const before = process.memoryUsage().rss;
    const connection = await served.raw();
    const frame = requestFrame(3, 9, bytes(varint(3_900_001), Buffer.alloc(3_900_000, 1), Buffer.alloc(4)), {
      isFlexible: true,
    });
    await expect(connection.exchange(frame)).rejects.toThrow(ConnectionLost);
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * MIB);
  });

  test('a hundred connections that promise 4 MiB and send nothing hold no memory for it', async () => {
    const before = process.memoryUsage();
    const idle = await Promise.all(Array.from({ length: 100 }, () => served.raw()));
    for (const connection of idle) connection.exchange(bytes(int32(4 * MIB), Buffer.alloc(20))).catch(() => undefined);
    expect((await bystander.request(ApiVersions, 0, {})).errorCode).toBe(0);
    const after = process.memoryUsage();
    for (const connection of idle) connection.close();
    expect(after.external + after.arrayBuffers - before.external - before.arrayBuffers).toBeLessThan(64 * MIB);
  });
});

describe('records that are no good batch are refused, and nothing of them is appended', () => {
  const two = Buffer.concat([batchOf(['a']), batchOf(['b'])]);
  const wrongCrc = batchOf(['a']);
  wrongCrc.writeUInt32BE((wrongCrc.readUInt32BE(17) + 1) % 2 ** 32, 17);
  const oldMessage = Buffer.alloc(40);
  oldMessage.writeInt32BE(28, 8);
  oldMessage.writeInt8(1, MAGIC_AT);
  const producer = { producerId: 7, producerEpoch: 0 };

  test.each<[string, Buffer | null, number]>([
    ['null', null, ErrorCode.INVALID_RECORD],
    ['nothing', Buffer.alloc(0), ErrorCode.INVALID_RECORD],
    ['noise', Buffer.alloc(100, 0x5a), ErrorCode.CORRUPT_MESSAGE],
    ['zeroes', Buffer.alloc(100), ErrorCode.CORRUPT_MESSAGE],
    ['a batch cut in its records', batchOf(['abc']).subarray(0, 66), ErrorCode.INVALID_RECORD],
    ['a batch cut in its header', batchOf(['abc']).subarray(0, 40), ErrorCode.INVALID_RECORD],
    ['two batches', two, ErrorCode.INVALID_RECORD],
    ['bytes after the batch', bytes(batchOf(['a']), 'x'), ErrorCode.INVALID_RECORD],
    ['a message of magic 1', oldMessage, ErrorCode.INVALID_RECORD],
    ['magic 3', bent((batch) => batch.writeInt8(3, MAGIC_AT)), ErrorCode.CORRUPT_MESSAGE],
    ['a wrong CRC', wrongCrc, ErrorCode.CORRUPT_MESSAGE],
    ['codec 5', bent((batch) => batch.writeInt16BE(5, ATTRIBUTES_AT)), ErrorCode.UNSUPPORTED_COMPRESSION_TYPE],
    ['codec 7', bent((batch) => batch.writeInt16BE(7, ATTRIBUTES_AT)), ErrorCode.UNSUPPORTED_COMPRESSION_TYPE],
    ['a negative batch length', bent((batch) => batch.writeInt32BE(-1, 8)), ErrorCode.CORRUPT_MESSAGE],
    ['a base offset that is not 0', bent((batch) => batch.writeInt32BE(5, 4)), ErrorCode.INVALID_RECORD],
    ['a count below zero', bent((batch) => batch.writeInt32BE(-1, COUNT_AT)), ErrorCode.INVALID_RECORD],
    ['a count of two billion', bent((batch) => batch.writeInt32BE(2e9, COUNT_AT)), ErrorCode.INVALID_RECORD],
    [
      'two billion records that are not there',
      bent((batch) => {
        batch.writeInt32BE(2e9, COUNT_AT);
        batch.writeInt32BE(2e9 - 1, LAST_DELTA_AT);
      }),
      ErrorCode.INVALID_RECORD,
    ],
    [
      'a last offset delta that disagrees',
      bent((batch) => batch.writeInt32BE(4, LAST_DELTA_AT)),
      ErrorCode.INVALID_RECORD,
    ],
    ['a control batch', bent((batch) => batch.writeInt16BE(0x20, ATTRIBUTES_AT)), ErrorCode.INVALID_RECORD],
    [
      'a sequence below zero',
      batchOf(['a'], { producer: { ...producer, baseSequence: -1 } }),
      ErrorCode.INVALID_RECORD,
    ],
    [
      'a transactional batch, as nobody coordinates transactions',
      batchOf(['a'], { producer: { ...producer, baseSequence: 0 }, isTransactional: true }),
      ErrorCode.INVALID_TXN_STATE,
    ],
    ['a batch beyond max.message.bytes', batchOf(['x'.repeat(1_048_588)]), ErrorCode.MESSAGE_TOO_LARGE],
    ['a record whose length lies', bent((batch) => batch.writeInt8(0x7e, 61)), ErrorCode.INVALID_RECORD],
    [
      'a timestamp of the next century',
      batchOf(['a'], { timestampMs: Date.now() + 4e12 }),
      ErrorCode.INVALID_TIMESTAMP,
    ],
  ])('%s', async (_name, records, errorCode) => {
    expect(await produceTo(bystander, { topic: TOPIC }, records)).toMatchObject({ errorCode, baseOffset: -1 });
  });

  test('a record without a key for a compacted topic is named in the answer', async () => {
    const answer = await produceTo(bystander, { topic: 'compacted' }, batchOf(['a', 'b']));
    expect(answer.errorCode).toBe(ErrorCode.INVALID_RECORD);
    expect(answer.recordErrors.map(({ batchIndex }) => batchIndex)).toContain(0);
    expect(await logEndOf(bystander, { topic: 'compacted' })).toBe(0);
  });

  test('acks that do not exist: INVALID_REQUIRED_ACKS', async () => {
    expect((await produceTo(bystander, { topic: TOPIC }, batchOf(['a']), { acks: 2 })).errorCode).toBe(
      ErrorCode.INVALID_REQUIRED_ACKS,
    );
  });

  test('acks 0 with a fault: no answer but the end of the connection, with the reason in the log', async () => {
    const connection = await served.raw();
    const frame = frameOf(Produce, 9, produceBody({ topic: TOPIC }, wrongCrc, 0));
    await expect(connection.exchange(frame)).rejects.toThrow(ConnectionLost);
    expect(await served.firstClosing()).toEqual([expect.stringMatching(/CORRUPT_MESSAGE for kept-0 .*acks 0/)]);
  });

  test('one bad partition of a request does not touch the others', async () => {
    await createTopic(bystander, 'pair', { partitions: 2 });
    const { responses } = await bystander.request(Produce, 9, {
      acks: -1,
      timeoutMs: 1000,
      topicData: [
        {
          name: 'pair',
          partitionData: [
            { index: 0, records: wrongCrc },
            { index: 1, records: batchOf(['good']) },
          ],
        },
      ],
    });
    expect(responses[0]?.partitionResponses).toMatchObject([
      { index: 0, errorCode: ErrorCode.CORRUPT_MESSAGE },
      { index: 1, errorCode: 0, baseOffset: 0 },
    ]);
  });
});

describe('names that no topic can have', () => {
  const names = ['../x', '.', '..', '', 'a/b', 'a b', 'ü', '日本語', 'x'.repeat(250), 'a\0b'];

  test.each(names)('%j', async (name) => {
    const { topics } = await bystander.request(CreateTopics, 7, {
      topics: [{ name, numPartitions: 1, replicationFactor: 1, assignments: [], configs: [] }],
      timeoutMs: 1000,
    });
    expect(topics[0]?.errorCode).toBe(ErrorCode.INVALID_TOPIC_EXCEPTION);
    const described = await bystander.request(Metadata, 12, { topics: [{ name }], allowAutoTopicCreation: true });
    expect(described.topics[0]?.errorCode).toBe(ErrorCode.INVALID_TOPIC_EXCEPTION);
    expect((await produceTo(bystander, { topic: name }, batchOf(['a']))).errorCode).toBe(
      ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
    );
    expect((await fetchFrom(bystander, { topic: name }, { fetchOffset: 0 })).errorCode).toBe(
      ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
    );
  });

  test('two names that differ by a dot and an underscore only', async () => {
    await createTopic(bystander, 'one.two');
    await expect(createTopic(bystander, 'one_two')).rejects.toThrow(String(ErrorCode.INVALID_TOPIC_EXCEPTION));
  });

  test('the longest name and its directory work', async () => {
    const name = 'x'.repeat(249);
    await createTopic(bystander, name);
    expect((await produceTo(bystander, { topic: name }, batchOf(['a']))).errorCode).toBe(0);
  });
});

describe('settings that cannot be', () => {
  const settings: [name: string, value: string][] = [
    ['retention.ms', 'long'],
    ['retention.ms', ''],
    ['retention.ms', '1e99'],
    ['segment.bytes', '-1'],
    ['segment.bytes', '99999999999'],
    ['cleanup.policy', 'shred'],
    ['compression.type', 'rar'],
    ['min.insync.replicas', '0'],
    ['max.message.bytes', '-5'],
    ['message.timestamp.type', 'Whenever'],
    ['unclean.leader.election.enable', 'perhaps'],
    ['no.such.setting', '1'],
  ];

  test.each(settings)('%s=%j is refused by every call, and nothing changes', async (name, value) => {
    const config = { name, value };
    const { topics } = await bystander.request(CreateTopics, 7, {
      topics: [{ name: 'unmade', numPartitions: 1, replicationFactor: 1, assignments: [], configs: [config] }],
      timeoutMs: 1000,
    });
    expect(topics[0]).toMatchObject({ errorCode: ErrorCode.INVALID_CONFIG });
    expect(topics[0]?.errorMessage).toContain(name);
    const described = await bystander.request(Metadata, 12, {
      topics: [{ name: 'unmade' }],
      allowAutoTopicCreation: false,
    });
    expect(described.topics[0]?.errorCode).toBe(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    const resource = { resourceType: 2, resourceName: TOPIC };
    const altered = await bystander.request(AlterConfigs, 2, {
      resources: [{ ...resource, configs: [config] }],
      validateOnly: false,
    });
    expect(altered.responses[0]?.errorCode).toBe(ErrorCode.INVALID_CONFIG);
    const changed = await bystander.request(IncrementalAlterConfigs, 1, {
      resources: [{ ...resource, configs: [{ ...config, configOperation: 0 }] }],
      validateOnly: false,
    });
    expect(changed.responses[0]?.errorCode).toBe(ErrorCode.INVALID_CONFIG);
    const { results } = await bystander.request(DescribeConfigs, 4, {
      resources: [{ ...resource, configurationKeys: null }],
    });
    expect(results[0]?.configs.filter(({ configSource }) => configSource === 1)).toEqual([]);
  });
});

describe('a fetch that asks for what is not there', () => {
  test.each<[string, object, object, number]>([
    ['an offset below zero', { fetchOffset: -5 }, {}, ErrorCode.OFFSET_OUT_OF_RANGE],
    ['an offset beyond the end', { fetchOffset: 3 }, {}, ErrorCode.OFFSET_OUT_OF_RANGE],
    ['an epoch to come', { fetchOffset: 0, currentLeaderEpoch: 50 }, {}, ErrorCode.UNKNOWN_LEADER_EPOCH],
  ])('%s', async (_name, partition, options, errorCode) => {
    expect(await fetchFrom(bystander, { topic: TOPIC }, { fetchOffset: 0, ...partition }, options)).toMatchObject({
      errorCode,
      highWatermark: -1,
    });
  });

  test('sizes below zero bring the first batch all the same', async () => {
    const answer = await fetchFrom(
      bystander,
      { topic: TOPIC },
      { fetchOffset: 0, partitionMaxBytes: -1 },
      { maxBytes: -1, minBytes: -1 },
    );
    expect(answer.errorCode).toBe(0);
    expect(answer.records?.length).toBeGreaterThan(61);
  });

  test('a session that does not exist, and an epoch out of step', async () => {
    const unknown = await bystander.request(
      Fetch,
      12,
      fetchBody({ topic: TOPIC }, { fetchOffset: 0 }, { sessionId: 5, sessionEpoch: 1 }),
    );
    expect(unknown).toMatchObject({ errorCode: ErrorCode.FETCH_SESSION_ID_NOT_FOUND, sessionId: 0, responses: [] });
    const { sessionId } = await bystander.request(
      Fetch,
      12,
      fetchBody({ topic: TOPIC }, { fetchOffset: 0 }, { sessionEpoch: 0 }),
    );
    const outOfStep = await bystander.request(
      Fetch,
      12,
      fetchBody({ topic: TOPIC }, { fetchOffset: 0 }, { sessionId, sessionEpoch: 5 }),
    );
    expect(outOfStep).toMatchObject({ errorCode: ErrorCode.INVALID_FETCH_SESSION_EPOCH, sessionId: 0, responses: [] });
  });
});

test('answers to good requests before the bad one on the same connection still come', async () => {
  const connection = await served.raw();
  const good = connection.exchange(requestFrame(18, 0, Buffer.alloc(0)));
  const bad = connection.exchange(requestFrame(999, 0, Buffer.alloc(0)));
  expect(decodeResponse(ApiVersions, 0, await good).body.errorCode).toBe(0);
  await expect(bad).rejects.toThrow(ConnectionLost);
});

test('a producer id that nobody gave out is taken as it comes, as in Kafka', async () => {
  await createTopic(bystander, 'foreign');
  const { producerId } = await newProducer(bystander);
  const producer = { producerId: producerId + 100_000, producerEpoch: 3, baseSequence: 17 };
  expect((await produceTo(bystander, { topic: 'foreign' }, batchOf(['a'], { producer }))).errorCode).toBe(0);
});
