import { SimulatedProcess, SimulatedWorld } from '@yak/simulation';
import { drive, settle } from '../../../support/network/drive';

function newWorld(): SimulatedWorld {
  return new SimulatedWorld({
    seed: 1,
    eventsMax: 1_000,
    diskLatencyMs: { min: 0, max: 5 },
    wire: { latencyMs: { min: 0, max: 2 }, chunkBytes: { min: 1, max: 100 }, windowBytes: 1_000 },
  });
}

describe('a simulated process', () => {
  test('reaches disk, network and clock while it lives', async () => {
    const { clock, network, disk } = newWorld();
    const process = new SimulatedProcess({ clock, disk: disk.process(), transport: network.transport('yak') });
    const file = await drive(clock, process.disk.open('/file', 'create'));
    await drive(clock, file.writeGathered([Buffer.from('hello')], 0));
    expect(disk.contentOf('/file')?.toString()).toBe('hello');
    const listener = await process.transport.listen({ host: '', port: 9 }, () => undefined);
    expect(listener.port).toBe(9);
  });

  test('changes nothing once it is dead, by old handles or new ones, and hears nothing', async () => {
    const { clock, network, disk } = newWorld();
    const process = new SimulatedProcess({ clock, disk: disk.process(), transport: network.transport('yak') });
    const file = await drive(clock, process.disk.open('/file', 'create'));
    process.kill();
    let heard = 0;
    const hear = (): void => void (heard += 1);
    file.writeGathered([Buffer.from('late')], 0).then(hear, hear);
    process.disk.makeDirectory('/directory').then(hear, hear);
    process.transport.listen({ host: '', port: 9 }, hear).then(hear, hear);
    process.clock.nextTurn(hear);
    while (clock.advance()) await settle();
    await settle();
    expect(heard).toBe(0);
    expect(disk.contentOf('/file')?.length).toBe(0);
    expect(process.isAlive).toBe(false);
  });
});
