import { seededRandom } from '@yak/base';
import type { TransportConnection } from '@yak/network';
import { MemoryNetwork, VirtualClock } from '@yak/simulation';
import { drive, runFor } from '../../../support/network/drive';

const place = { host: '127.0.0.1', port: 9092 };

async function joined(seed = 'net') {
  const random = seededRandom(seed);
  const clock = new VirtualClock({ random });
  const network = new MemoryNetwork({ clock, random: random.fork('network') });
  const events: string[] = [];
  const follow = (name: string, connection: TransportConnection): TransportConnection => {
    connection.onBytes((chunk) => events.push(`${clock.monotonicMs()} ${name} got ${chunk.toString()}`));
    connection.onClosed((cause) =>
      events.push(`${name} closed: ${cause === null ? 'in order' : cause.message.split(':')[0]}`),
    );
    return connection;
  };
  const accepted: TransportConnection[] = [];
  const listener = await network
    .transport('broker')
    .listen(place, (connection) => accepted.push(follow('broker', connection)));
  const near = follow('client', await drive(clock, network.transport('client').dial(place)));
  return { clock, network, events, near, far: accepted[0] ?? near, listener };
}

const withoutTimes = (events: readonly string[]): string[] => events.map((event) => event.replace(/^\d+ /, ''));

describe('the simulated network', () => {
  it('joins a dialler and a listener, and ends both sides in order', async () => {
    const { clock, events, near, far } = await joined();
    near.write([Buffer.from('ping')]);
    await runFor(clock, 20);
    far.write([Buffer.from('pong')]);
    far.end();
    await runFor(clock, 20);
    expect(withoutTimes(events).slice(0, 2)).toEqual(['broker got ping', 'client got pong']);
    expect([...events.slice(2)].sort()).toEqual(['broker closed: in order', 'client closed: in order']);
  });

  it('runs the same for the same seed, to the moment of every chunk', async () => {
    const run = async (seed: string): Promise<string[]> => {
      const { clock, events, near } = await joined(seed);
      for (let count = 0; count < 30; count += 1) {
        near.write([Buffer.from(`message ${count}`)]);
        await runFor(clock, 1);
      }
      return events;
    };
    expect(await run('one')).toEqual(await run('one'));
    expect(await run('one')).not.toEqual(await run('two'));
  });

  it('tells the other end of a connection that was torn down', async () => {
    const { clock, events, near } = await joined();
    near.destroy();
    await runFor(clock, 20);
    expect([...events].sort()).toEqual(['broker closed: ECONNRESET', 'client closed: in order']);
  });

  it('resets both ends of a cut connection and keeps the listener', async () => {
    const { clock, events, network } = await joined();
    network.cut('client');
    await runFor(clock, 20);
    expect([...events].sort()).toEqual(['broker closed: ECONNRESET', 'client closed: ECONNRESET']);
    expect(network.connectionCount('broker')).toBe(0);
    await expect(drive(clock, network.transport('client').dial(place))).resolves.toBeDefined();
  });

  it('keeps an isolated node half-open until it heals', async () => {
    const { clock, events, network, near } = await joined();
    network.isolate('broker');
    near.write([Buffer.from('lost?')]);
    await runFor(clock, 60_000);
    expect(events).toEqual([]);
    await expect(drive(clock, network.transport('client').dial(place))).rejects.toThrow('ETIMEDOUT');
    network.heal('broker');
    await runFor(clock, 20);
    expect(withoutTimes(events)).toEqual(['broker got lost?']);
  });

  it('takes the listeners and connections of a crashed node', async () => {
    const { clock, network, events } = await joined();
    network.crash('broker');
    await runFor(clock, 20);
    expect(events).toHaveLength(2);
    await expect(drive(clock, network.transport('client').dial(place))).rejects.toThrow('ECONNREFUSED');
  });

  it('gives a port to one listener at a time', async () => {
    const { network, listener } = await joined();
    await expect(network.transport('other').listen(place, () => undefined)).rejects.toThrow('EADDRINUSE');
    await listener.close();
    await expect(network.transport('other').listen(place, () => undefined)).resolves.toMatchObject({ port: 9092 });
  });
});
