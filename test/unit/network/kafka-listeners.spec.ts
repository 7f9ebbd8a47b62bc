import { silentLogger, silentMeter, systemClock } from '@yak/base';
import { Journal } from '@yak/journal';
import { DEFAULT_CONNECTION_LIMITS, KafkaListeners, tcpTransport } from '@yak/network';
import { connect } from 'node:net';
import { brokerEnd, EchoServer, framed, RawClient } from '../../support/network/broker-end';
import { drive, runFor } from '../../support/network/drive';

type End = ReturnType<typeof brokerEnd>;
const place = { host: 'broker', port: 9092 };
const dialled = async (end: End): Promise<RawClient> => new RawClient(await drive(end.clock, end.client.dial(place)));

async function started(options: Parameters<typeof brokerEnd>[0] = {}): Promise<End> {
  const end = brokerEnd(options);
  await drive(end.clock, end.listeners.start());
  return end;
}

describe('the listeners of a broker', () => {
  it('say where they listen, and leave nothing open when one address is taken', async () => {
    const end = brokerEnd();
    expect(await drive(end.clock, end.listeners.start())).toEqual([
      { name: 'PLAINTEXT', host: '127.0.0.1', port: 9092 },
    ]);
    await expect(drive(end.clock, end.listeners.start())).rejects.toThrow('EADDRINUSE');
  });

  it('close an idle connection and leave a busy one alone', async () => {
    const end = await started({ limits: { idleMs: 10_000 } });
    const idle = await dialled(end);
    const busy = await dialled(end);
    for (let second = 0; second < 12; second += 1) {
      busy.ask('still here');
      await runFor(end.clock, 1_000);
    }
    expect([idle.isClosed, busy.isClosed]).toEqual([true, false]);
    expect(end.logger.closeReasons).toEqual(['idle']);
  });

  it('close a half-open connection by its idle time', async () => {
    const end = await started({ limits: { idleMs: 10_000 } });
    await dialled(end);
    end.network.isolate('client');
    await runFor(end.clock, 15_000);
    expect(end.listeners.connectionCount).toBe(0);
  });

  it('close a client that sends its request byte by byte', async () => {
    const end = await started();
    const slow = await dialled(end);
    const bytes = framed('a request that takes its time to come');
    for (let second = 0; second < 20; second += 1) {
      slow.connection.write(
        [bytes.subarray(second / 2, second / 2 + 1)].filter((part) => part.length > 0 && second % 2 === 0),
      );
      await runFor(end.clock, 1_000);
    }
    expect(slow.isClosed).toBe(true);
    expect(end.logger.closeReasons).toEqual(['slow-header']);
  });

  it('close a client that never reads what it asked for', async () => {
    const end = await started();
    end.server.respond = () => ({
      accepted: null,
      answer: { kind: 'frames', frames: [framed(Buffer.alloc(20 * 1024 * 1024))], throttleMs: 0 },
    });
    const deaf = await dialled(end);
    deaf.connection.pause();
    deaf.ask('much');
    await runFor(end.clock, 40_000);
    expect(end.logger.closeReasons).toEqual(['slow-reader']);
  });

  it('do not blame clients for the time in which the broker itself stood still', async () => {
    const end = await started({ limits: { idleMs: 10_000 } });
    const client = await dialled(end);
    const monotonicMs = end.clock.monotonicMs.bind(end.clock);
    let stalledMs = 0;
    end.clock.monotonicMs = () => monotonicMs() + stalledMs;
    stalledMs = 60_000;
    await runFor(end.clock, 5_000);
    expect(client.isClosed).toBe(false);
  });

  test.each([
    ['over all', { connectionsMax: 2 }],
    ['of one address', { connectionsPerAddressMax: 2 }],
    ['of an address with a limit of its own', { connectionsPerAddressOverrides: new Map([['127.0.0.1', 2]]) }],
  ])('refuse a connection above the limit %s, until another leaves', async (_title, limits) => {
    const end = await started({ limits });
    const clients = [await dialled(end), await dialled(end), await dialled(end)];
    await runFor(end.clock, 50);
    expect(clients.map(({ isClosed }) => isClosed)).toEqual([false, false, true]);
    expect(end.logger.closeReasons).toEqual(['connection-limit']);
    clients[0]?.connection.destroy();
    await runFor(end.clock, 50);
    const later = await dialled(end);
    later.ask('hello');
    await runFor(end.clock, 50);
    expect(later.texts).toEqual(['hello']);
  });

  it('stop gracefully: requests in flight are answered, nothing new is started', async () => {
    const end = await started();
    let answer: () => void = () => undefined;
    end.server.respond = (frame) => ({
      accepted: null,
      answer: new Promise((resolve) => {
        answer = () => resolve({ kind: 'frames', frames: [framed(`answer to ${frame.toString()}`)], throttleMs: 0 });
      }),
    });
    const [busy, idle] = [await dialled(end), await dialled(end)];
    busy.ask('last');
    await runFor(end.clock, 50);
    const stopped = end.listeners.stop({ graceMs: 10_000 });
    busy.ask('too late');
    await runFor(end.clock, 1_000);
    expect([idle.isClosed, busy.isClosed]).toEqual([true, false]);
    await expect(drive(end.clock, end.client.dial(place))).rejects.toThrow('ECONNREFUSED');
    answer();
    await drive(end.clock, stopped);
    expect(busy.texts).toEqual(['answer to last']);
    expect(end.server.asked).toEqual(['last']);
    expect(end.clock.monotonicMs()).toBeLessThan(9_000);
  });

  it('close what is left when the grace is over', async () => {
    const end = await started();
    end.server.respond = () => ({ accepted: null, answer: new Promise(() => undefined) });
    const stuck = await dialled(end);
    stuck.ask('never answered');
    await runFor(end.clock, 50);
    await drive(end.clock, end.listeners.stop({ graceMs: 2_000 }));
    await runFor(end.clock, 50);
    expect(stuck.isClosed).toBe(true);
    expect(end.listeners.connectionCount).toBe(0);
  });

  it('cut everything at once when the broker is killed', async () => {
    const end = await started();
    end.server.respond = () => ({ accepted: null, answer: new Promise(() => undefined) });
    const client = await dialled(end);
    client.ask('never answered');
    await drive(end.clock, end.listeners.kill());
    await runFor(end.clock, 50);
    expect([client.isClosed, client.texts]).toEqual([true, []]);
  });

  it('arm no timer while nobody is connected', async () => {
    const end = await started();
    const client = await dialled(end);
    client.connection.destroy();
    await runFor(end.clock, 5_000);
    expect(end.clock.pending).toBe(0);
  });

  it('serve real sockets, and a socket that sends nonsense takes nothing with it', async () => {
    const clock = systemClock;
    const server = new EchoServer();
    const listeners = new KafkaListeners({
      endpoints: [
        { name: 'PLAINTEXT', host: '127.0.0.1', port: 0, securityProtocol: 'PLAINTEXT', isInterBroker: false },
      ],
      transport: tcpTransport,
      server,
      limits: DEFAULT_CONNECTION_LIMITS,
      clock,
      journal: new Journal({ node: 'broker-1', clock, capacity: 100 }),
      logger: silentLogger,
      meter: silentMeter,
    });
    const [bound] = await listeners.start();
    const { port } = bound ?? { port: 0 };
    const bad = connect(port, '127.0.0.1');
    const badClosed = new Promise((resolve) => bad.on('close', resolve).on('error', () => undefined));
    bad.write(Buffer.from('ffffffffffffffff', 'hex'));
    const good = new RawClient(await tcpTransport.dial({ host: '127.0.0.1', port }));
    const large = 'y'.repeat(3_000_000);
    good.ask('small', large);
    await badClosed;
    while (good.receivedBytes < 3_000_013) await new Promise((resolve) => setImmediate(resolve));
    expect(good.texts.map((text) => text.length)).toEqual([5, 3_000_000]);
    await listeners.stop({ graceMs: 1_000 });
    expect(listeners.connectionCount).toBe(0);
  });
});
