import type { Disk, DiskFile } from '../disk';

/**
 * Replaces a file whole: `<path>.tmp`, sync, rename, sync of the directory. After a crash the old or the new content is there.
 * @param isNameDurable false leaves out the directory's sync: for files that can be rebuilt, or where the caller syncs it
 */
export async function writeDurably(disk: Disk, path: string, content: Buffer, isNameDurable = true): Promise<void> {
  const temporary = `${path}.tmp`;
  await withFile(disk, temporary, async (file) => {
    await file.truncate(0);
    await file.writeGathered([content], 0);
    await file.sync();
  });
  await disk.rename(temporary, path);
  if (isNameDurable) await disk.syncDirectory(parentOf(path));
}

/** Opens (and creates) a file for one action. */
export async function withFile<T>(disk: Disk, path: string, action: (file: DiskFile) => Promise<T>): Promise<T> {
  const file = await disk.open(path, 'create');
  try {
    return await action(file);
  } finally {
    await file.close();
  }
}

/** The directory that holds a path; that of a bare name is `.`, that of the root the root. */
export function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  if (slash < 0) return '.';
  return slash === 0 ? '/' : path.slice(0, slash);
}
