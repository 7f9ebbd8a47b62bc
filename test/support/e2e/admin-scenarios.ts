import { ErrorCode } from '@yak/model';
import {
  AlterConfigs,
  CreatePartitions,
  CreateTopics,
  DeleteRecords,
  DeleteTopics,
  DescribeConfigs,
  DescribeTopicPartitions,
  Fetch,
  IncrementalAlterConfigs,
  Metadata,
  Produce,
  type ResponseOf,
} from '@yak/protocol';
import { batchOf, fetchBody, produceBody } from './requests';
import { ABSENT_ID, type Scenario, STOCK_TOPIC, type World } from './scenario';

const TOPIC = 2;
const BROKER = 4;
const DYNAMIC_TOPIC_SOURCE = 1;
const DEFAULT_SOURCE = 5;
const TYPE_LONG = 5;
const TYPE_LIST = 7;
const NO_ID = '0'.repeat(32);

const partitionCountOf = async ({ client }: World, name: string): Promise<number> =>
  (await client.request(Metadata, 12, { topics: [{ name }], allowAutoTopicCreation: false })).topics[0]?.partitions
    .length ?? 0;

const settingOf = async (
  { client }: World,
  topic: string,
  name: string,
): Promise<[string | null, number] | undefined> => {
  const { results } = await client.request(DescribeConfigs, 4, {
    resources: [{ resourceType: TOPIC, resourceName: topic, configurationKeys: [name] }],
  });
  const [setting] = results[0]?.configs ?? [];
  return setting && [setting.value, setting.configSource];
};

/** Topics that are there and lead when the answer comes; none for a question only; each at fault for itself. */
export const createTopicsScenario: Scenario = async (version, world) => {
  const { client } = world;
  const topic = (name: string, changed: object = {}) => ({
    name,
    numPartitions: 2,
    replicationFactor: 1,
    assignments: [],
    configs: [{ name: 'retention.ms', value: '1234567' }],
    ...changed,
  });
  const made = `made-${version}`;
  const asked = await client.request(CreateTopics, version, {
    topics: [topic(made)],
    timeoutMs: 10_000,
    validateOnly: true,
  });
  expect(asked.topics[0]).toMatchObject({ name: made, errorCode: 0 });
  expect(await partitionCountOf(world, made)).toBe(0);
  const { topics } = await client.request(CreateTopics, version, {
    topics: [
      topic(made),
      topic(`placed-${version}`, {
        numPartitions: -1,
        replicationFactor: -1,
        assignments: [0, 1, 2].map((partitionIndex) => ({ partitionIndex, brokerIds: [1] })),
      }),
      topic(`default-${version}`, { numPartitions: -1, replicationFactor: -1 }),
      topic(STOCK_TOPIC),
      topic('../x'),
      topic('none', { numPartitions: 0 }),
      topic('lonely', { replicationFactor: 0 }),
      topic('wide', { replicationFactor: 2 }),
      topic('odd', { configs: [{ name: 'retention.ms', value: 'long' }] }),
      topic('elsewhere', {
        numPartitions: -1,
        replicationFactor: -1,
        assignments: [{ partitionIndex: 0, brokerIds: [9] }],
      }),
    ],
    timeoutMs: 10_000,
  });
  expect(topics.map(({ errorCode }) => errorCode)).toEqual([
    0,
    0,
    0,
    ErrorCode.TOPIC_ALREADY_EXISTS,
    ErrorCode.INVALID_TOPIC_EXCEPTION,
    ErrorCode.INVALID_PARTITIONS,
    ErrorCode.INVALID_REPLICATION_FACTOR,
    ErrorCode.INVALID_REPLICATION_FACTOR,
    ErrorCode.INVALID_CONFIG,
    ErrorCode.INVALID_REPLICA_ASSIGNMENT,
  ]);
  expect(topics[3]?.errorMessage).not.toBeNull();
  const [answered] = topics;
  if (version >= 5) {
    expect(answered).toMatchObject({ numPartitions: 2, replicationFactor: 1 });
    expect(answered?.configs).toContainEqual(
      expect.objectContaining({ name: 'retention.ms', value: '1234567', configSource: DYNAMIC_TOPIC_SOURCE }),
    );
  }
  const described = await client.request(Metadata, 12, { topics: [{ name: made }], allowAutoTopicCreation: false });
  expect(described.topics[0]?.partitions).toMatchObject([{ leaderId: 1 }, { leaderId: 1 }]);
  if (version >= 7) expect(answered?.topicId).toBe(described.topics[0]?.topicId);
  expect(await partitionCountOf(world, `placed-${version}`)).toBe(3);
  expect(await partitionCountOf(world, `default-${version}`)).toBe(1);
  const { responses } = await client.request(Produce, 9, produceBody({ topic: made, partition: 1 }, batchOf(['a'])));
  expect(responses[0]?.partitionResponses[0]?.errorCode).toBe(0);
};

