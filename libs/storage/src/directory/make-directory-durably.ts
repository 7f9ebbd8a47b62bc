import type { Disk } from '../disk';
import { StorageError } from '../storage-error';
import { parentOf } from './write-durably';

/**
 * Makes a directory and those above it; its name and its parent's are durable when it resolves, also where an earlier process made
 * them and died. A directory above that we may not read was not made by us and is left alone. Rejects with a StorageError.
 */
export async function makeDirectoryDurably(disk: Disk, path: string): Promise<void> {
  await disk.makeDirectory(path);
  const parent = parentOf(path);
  for (const directory of new Set([parent, parentOf(parent)])) {
    try {
      await disk.syncDirectory(directory);
    } catch (error) {
      if (!(error instanceof StorageError) || error.errno !== 'EACCES') throw error;
    }
  }
}
