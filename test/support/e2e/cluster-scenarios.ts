import { ErrorCode } from '@yak/model';
import {
  ApiVersions,
  DescribeCluster,
  DescribeLogDirs,
  DescribeProducers,
  InitProducerId,
  Produce,
} from '@yak/protocol';
import { handlers } from '@yak/handlers';
import { batchOf, produceBody } from './requests';
import { type Scenario, STOCK_TOPIC } from './scenario';

/** Where clients ask for less than is served, by key (each of these bounds silently breaks a real client). */
const MINIMUM_BY_KEY = new Map([
  [0, 0],
  [1, 4],
  [2, 1],
  [3, 0],
  [8, 2],
  [9, 1],
  [10, 0],
  [11, 0],
  [15, 0],
  [16, 0],
  [18, 0],
  [19, 2],
  [20, 1],
  [22, 0],
  [23, 2],
  [32, 1],
]);

/** Exactly the served keys, with the minimums that librdkafka looks for. */
export const apiVersionsScenario: Scenario = async (version, { client }) => {
  const answer = await client.request(ApiVersions, version, {
    clientSoftwareName: 'yak',
    clientSoftwareVersion: '1.0',
  });
  expect(answer.errorCode).toBe(0);
  expect(answer.apiKeys.map(({ apiKey }) => apiKey)).toEqual([...handlers.keys()].sort((one, other) => one - other));
  for (const { apiKey, minVersion, maxVersion } of answer.apiKeys) {
    expect({ apiKey, maxVersion }).toEqual({ apiKey, maxVersion: handlers.get(apiKey)?.serves.max });
    expect({ apiKey, minVersion }).toEqual({
      apiKey,
      minVersion: MINIMUM_BY_KEY.get(apiKey) ?? handlers.get(apiKey)?.serves.min,
    });
  }
  expect(answer).toMatchObject({ supportedFeatures: [], finalizedFeatures: [] });
  if (version < 3) return;
  const nameless = await client.request(ApiVersions, version, { clientSoftwareName: '-', clientSoftwareVersion: '' });
  expect(nameless.errorCode).toBe(ErrorCode.INVALID_REQUEST);
};

/** A producer id that nobody had before. */
export const initProducerIdScenario: Scenario = async (version, { client }) => {
  const ask = (transactionalId: string | null) =>
    client.request(InitProducerId, version, { transactionalId, transactionTimeoutMs: 60_000 });
  const one = await ask(null);
  const other = await ask(null);
  expect(one).toMatchObject({ errorCode: 0, producerEpoch: 0 });
  expect(other.producerId).toBeGreaterThan(one.producerId);
  expect(await ask('')).toMatchObject({ errorCode: ErrorCode.INVALID_REQUEST, producerId: -1 });
  expect(await ask('mine')).toMatchObject({ errorCode: ErrorCode.COORDINATOR_NOT_AVAILABLE, producerId: -1 });
};

/** The directory, and how large a replica in it is. */
export const describeLogDirsScenario: Scenario = async (version, { client, stock, served }) => {
  const some = await client.request(DescribeLogDirs, version, { topics: [{ topic: STOCK_TOPIC, partitions: [0] }] });
  expect(some.errorCode).toBe(0);
  expect(some.results).toHaveLength(1);
  expect(some.results[0]).toMatchObject({
    errorCode: 0,
    topics: [
      {
        name: STOCK_TOPIC,
        partitions: [{ partitionIndex: 0, partitionSize: stock.length, offsetLag: 0, isFutureKey: false }],
      },
    ],
  });
  expect(some.results[0]?.logDir).toContain(served.dataDirectory);
  const all = await client.request(DescribeLogDirs, version, { topics: null });
  expect(all.results[0]?.topics.length).toBeGreaterThan(3);
};

/** The broker where the client reached it. */
export const describeClusterScenario: Scenario = async (version, { client, clusterId, port }) => {
  const answer = await client.request(DescribeCluster, version, { includeClusterAuthorizedOperations: true });
  expect(answer).toMatchObject({
    errorCode: 0,
    errorMessage: null,
    clusterId,
    controllerId: 1,
    brokers: [{ brokerId: 1, port, rack: null }],
  });
  expect(answer.clusterAuthorizedOperations).toBeGreaterThan(0);
  if (version === 0) return;
  const controllers = await client.request(DescribeCluster, version, {
    includeClusterAuthorizedOperations: false,
    endpointType: 2,
  });
  expect(controllers.errorCode).toBe(ErrorCode.MISMATCHED_ENDPOINT_TYPE);
};

/** Who wrote to a partition, and how far. */
export const describeProducersScenario: Scenario = async (version, world) => {
  const { client } = world;
  const producer = await world.newProducer();
  const batch = batchOf(['a', 'b', 'c'], { producer: { ...producer, baseSequence: 0 } });
  await client.request(Produce, 11, produceBody({ topic: world.topic }, batch));
  const { topics } = await client.request(DescribeProducers, version, {
    topics: [
      { name: world.topic, partitionIndexes: [0, 5] },
      { name: STOCK_TOPIC, partitionIndexes: [0] },
    ],
  });
  expect(topics[0]?.partitions[0]?.errorCode).toBe(0);
  expect(topics[0]?.partitions[0]?.activeProducers).toContainEqual(
    expect.objectContaining({ ...producer, lastSequence: 2, currentTxnStartOffset: -1 }),
  );
  expect(topics[0]?.partitions[1]?.errorCode).toBe(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
  expect(topics[1]?.partitions[0]).toMatchObject({ errorCode: 0, activeProducers: [] });
};
