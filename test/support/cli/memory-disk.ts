import type { Disk, DiskFile } from '@yak/storage';

/** A disk that can only be read, made of named contents. */
export function memoryDisk(files: Readonly<Record<string, Buffer>>): Disk {
  const refuse = (): never => {
    throw new Error('this disk can only be read');
  };
  const fileOf = (content: Buffer): DiskFile => ({
    read: (target, position) => Promise.resolve(content.copy(target, 0, position)),
    size: () => Promise.resolve(content.length),
    close: () => Promise.resolve(),
    writeGathered: refuse,
    sync: refuse,
    truncate: refuse,
  });
  const list: Disk['list'] = (path) => {
    const below = Object.keys(files)
      .filter((name) => name.startsWith(`${path}/`))
      .map((name) => name.slice(path.length + 1));
    const entries = new Map(below.map((rest) => [rest.split('/')[0] ?? '', rest.includes('/')]));
    return Promise.resolve([...entries].map(([name, isDirectory]) => ({ name, isDirectory })));
  };
  return {
    open: (path) => Promise.resolve(fileOf(files[path] ?? refuse())),
    list,
    readWholeFile: (path) => Promise.resolve(files[path] ?? null),
    stat: (path) => {
      const content = files[path];
      return Promise.resolve(content === undefined ? null : { sizeInBytes: content.length, changedAtMs: 0 });
    },
    makeDirectory: refuse,
    removeFile: refuse,
    removeDirectory: refuse,
    rename: refuse,
    syncDirectory: refuse,
    lock: refuse,
  };
}
