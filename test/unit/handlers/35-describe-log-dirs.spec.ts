import { ErrorCode } from '@yak/model';
import { DescribeLogDirs } from '@yak/protocol';
import { FakeBroker } from '../../support/handlers/fake-broker';
import { FakeClient } from '../../support/handlers/ask';

describe('DescribeLogDirs', () => {
  let broker: FakeBroker;
  let client: FakeClient;

  beforeEach(() => {
    broker = new FakeBroker();
    const logs = [
      { topic: 'orders', partition: 0, sizeInBytes: 10 },
      { topic: 'orders', partition: 1, sizeInBytes: 20 },
      { topic: 'returns', partition: 0, sizeInBytes: 30 },
    ];
    broker.directories = [{ path: '/logs', isOffline: false, totalBytes: 1_000, usableBytes: null, logs }];
    client = new FakeClient(broker);
  });

  test.each([1, 2, 3, 4])('of version %i tells the size of every replica', async (version) => {
    const { results } = await client.ask(DescribeLogDirs, version, { topics: null });
    const [directory] = results;
    expect(directory).toMatchObject({
      errorCode: 0,
      logDir: '/logs',
      totalBytes: version >= 4 ? 1_000 : -1,
      usableBytes: -1,
    });
    expect(
      directory?.topics.map(({ name, partitions }) => [name, partitions.map(({ partitionSize }) => partitionSize)]),
    ).toEqual([
      ['orders', [10, 20]],
      ['returns', [30]],
    ]);
  });

  it('tells only what is asked for', async () => {
    const { results } = await client.ask(DescribeLogDirs, 4, { topics: [{ topic: 'orders', partitions: [1, 5] }] });
    expect(results[0]?.topics).toEqual([
      { name: 'orders', partitions: [{ partitionIndex: 1, partitionSize: 20, offsetLag: 0, isFutureKey: false }] },
    ]);
  });

  it('says that a directory is offline', async () => {
    broker.directories = broker.directories.map((directory) => ({ ...directory, isOffline: true }));
    const { results } = await client.ask(DescribeLogDirs, 4, { topics: null });
    expect(results[0]).toMatchObject({ errorCode: ErrorCode.KAFKA_STORAGE_ERROR, topics: [] });
  });

  it('shows nothing to a principal that may not see it', async () => {
    broker.authoriser = { authorise: () => false };
    expect(await client.ask(DescribeLogDirs, 3, { topics: null })).toMatchObject({
      errorCode: ErrorCode.CLUSTER_AUTHORIZATION_FAILED,
      results: [],
    });
  });
});
