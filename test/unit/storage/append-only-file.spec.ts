import { AppendOnlyFile } from '@yak/storage';
import { failing, noDiskFaults } from '@yak/simulation';
import { DATA, SimulatedStorage } from '../../support/storage/simulated-storage';

const PATH = `${DATA}/entries`;

function open(storage: SimulatedStorage): Promise<AppendOnlyFile> {
  const disk = storage.disk.process();
  const directory = disk.makeDirectory(DATA).then(() => disk.syncDirectory('/'));
  return storage.run(directory.then(() => AppendOnlyFile.open({ disk, path: PATH })));
}
const texts = (file: AppendOnlyFile): string[] => file.entries().map(String);
const entry = (text: string): Buffer[] => [Buffer.from(text)];

describe('an append-only file', () => {
  test('entries come back in order after a restart, once', async () => {
    const storage = new SimulatedStorage('append');
    const file = await open(storage);
    await storage.run(
      Promise.all([file.append(entry('a')), file.append([Buffer.from('b'), Buffer.alloc(0)]), file.append(entry('c'))]),
    );
    await storage.run(file.close());
    const again = await open(storage);
    expect(texts(again)).toEqual(['a', 'b', '', 'c']);
    expect(again.entries()).toEqual([]);
  });

  test.each(Array.from({ length: 30 }, (_, i) => `append power cut ${i}`))(
    'what append resolved for survives a power cut, whole groups and a prefix (%s)',
    async (seed) => {
      const storage = new SimulatedStorage(seed);
      const file = await open(storage);
      let durable = 0;
      for (let i = 0; i < 20; i += 1) {
        file.append([Buffer.from(`${i}`), Buffer.from(`${i}'`)]).then(
          () => (durable = i + 1),
          () => undefined,
        );
        if (i === 10)
          file
            .rewrite(Array.from({ length: 22 }, (_, j) => Buffer.from(j % 2 === 0 ? `${j / 2}` : `${(j - 1) / 2}'`)))
            .catch(() => undefined);
        if (i % 3 === 0) await storage.events(4);
      }
      storage.disk.crash();
      const found = texts(await open(storage));
      const expected = Array.from({ length: 20 }, (_, i) => [`${i}`, `${i}'`]).flat();
      expect([seed, found]).toEqual([seed, expected.slice(0, found.length)]);
      expect([seed, found.length % 2, found.length >= durable * 2]).toEqual([seed, 0, true]);
    },
  );

  test.each(Array.from({ length: 10 }, (_, i) => `failed sync ${i}`))(
    'what a failed sync left in memory alone counts after a restart, and is durable then (%s)',
    async (seed) => {
      const storage = new SimulatedStorage(seed);
      const file = await open(storage);
      await storage.run(file.append(entry('first')));
      storage.disk.faults = failing('sync', 'EIO');
      await expect(storage.run(file.append([Buffer.alloc(5000, 'x')]))).rejects.toMatchObject({
        code: 'YAK_STORAGE_IO',
      });
      storage.disk.faults = noDiskFaults;
      storage.disk.killProcess();
      const again = await open(storage);
      await storage.run(again.append(entry('last')));
      storage.disk.crash();
      const found = texts(await open(storage)).map((text) => text.slice(0, 5));
      expect([seed, found]).toEqual([seed, ['first', 'xxxxx', 'last']]);
    },
  );

  test('a torn tail is cut at every byte, and the file grows on', async () => {
    const storage = new SimulatedStorage('tear');
    const file = await open(storage);
    await storage.run(file.append(entry('first')));
    const sound = file.sizeInBytes;
    await storage.run(file.append(entry('second')));
    const content = storage.disk.contentOf(PATH) ?? Buffer.alloc(0);
    await storage.run(file.close());
    for (let kept = sound; kept < content.length; kept += 1) {
      storage.disk.replaceContent(PATH, content.subarray(0, kept));
      const again = await open(storage);
      expect([kept, texts(again), again.sizeInBytes]).toEqual([kept, ['first'], sound]);
      await storage.run(again.append(entry('third')));
      await storage.run(again.close());
      const last = await open(storage);
      expect(texts(last)).toEqual(['first', 'third']);
      await storage.run(last.close());
    }
  });

  test('harm that sound entries follow refuses to open', async () => {
    const storage = new SimulatedStorage('harm');
    const file = await open(storage);
    await storage.run(file.append(entry('first')));
    await storage.run(file.append(entry('second')));
    await storage.run(file.close());
    storage.disk.flipBit(PATH, 14 * 8);
    await expect(open(storage)).rejects.toMatchObject({ code: 'YAK_STORAGE_CORRUPT' });
  });

  test('after a failed sync nothing more is taken, and the sync is not tried again', async () => {
    const storage = new SimulatedStorage('failed sync');
    const file = await open(storage);
    storage.disk.faults = failing('sync', 'EIO');
    await expect(storage.run(file.append(entry('a')))).rejects.toMatchObject({ code: 'YAK_STORAGE_IO', errno: 'EIO' });
    storage.disk.faults = failing('list', 'EIO');
    await expect(storage.run(file.append(entry('b')))).rejects.toMatchObject({ code: 'YAK_STORAGE_OFFLINE' });
    await expect(storage.run(file.rewrite([]))).rejects.toMatchObject({ code: 'YAK_STORAGE_OFFLINE' });
  });
});
