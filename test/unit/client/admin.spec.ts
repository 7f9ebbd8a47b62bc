import { ErrorCode } from '@yak/model';
import { FakeCluster } from '../../support/client/fake-broker';
import { drive } from '../../support/network/drive';

/** A cluster of two (controller 2) that gives one answer to one API. */
async function answering(key: number, answer: object) {
  const cluster = await FakeCluster.start(2);
  cluster.controllerId = 2;
  cluster.createTopic('orders', [1, 2]);
  const client = await cluster.client();
  cluster.intercept = (request) => (request.key === key ? answer : undefined);
  const call = <T>(promise: Promise<T>): Promise<T> => drive(cluster.clock, promise);
  const asked = () => cluster.asked.filter((request) => request.key === key);
  return { cluster, admin: client.admin, call, asked };
}
const zero = '0'.repeat(32);

describe('the administrative calls', () => {
  it('create topics at the controller, each with its own outcome', async () => {
    const { admin, asked, call } = await answering(19, {
      topics: [
        {
          name: 'a',
          topicId: zero,
          errorCode: 0,
          errorMessage: null,
          numPartitions: 3,
          replicationFactor: 1,
          configs: [],
        },
        {
          name: 'b',
          topicId: zero,
          errorCode: ErrorCode.TOPIC_ALREADY_EXISTS,
          errorMessage: 'there is one',
          configs: [],
        },
      ],
    });
    const outcomes = await call(
      admin.createTopics(
        [
          { name: 'a', partitionCount: 3, configs: { 'retention.ms': '5' } },
          { name: 'b', assignments: [[1, 2]] },
        ],
        { isValidateOnly: true },
      ),
    );
    expect(outcomes.map(({ name, error, partitionCount }) => [name, error?.message, partitionCount])).toEqual([
      ['a', undefined, 3],
      ['b', 'TOPIC_ALREADY_EXISTS: there is one', -1],
    ]);
    expect(asked()[0]).toMatchObject({
      brokerId: 2,
      body: {
        validateOnly: true,
        topics: [
          { numPartitions: 3, replicationFactor: -1, assignments: [], configs: [{ name: 'retention.ms', value: '5' }] },
          { numPartitions: -1, assignments: [{ partitionIndex: 0, brokerIds: [1, 2] }] },
        ],
      },
    });
  });

  it('ask the new controller when it has moved', async () => {
    const { admin, asked, call, cluster } = await answering(20, {});
    cluster.intercept = ({ key, brokerId }) => {
      if (key !== 20) return undefined;
      const errorCode = brokerId === 2 ? ErrorCode.NOT_CONTROLLER : 0;
      cluster.controllerId = 1;
      return { responses: [{ name: 'orders', topicId: zero, errorCode, errorMessage: null }] };
    };
    expect(await call(admin.deleteTopics(['orders']))).toEqual([{ name: 'orders', error: null }]);
    expect(asked().map(({ brokerId }) => brokerId)).toEqual([2, 1]);
  });

  it('raise partition counts', async () => {
    const { admin, asked, call } = await answering(37, {
      results: [{ name: 'orders', errorCode: ErrorCode.INVALID_PARTITIONS, errorMessage: 'it has 2' }],
    });
    const [outcome] = await call(admin.createPartitions([{ name: 'orders', partitionCount: 2 }]));
    expect(outcome?.error?.message).toBe('INVALID_PARTITIONS: it has 2');
    expect(asked()[0]).toMatchObject({
      brokerId: 2,
      body: { topics: [{ name: 'orders', count: 2, assignments: null }] },
    });
  });

  it('ask every leader for its own partitions and join the answers', async () => {
    const { admin, call, cluster } = await answering(0, {});
    cluster.intercept = ({ key, body, brokerId }) => {
      if (key !== 21) return undefined;
      const { topics } = body as {
        topics: { name: string; partitions: { partitionIndex: number; offset: number }[] }[];
      };
      return {
        topics: topics.map(({ name, partitions }) => ({
          name,
          partitions: partitions.map(({ partitionIndex, offset }) => ({
            partitionIndex,
            lowWatermark: offset + brokerId * 100,
            errorCode: 0,
          })),
        })),
      };
    };
    const places = [
      { topic: 'orders', partition: 0, before: 5 },
      { topic: 'orders', partition: 1, before: 'highWatermark' as const },
    ];
    expect(await call(admin.deleteRecords(places))).toEqual([
      { topic: 'orders', partition: 0, lowWatermark: 105, error: null },
      { topic: 'orders', partition: 1, lowWatermark: 199, error: null },
    ]);
  });

  it('list offsets, ends of epochs and producers', async () => {
    const place = { topic: 'orders', partition: 0 };
    const offsets = await answering(0, {});
    expect(await offsets.call(offsets.admin.listOffsets([{ ...place, timestampMs: -1 }]))).toEqual([
      { ...place, offset: 0, timestampMs: -1, leaderEpoch: -1, error: null },
    ]);
    const epochs = await answering(23, {
      topics: [{ topic: 'orders', partitions: [{ errorCode: 0, partition: 0, leaderEpoch: 4, endOffset: 77 }] }],
    });
    expect(await epochs.call(epochs.admin.offsetsForLeaderEpochs([{ ...place, leaderEpoch: 4 }]))).toEqual([
      { ...place, leaderEpoch: 4, endOffset: 77, error: null },
    ]);
    const producers = await answering(61, {
      topics: [
        {
          name: 'orders',
          partitions: [{ partitionIndex: 0, errorCode: 3, errorMessage: 'gone', activeProducers: [] }],
        },
      ],
    });
    expect((await producers.call(producers.admin.describeProducers([place])))[0]).toMatchObject({
      ...place,
      producers: [],
      error: { message: 'UNKNOWN_TOPIC_OR_PARTITION: gone' },
    });
  });

  test.each([
    ['a topic', { type: 'topic', name: 'orders' }, 1],
    ['a broker, at that broker', { type: 'broker', name: '2' }, 2],
  ] as const)('describe the settings of %s', async (_title, resource, brokerId) => {
    const config = {
      name: 'retention.ms',
      value: '5',
      readOnly: false,
      isSensitive: false,
      synonyms: [],
      documentation: null,
    };
    const { admin, asked, call } = await answering(32, {
      results: [{ errorCode: 0, errorMessage: null, resourceType: 2, resourceName: 'x', configs: [config] }],
    });
    expect(await call(admin.describeConfigs(resource, { names: ['retention.ms'] }))).toMatchObject([
      { name: 'retention.ms', value: '5' },
    ]);
    expect(asked()[0]?.brokerId).toBe(brokerId);
  });

  it('change and replace settings, and throw what was refused', async () => {
    const refused = {
      responses: [
        { errorCode: ErrorCode.INVALID_CONFIG, errorMessage: 'no number', resourceType: 2, resourceName: 'orders' },
      ],
    };
    const changing = await answering(44, refused);
    const change = changing.admin.changeConfigs({ type: 'topic', name: 'orders' }, [
      { name: 'retention.ms', operation: 'append', value: 'x' },
    ]);
    await expect(changing.call(change)).rejects.toThrow('INVALID_CONFIG: no number');
    expect(changing.asked()[0]).toMatchObject({
      brokerId: 2,
      body: { resources: [{ resourceType: 2, configs: [{ configOperation: 2, value: 'x' }] }] },
    });
    const replacing = await answering(33, {
      responses: [{ errorCode: 0, errorMessage: null, resourceType: 4, resourceName: '' }],
    });
    await expect(
      replacing.call(replacing.admin.replaceConfigs({ type: 'broker', name: '' }, { 'log.retention.ms': null })),
    ).resolves.toBeUndefined();
  });

  it('describe the cluster, its topics and log directories', async () => {
    const cluster = await answering(60, { errorCode: 0, clusterId: 'fake', controllerId: 2, brokers: [] });
    expect(await cluster.call(cluster.admin.describeCluster())).toMatchObject({ clusterId: 'fake', controllerId: 2 });
    expect((await cluster.call(cluster.admin.listTopics())).map(({ name }) => name)).toEqual(['orders']);
    const directories = await answering(35, { errorCode: 0, results: [{ errorCode: 0, logDir: '/data', topics: [] }] });
    expect(
      await directories.call(directories.admin.describeLogDirs(2, [{ topic: 'orders', partitions: [0] }])),
    ).toMatchObject([{ logDir: '/data' }]);
    expect(directories.asked()[0]?.brokerId).toBe(2);
  });

  it('follow the pages of a long description', async () => {
    const { admin, asked, call, cluster } = await answering(75, {});
    const topic = (name: string) => ({ errorCode: 0, name, topicId: zero, partitions: [] });
    cluster.intercept = ({ key, body }) => {
      if (key !== 75) return undefined;
      return (body as { cursor: object | null }).cursor === null
        ? { topics: [topic('a')], nextCursor: { topicName: 'b', partitionIndex: 0 } }
        : { topics: [topic('b')], nextCursor: null };
    };
    expect((await call(admin.describeTopicPartitions())).map(({ name }) => name)).toEqual(['a', 'b']);
    expect(asked()).toHaveLength(2);
  });
});
