import { AppendOnlyFile, makeDirectoryDurably } from '@yak/storage';
import { SimulatedStorage } from '../../../support/storage/simulated-storage';

const seeds = Array.from({ length: 30 }, (_, seed) => seed);

describe('a directory that is made durably', () => {
  test.each(seeds)(
    'keeps what was acknowledged in it when the power fails, also two levels deep (seed %i)',
    async (seed) => {
      const storage = new SimulatedStorage(seed);
      const disk = storage.disk.process();
      await storage.run(makeDirectoryDurably(disk, '/data/coordinator'));
      const file = await storage.run(AppendOnlyFile.open({ disk, path: '/data/coordinator/metadata' }));
      await storage.run(file.append([Buffer.from('topic')]));
      storage.disk.crash();
      const again = await storage.run(
        AppendOnlyFile.open({ disk: storage.disk.process(), path: '/data/coordinator/metadata' }),
      );
      expect(again.entries().map(String)).toEqual(['topic']);
    },
  );

  test.each(seeds)('holds a file whose maker was killed before its name was durable (seed %i)', async (seed) => {
    const storage = new SimulatedStorage(seed);
    const killed = storage.disk.process();
    await storage.run(makeDirectoryDurably(killed, '/data/coordinator'));
    await storage.run(killed.open('/data/coordinator/metadata', 'create'));
    storage.disk.killProcess();
    const disk = storage.disk.process();
    const file = await storage.run(AppendOnlyFile.open({ disk, path: '/data/coordinator/metadata' }));
    await storage.run(file.append([Buffer.from('topic')]));
    storage.disk.crash();
    const again = await storage.run(
      AppendOnlyFile.open({ disk: storage.disk.process(), path: '/data/coordinator/metadata' }),
    );
    expect(again.entries().map(String)).toEqual(['topic']);
  });
});