/** A topic that is gone when the answer comes, by name or by id, and a refusal for one that is not there. */
export const deleteTopicsScenario: Scenario = async (version, world) => {
  const { client } = world;
  const name = `doomed-${version}`;
  await world.createTopic(name);
  const topicId = world.topicIds.get(name) as never;
  const { responses } = await client.request(DeleteTopics, version, {
    topicNames: version < 6 ? [name, 'absent'] : [],
    topics:
      version < 6
        ? []
        : [
            { name: null, topicId },
            { name: 'absent', topicId: NO_ID },
            { name: null, topicId: ABSENT_ID },
          ],
    timeoutMs: 10_000,
  });
  const unknown = ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
  expect(responses[0]).toMatchObject({ name, errorCode: 0 });
  expect(responses[1]).toMatchObject({ name: 'absent', errorCode: unknown });
  if (version >= 6) {
    expect(responses[0]?.topicId).toBe(topicId);
    expect(responses[2]).toMatchObject({ name: null, errorCode: ErrorCode.UNKNOWN_TOPIC_ID });
  }
  expect(await partitionCountOf(world, name)).toBe(0);
};

/** The records before an offset are gone for readers; beyond the end there is nothing to delete. */
export const deleteRecordsScenario: Scenario = async (version, world) => {
  const { client } = world;
  const topic = `cut-${version}`;
  await world.createTopic(topic);
  await client.request(Produce, 9, produceBody({ topic }, batchOf(['a', 'b', 'c'])));
  const remove = async (offset: number, partitionIndex = 0) =>
    (
      await client.request(DeleteRecords, version, {
        topics: [{ name: topic, partitions: [{ partitionIndex, offset }] }],
        timeoutMs: 10_000,
      })
    ).topics[0]?.partitions[0];
  expect(await remove(2)).toMatchObject({ errorCode: 0, lowWatermark: 2 });
  const fetched = await client.request(Fetch, 12, fetchBody({ topic }, { fetchOffset: 1 }));
  expect(fetched.responses[0]?.partitions[0]?.errorCode).toBe(ErrorCode.OFFSET_OUT_OF_RANGE);
  expect(await remove(9)).toMatchObject({ errorCode: ErrorCode.OFFSET_OUT_OF_RANGE, lowWatermark: -1 });
  expect(await remove(-1)).toMatchObject({ errorCode: 0, lowWatermark: 3 });
  expect(await remove(0, 4)).toMatchObject({ errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION });
};

/** More partitions that can be written at once; never fewer. */
export const createPartitionsScenario: Scenario = async (version, world) => {
  const { client } = world;
  const name = `grown-${version}`;
  await world.createTopic(name);
  const grow = async (
    count: number,
    options: { validateOnly?: boolean; assignments?: { brokerIds: number[] }[] } = {},
  ) =>
    (
      await client.request(CreatePartitions, version, {
        topics: [{ name, count, assignments: options.assignments ?? null }],
        timeoutMs: 10_000,
        validateOnly: options.validateOnly ?? false,
      })
    ).results[0];
  expect(await grow(3, { validateOnly: true })).toMatchObject({ name, errorCode: 0 });
  expect(await partitionCountOf(world, name)).toBe(1);
  expect(await grow(3)).toMatchObject({ name, errorCode: 0 });
  expect(await partitionCountOf(world, name)).toBe(3);
  const { responses } = await client.request(Produce, 9, produceBody({ topic: name, partition: 2 }, batchOf(['a'])));
  expect(responses[0]?.partitionResponses[0]?.errorCode).toBe(0);
  expect(await grow(3)).toMatchObject({ errorCode: ErrorCode.INVALID_PARTITIONS });
  expect(await grow(5, { assignments: [{ brokerIds: [1] }] })).toMatchObject({
    errorCode: ErrorCode.INVALID_REPLICA_ASSIGNMENT,
  });
};

