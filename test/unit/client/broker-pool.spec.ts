import { BrokerPool, parseAddress } from '../../../libs/client/src/broker-pool';
import { FakeCluster } from '../../support/client/fake-broker';
import { drive, runFor } from '../../support/network/drive';

const poolOf = (cluster: FakeCluster, bootstrap = ['127.0.0.1:9092']): BrokerPool =>
  new BrokerPool(bootstrap, {
    transport: cluster.network.transport('client'),
    clock: cluster.clock,
    clientId: 'test',
    requestTimeoutMs: 5_000,
  });

describe('an address', () => {
  test.each([
    ['localhost', { host: 'localhost', port: 9092 }],
    ['10.0.0.1:19092', { host: '10.0.0.1', port: 19092 }],
    ['[::1]:9093', { host: '::1', port: 9093 }],
    [' broker-1:9 ', { host: 'broker-1', port: 9 }],
  ])('%p is %o', (text, address) => {
    expect(parseAddress(text)).toEqual(address);
  });

  test.each(['', ':9092', 'a:b', 'a:70000', '::1:9092', 'a:0'])('%p is none', (text) => {
    expect(() => parseAddress(text)).toThrow('no address of the form host:port');
  });
});

describe('the connections to brokers', () => {
  it('are opened once per broker and again after they were lost', async () => {
    const cluster = await FakeCluster.start(2);
    const pool = poolOf(cluster);
    pool.learn([{ brokerId: 2, host: '127.0.0.1', port: 9093 }]);
    const [one, same] = await drive(cluster.clock, Promise.all([pool.to(2), pool.to(2)]));
    expect(one).toBe(same);
    cluster.network.cut('broker-2');
    await runFor(cluster.clock, 20);
    const later = await drive(cluster.clock, pool.to(2));
    expect([later === one, one.isClosed, later.isClosed]).toEqual([false, true, false]);
  });

  it('find the first bootstrap address that answers, and prefer what is open', async () => {
    const cluster = await FakeCluster.start(2);
    const pool = poolOf(cluster, ['127.0.0.1:9999', '127.0.0.1:9093']);
    const found = await drive(cluster.clock, pool.toAny());
    expect(found.address).toBe('127.0.0.1:9093');
    expect(await drive(cluster.clock, pool.toAny())).toBe(found);
  });

  it('are apart in a lane of their own, which nobody else is given and which closes alone', async () => {
    const cluster = await FakeCluster.start();
    const pool = poolOf(cluster);
    pool.learn([{ brokerId: 1, host: '127.0.0.1', port: 9092 }]);
    const lane = await drive(cluster.clock, pool.to(1, 'lane'));
    const shared = await drive(cluster.clock, pool.toAny());
    expect(shared).not.toBe(lane);
    expect(await drive(cluster.clock, pool.to(1, 'lane'))).toBe(lane);
    pool.closeLane('lane');
    const later = await drive(cluster.clock, pool.to(1, 'lane'));
    expect([lane.isClosed, shared.isClosed, later === lane]).toEqual([true, false, false]);
    await pool.close();
    await runFor(cluster.clock, 1);
    expect(later.isClosed).toBe(true);
  });

  it('know only the brokers of the metadata, and nobody once closed', async () => {
    const cluster = await FakeCluster.start();
    const pool = poolOf(cluster);
    await expect(pool.to(7)).rejects.toMatchObject({ retriable: true });
    const connection = await drive(cluster.clock, pool.toAny());
    await pool.close();
    expect(connection.isClosed).toBe(true);
    await expect(drive(cluster.clock, pool.toAny())).rejects.toThrow('the client is closed');
  });
});
