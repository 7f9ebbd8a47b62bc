import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileSystemDisk } from '@yak/storage';

describe('the disk of this machine', () => {
  const path = mkdtempSync(join(tmpdir(), 'yak-disk-'));
  afterAll(() => rmSync(path, { recursive: true, force: true }));

  test('buffers are written one behind the other, more than one writev takes too, and read back', async () => {
    const file = await fileSystemDisk.open(join(path, 'gathered'), 'create');
    const buffers = Array.from({ length: 2500 }, (_, i) => Buffer.from(`${i};`));
    await file.writeGathered(buffers, 3);
    await file.sync();
    const target = Buffer.alloc(100_000);
    const count = await file.read(target, 3);
    expect(target.subarray(0, count).equals(Buffer.concat(buffers))).toBe(true);
    expect(await file.size()).toBe(count + 3);
    await file.truncate(4);
    await file.close();
    expect(await fileSystemDisk.stat(join(path, 'gathered'))).toMatchObject({ sizeInBytes: 4 });
    await fileSystemDisk.syncDirectory(path);
  });

  test('names are listed, renamed and removed; what is absent is null or fine', async () => {
    await fileSystemDisk.makeDirectory(join(path, 'a/b'));
    await (await fileSystemDisk.open(join(path, 'a/one'), 'create')).close();
    await fileSystemDisk.rename(join(path, 'a/one'), join(path, 'a/two'));
    expect((await fileSystemDisk.list(join(path, 'a'))).sort((x, y) => (x.name < y.name ? -1 : 1))).toEqual([
      { name: 'b', isDirectory: true },
      { name: 'two', isDirectory: false },
    ]);
    await fileSystemDisk.removeFile(join(path, 'a/two'));
    await fileSystemDisk.removeFile(join(path, 'a/two'));
    await fileSystemDisk.removeDirectory(join(path, 'a'));
    expect(await fileSystemDisk.list(join(path, 'a'))).toEqual([]);
    expect([await fileSystemDisk.readWholeFile(join(path, 'no')), await fileSystemDisk.stat(join(path, 'no'))]).toEqual(
      [null, null],
    );
  });

  test('a refusal of the system is a StorageError with its code', async () => {
    await expect(fileSystemDisk.open(join(path, 'absent'), 'existing')).rejects.toMatchObject({
      name: 'StorageError',
      code: 'YAK_STORAGE_IO',
      errno: 'ENOENT',
    });
    await expect(fileSystemDisk.rename(join(path, 'absent'), join(path, 'x'))).rejects.toMatchObject({
      errno: 'ENOENT',
    });
  });
});