type DescribedConfigs = ResponseOf<typeof DescribeConfigs>['results'][number]['configs'];

function expectSettingsOf(version: number, configs: DescribedConfigs): void {
  const retention = configs.find((config) => config.name === 'retention.ms');
  expect(retention).toMatchObject({
    value: '99',
    configSource: DYNAMIC_TOPIC_SOURCE,
    readOnly: false,
    isSensitive: false,
  });
  expect(retention?.synonyms[0]).toEqual({ name: 'retention.ms', value: '99', source: DYNAMIC_TOPIC_SOURCE });
  expect(retention?.configType).toBe(version >= 3 ? TYPE_LONG : 0);
  expect((retention?.documentation ?? '') === '').toBe(version < 3);
  const policy = configs.find((config) => config.name === 'cleanup.policy');
  expect(policy).toMatchObject({ value: 'delete', configSource: DEFAULT_SOURCE });
  expect(policy?.configType).toBe(version >= 3 ? TYPE_LIST : 0);
}

/** Values, sources and types of settings, of a topic and of the broker. */
export const describeConfigsScenario: Scenario = async (version, world) => {
  const name = `described-${version}`;
  await world.createTopic(name, [{ name: 'retention.ms', value: '99' }]);
  const { results } = await world.client.request(DescribeConfigs, version, {
    resources: [
      { resourceType: TOPIC, resourceName: name, configurationKeys: ['retention.ms', 'cleanup.policy', 'absent'] },
      { resourceType: TOPIC, resourceName: name, configurationKeys: null },
      { resourceType: BROKER, resourceName: '1', configurationKeys: ['log.retention.ms', 'node.id'] },
      { resourceType: TOPIC, resourceName: 'absent', configurationKeys: null },
      { resourceType: BROKER, resourceName: '7', configurationKeys: null },
    ],
    includeSynonyms: true,
    includeDocumentation: version >= 3,
  });
  const [some, all, broker, absent, other] = results;
  expect(some).toMatchObject({ errorCode: 0, resourceType: TOPIC, resourceName: name });
  expect(some?.configs.map((config) => config.name).sort()).toEqual(['cleanup.policy', 'retention.ms']);
  expectSettingsOf(version, some?.configs ?? []);
  expect(all?.configs.length).toBeGreaterThan(20);
  expect(broker?.configs.find((config) => config.name === 'node.id')).toMatchObject({ value: '1', readOnly: true });
  expect(absent).toMatchObject({ errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, configs: [] });
  expect(other).toMatchObject({ errorCode: ErrorCode.INVALID_REQUEST, configs: [] });
};

/** The named settings become the whole set. */
export const alterConfigsScenario: Scenario = async (version, world) => {
  const name = `altered-${version}`;
  await world.createTopic(name, [{ name: 'retention.ms', value: '99' }]);
  const alter = async (configs: { name: string; value: string | null }[], validateOnly = false) =>
    (
      await world.client.request(AlterConfigs, version, {
        resources: [{ resourceType: TOPIC, resourceName: name, configs }],
        validateOnly,
      })
    ).responses[0];
  expect(await alter([{ name: 'retention.bytes', value: '5000' }], true)).toMatchObject({ errorCode: 0 });
  expect(await settingOf(world, name, 'retention.ms')).toEqual(['99', DYNAMIC_TOPIC_SOURCE]);
  expect(await alter([{ name: 'retention.bytes', value: '5000' }])).toMatchObject({
    errorCode: 0,
    resourceType: TOPIC,
    resourceName: name,
  });
  expect(await settingOf(world, name, 'retention.bytes')).toEqual(['5000', DYNAMIC_TOPIC_SOURCE]);
  expect((await settingOf(world, name, 'retention.ms'))?.[1]).toBe(DEFAULT_SOURCE);
  expect(await alter([{ name: 'retention.bytes', value: 'much' }])).toMatchObject({
    errorCode: ErrorCode.INVALID_CONFIG,
  });
  expect(await alter([{ name: 'retention.bytes', value: null }])).toMatchObject({
    errorCode: ErrorCode.INVALID_REQUEST,
  });
};

