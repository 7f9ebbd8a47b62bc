import { SimulatedWorld } from '@yak/simulation';
import { drive, settle } from '../../../support/network/drive';

function newWorld(seed: number): SimulatedWorld {
  return new SimulatedWorld({
    seed,
    eventsMax: 1_000,
    diskLatencyMs: { min: 0, max: 5 },
    wire: { latencyMs: { min: 0, max: 2 }, chunkBytes: { min: 1, max: 100 }, windowBytes: 1_000 },
  });
}
const seeds = Array.from({ length: 20 }, (_, seed) => seed);

describe('a simulated world', () => {
  test('keeps what a killed process had written, and undoes nothing', async () => {
    const world = newWorld(1);
    const process = world.spawn('yak');
    const file = await drive(world.clock, process.disk.open('/file', 'create'));
    await drive(world.clock, file.writeGathered([Buffer.from('written')], 0));
    void file.writeGathered([Buffer.from('under way')], 7);
    world.kill(process, 'yak');
    while (world.clock.advance()) await settle();
    expect(world.disk.contentOf('/file')?.toString()).toBe('written');
  });

  test.each(seeds)('keeps through a power loss at least what was synced (seed %i)', async (seed) => {
    const world = newWorld(seed);
    const process = world.spawn('yak');
    const file = await drive(world.clock, process.disk.open('/file', 'create'));
    await drive(world.clock, file.writeGathered([Buffer.from('synced')], 0));
    await drive(world.clock, file.sync());
    await drive(world.clock, process.disk.syncDirectory('/'));
    await drive(world.clock, file.writeGathered([Buffer.from('not synced')], 6));
    world.losePower(process, 'yak');
    const content = world.disk.contentOf('/file')?.toString() ?? '';
    const lost = '\0'.repeat('not synced'.length); // the length had grown, the sector had not arrived
    expect(['synced', 'syncednot synced', `synced${lost}`]).toContain(content);
  });

  test('resets the connections of a killed process', async () => {
    const world = newWorld(1);
    const process = world.spawn('yak');
    await process.transport.listen({ host: '', port: 9 }, () => undefined);
    const connection = await drive(world.clock, world.transport('client').dial({ host: '127.0.0.1', port: 9 }));
    const closed = new Promise<Error | null>((resolve) => {
      connection.onClosed(resolve);
    });
    world.kill(process, 'yak');
    expect(await drive(world.clock, closed)).toMatchObject({ code: 'ECONNRESET' });
    await expect(
      drive(world.clock, world.transport('client').dial({ host: '127.0.0.1', port: 9 })),
    ).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
