import { failing, noDiskFaults } from '@yak/simulation';
import { diskError } from '../../../../libs/simulation/src/disk/simulated-process-disk';
import { SimulatedStorage } from '../../../support/storage/simulated-storage';

test('a process sees files and names as on a real disk', async () => {
  const storage = new SimulatedStorage('process disk');
  const disk = storage.disk.process();
  const run = storage.run.bind(storage);
  await expect(run(disk.open('/d/absent', 'existing'))).rejects.toMatchObject({ errno: 'ENOENT' });
  await run(disk.makeDirectory('/d/e'));
  const file = await run(disk.open('/d/x', 'create'));
  await run(file.writeGathered([Buffer.from('abcd')], 0));
  const target = Buffer.alloc(10);
  expect([await run(file.read(target, 1)), target.subarray(0, 3).toString(), await run(file.size())]).toEqual([
    3,
    'bcd',
    4,
  ]);
  await run(file.truncate(2));
  await run(disk.rename('/d/x', '/d/y'));
  expect([await run(disk.stat('/d/y')), await run(disk.stat('/d/x')), await run(disk.readWholeFile('/d/x'))]).toEqual([
    { sizeInBytes: 2, changedAtMs: 0 },
    null,
    null,
  ]);
  expect(await run(disk.list('/d'))).toHaveLength(2);
  await expect(run(disk.rename('/d/x', '/d/z'))).rejects.toMatchObject({ errno: 'ENOENT' });
  await run(file.close());
  await expect(run(file.size())).rejects.toMatchObject({ errno: 'EBADF' });
  await run(disk.removeDirectory('/d'));
  expect(storage.disk.paths()).toEqual([]);
});

test('a lock is held by one process of the machine, until it releases or dies', async () => {
  const storage = new SimulatedStorage('locks');
  const lock = await storage.run(storage.disk.process().lock('/l'));
  await expect(storage.run(storage.disk.process().lock('/l'))).rejects.toMatchObject({ code: 'YAK_STORAGE_LOCKED' });
  await lock.release();
  await storage.run(storage.disk.process().lock('/l'));
  storage.disk.killProcess();
  await storage.run(storage.disk.process().lock('/l'));
  expect(diskError('EIO', 'x').errno).toBe('EIO');
});

test('a sync that fails loses what was to be synced, though the file still shows it', async () => {
  const storage = new SimulatedStorage('failed sync');
  const disk = storage.disk.process();
  const file = await storage.run(disk.open('/x', 'create'));
  await storage.run(disk.syncDirectory('/'));
  const bytes = Buffer.alloc(100 * 512, 'x');
  await storage.run(file.writeGathered([bytes], 0));
  storage.disk.faults = failing('sync', 'EIO');
  await expect(storage.run(file.sync())).rejects.toMatchObject({ errno: 'EIO' });
  storage.disk.faults = noDiskFaults;
  await storage.run(file.sync());
  expect(storage.disk.contentOf('/x')?.equals(bytes)).toBe(true);
  storage.disk.crash();
  expect(storage.disk.contentOf('/x')?.equals(bytes)).toBe(false);
});