/** Settings set, deleted, lengthened and shortened, all of a resource or none. */
export const incrementalAlterConfigsScenario: Scenario = async (version, world) => {
  const [set, remove, append, subtract] = [0, 1, 2, 3];
  const name = `tuned-${version}`;
  await world.createTopic(name);
  const alter = async (...changes: [name: string, configOperation: number, value: string | null][]) =>
    (
      await world.client.request(IncrementalAlterConfigs, version, {
        resources: [
          {
            resourceType: TOPIC,
            resourceName: name,
            configs: changes.map(([config, configOperation, value]) => ({ name: config, configOperation, value })),
          },
        ],
        validateOnly: false,
      })
    ).responses[0];
  expect(await alter(['retention.ms', set, '77'], ['cleanup.policy', append, 'compact'])).toMatchObject({
    errorCode: 0,
  });
  expect(await settingOf(world, name, 'retention.ms')).toEqual(['77', DYNAMIC_TOPIC_SOURCE]);
  expect(await settingOf(world, name, 'cleanup.policy')).toEqual(['delete,compact', DYNAMIC_TOPIC_SOURCE]);
  expect(await alter(['cleanup.policy', subtract, 'compact'], ['retention.ms', remove, null])).toMatchObject({
    errorCode: 0,
  });
  expect((await settingOf(world, name, 'cleanup.policy'))?.[0]).toBe('delete');
  expect((await settingOf(world, name, 'retention.ms'))?.[1]).toBe(DEFAULT_SOURCE);
  expect(await alter(['retention.ms', set, '88'], ['retention.bytes', append, '1'])).toMatchObject({
    errorCode: ErrorCode.INVALID_CONFIG,
  });
  expect((await settingOf(world, name, 'retention.ms'))?.[1]).toBe(DEFAULT_SOURCE);
  expect(await alter(['retention.ms', 9, '88'])).toMatchObject({ errorCode: ErrorCode.INVALID_REQUEST });
};

/** Pages of partitions with a cursor to go on at. */
export const describeTopicPartitionsScenario: Scenario = async (version, world) => {
  const { client } = world;
  await client.request(CreateTopics, 7, {
    topics: [{ name: 'paged', numPartitions: 3, replicationFactor: 1, assignments: [], configs: [] }],
    timeoutMs: 10_000,
  });
  const first = await client.request(DescribeTopicPartitions, version, {
    topics: [{ name: 'paged' }, { name: STOCK_TOPIC }],
    responsePartitionLimit: 2,
  });
  expect(first.topics).toHaveLength(1);
  expect(first.topics[0]?.partitions).toMatchObject([
    { partitionIndex: 0, leaderId: 1, isrNodes: [1], eligibleLeaderReplicas: [] },
    { partitionIndex: 1, leaderId: 1 },
  ]);
  expect(first.nextCursor).toEqual({ topicName: 'paged', partitionIndex: 2 });
  const rest = await client.request(DescribeTopicPartitions, version, {
    topics: [{ name: 'paged' }, { name: STOCK_TOPIC }],
    responsePartitionLimit: 2,
    cursor: first.nextCursor,
  });
  expect(
    rest.topics.map(({ name, partitions }) => [name, partitions.map(({ partitionIndex }) => partitionIndex)]),
  ).toEqual([
    ['paged', [2]],
    [STOCK_TOPIC, [0]],
  ]);
  expect(rest.nextCursor).toBeNull();
};
