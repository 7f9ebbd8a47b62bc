import { failing } from '@yak/simulation';
import { SimulatedStorage } from '../../../support/storage/simulated-storage';

async function written(seed: string, options: { capacityBytes?: number } = {}) {
  const storage = new SimulatedStorage(seed, options);
  const disk = storage.disk.process();
  const file = await storage.run(disk.open('/d/x', 'create'));
  await storage.run(file.writeGathered([Buffer.from('ab'), Buffer.from('cd')], 0));
  return { storage, disk, file };
}

test('a power cut loses what was not synced, and the dead process can touch nothing any more', async () => {
  const { storage, disk, file } = await written('cut');
  storage.disk.crash();
  await expect(storage.run(file.writeGathered([Buffer.from('late')], 0))).rejects.toMatchObject({ errno: 'EBADF' });
  await expect(storage.run(disk.removeFile('/d/x'))).rejects.toMatchObject({ errno: 'EBADF' });
  expect(['abcd', '', undefined]).toContain(storage.disk.contentOf('/d/x')?.toString());
});

test('a killed process loses nothing that it wrote', async () => {
  const { storage, file } = await written('kill');
  storage.disk.killProcess();
  expect(storage.disk.contentOf('/d/x')?.toString()).toBe('abcd');
  await expect(storage.run(file.sync())).rejects.toMatchObject({ errno: 'EBADF' });
});

test('a full disk refuses what does not fit', async () => {
  const { storage, file } = await written('full', { capacityBytes: 6 });
  await storage.run(file.writeGathered([Buffer.from('cd')], 2));
  await expect(storage.run(file.writeGathered([Buffer.from('toolong')], 4))).rejects.toMatchObject({ errno: 'ENOSPC' });
  expect(storage.disk.usedBytes).toBe(4);
});

test('a failing write may be done in part', async () => {
  const { storage, file } = await written('short');
  storage.disk.faults = failing('write', 'EIO', { shortWriteBytes: 2 });
  await expect(storage.run(file.writeGathered([Buffer.from('wxyz')], 4))).rejects.toMatchObject({ errno: 'EIO' });
  expect(storage.disk.contentOf('/d/x')?.toString()).toBe('abcdwx');
});

test('equal seeds and calls give equal images', async () => {
  const image = async (seed: string): Promise<string> => {
    const { storage, file } = await written(seed);
    await storage.run(file.sync());
    for (let i = 0; i < 5; i += 1) await storage.run(file.writeGathered([Buffer.alloc(3000, String(i))], i * 3000));
    await storage.run(storage.disk.process().syncDirectory('/d'));
    await storage.run(storage.disk.process().syncDirectory('/'));
    storage.disk.crash();
    return storage.disk.contentOf('/d/x')?.toString('base64') ?? '';
  };
  expect(await image('same')).toBe(await image('same'));
  expect(new Set(await Promise.all(['1', '2', '3', '4', '5', '6'].map(image))).size).toBeGreaterThan(1);
});
