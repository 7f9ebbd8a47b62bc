import { BrokerConnection } from '@yak/client';
import { dialFrames } from '@yak/network';
import { ApiVersions, Fetch, Metadata } from '@yak/protocol';
import { FakeCluster } from '../../support/client/fake-broker';
import { drive, runFor } from '../../support/network/drive';

const opened = (cluster: FakeCluster, requestTimeoutMs = 5_000): Promise<BrokerConnection> =>
  drive(
    cluster.clock,
    BrokerConnection.open({
      transport: cluster.network.transport('client'),
      clock: cluster.clock,
      host: '127.0.0.1',
      port: 9092,
      clientId: 'test',
      requestTimeoutMs,
    }),
  );

describe('a connection to a broker', () => {
  it('asks for the versions first, and falls back where the broker knows only older ones', async () => {
    const cluster = await FakeCluster.start();
    cluster.apiVersionsMax = 1;
    const connection = await opened(cluster);
    expect(cluster.asked.map(({ key, version }) => [key, version])).toEqual([
      [ApiVersions.key, 4],
      [ApiVersions.key, 1],
    ]);
    expect(connection.versions.get(Fetch.key)).toEqual(Fetch.versions);
  });

  test.each([
    ['as librdkafka’s mock cluster refuses versions 3 and later', '0023 01 0012 0000 0002 00000000'],
    ['with the error code and nothing else', '0023'],
    ['with no versions, as KIP-511 allows', '0023 00000000'],
  ])('falls back to version 0 where the refusal cannot be read, %s', async (_how, hex) => {
    const cluster = await FakeCluster.start();
    cluster.intercept = ({ key, version }) =>
      key === ApiVersions.key && version > 0 ? Buffer.from(hex.replaceAll(' ', ''), 'hex') : undefined;
    const connection = await opened(cluster);
    expect(cluster.asked.map(({ key, version }) => [key, version])).toEqual([
      [ApiVersions.key, 4],
      [ApiVersions.key, 0],
    ]);
    expect(connection.versions.get(Fetch.key)).toEqual(Fetch.versions);
  });

  it('has many requests in flight and gives each its own answer', async () => {
    const cluster = await FakeCluster.start();
    const names = ['a', 'b', 'c', 'd'];
    for (const name of names) cluster.createTopic(name, [1]);
    const connection = await opened(cluster);
    const answers = names.map((name) => connection.request(Metadata, 12, { topics: [{ name }] }));
    expect(connection.inFlightCount).toBe(4);
    const got = await drive(cluster.clock, Promise.all(answers));
    expect(got.map(({ topics }) => topics[0]?.name)).toEqual(names);
  });

  it('fails everything in flight and closes when an answer does not come in time', async () => {
    const cluster = await FakeCluster.start();
    const connection = await opened(cluster);
    cluster.intercept = ({ key }) => (key === Metadata.key ? 'silence' : undefined);
    const closed = jest.fn();
    connection.onClosed(closed);
    const [patient, hasty] = [
      connection.request(Metadata, 12, { topics: [] }),
      connection.request(Metadata, 12, { topics: [] }, { timeoutMs: 100 }),
    ];
    await expect(drive(cluster.clock, Promise.allSettled([patient, hasty]))).resolves.toMatchObject([
      { reason: { kafkaName: 'REQUEST_TIMED_OUT' } },
      { reason: { kafkaName: 'REQUEST_TIMED_OUT' } },
    ]);
    expect(cluster.clock.monotonicMs()).toBeLessThan(200);
    expect([connection.isClosed, closed.mock.calls.length]).toEqual([true, 1]);
  });

  it('closes when an answer belongs to another request', async () => {
    const cluster = await FakeCluster.start();
    const connection = await opened(cluster);
    const raw = await drive(
      cluster.clock,
      dialFrames(cluster.network.transport('client'), { host: '127.0.0.1', port: 9092 }),
    );
    raw.close();
    let asked = 0;
    cluster.intercept = ({ key }) => {
      if (key !== Metadata.key) return undefined;
      asked += 1;
      return asked === 1 ? 'silence' : undefined;
    };
    const answers = [
      connection.request(Metadata, 12, { topics: [] }),
      connection.request(Metadata, 12, { topics: [] }),
    ];
    const results = await drive(cluster.clock, Promise.allSettled(answers));
    expect(results).toMatchObject([
      { reason: { message: expect.stringContaining('where') as string } },
      { reason: { kafkaName: 'NETWORK_EXCEPTION' } },
    ]);
    expect(connection.isClosed).toBe(true);
  });

  it('fails with a network error when the broker goes, also for requests that come later', async () => {
    const cluster = await FakeCluster.start();
    const connection = await opened(cluster);
    await cluster.killBroker(1);
    await runFor(cluster.clock, 20);
    await expect(connection.request(Metadata, 12, { topics: [] })).rejects.toMatchObject({
      kafkaName: 'NETWORK_EXCEPTION',
      retriable: true,
    });
    expect(() => {
      connection.post(Metadata, 12, { topics: [] });
    }).toThrow('NETWORK_EXCEPTION');
  });

  it('does not wait for ever for a broker that cannot be reached', async () => {
    const cluster = await FakeCluster.start();
    cluster.network.isolate('broker-1');
    await expect(opened(cluster, 2_000)).rejects.toMatchObject({ kafkaName: 'REQUEST_TIMED_OUT' });
    expect(cluster.clock.monotonicMs()).toBe(2_000);
  });
});
