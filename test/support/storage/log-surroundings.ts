import { seededRandom, silentLogger } from '@yak/base';
import { HotTailBudget } from '../../../libs/storage/src/hot-tail';
import { IndexCache } from '../../../libs/storage/src/log/index-cache';
import { ReadBuffers } from '../../../libs/storage/src/log/read-buffers';
import type { LogSurroundings } from '../../../libs/storage/src/log/surroundings';
import { WriteSlots } from '../../../libs/storage/src/log/write-slots';
import { OpenFiles } from '../../../libs/storage/src/open-files';
import type { StorageError } from '../../../libs/storage/src/storage-error';
import type { SimulatedStorage } from './simulated-storage';

/** What a log of a directory gets, without the directory: checkpoints do nothing, a failure is kept. */
export function logSurroundings(
  storage: SimulatedStorage,
  flushMode: 'batch' | 'os' = 'batch',
): LogSurroundings & { readonly removed: string[] } {
  const disk = storage.disk.process();
  const files = new OpenFiles(disk, storage.clock, 50);
  const failures: StorageError[] = [];
  const removed: string[] = [];
  return {
    disk,
    clock: storage.clock,
    random: seededRandom('surroundings'),
    logger: silentLogger,
    files,
    writeSlots: new WriteSlots(2),
    readBuffers: new ReadBuffers(4 * 1024 * 1024),
    hotTail: new HotTailBudget(0),
    indexes: new IndexCache(disk, files, 1_000_000),
    flushMode,
    pendingBytesMax: 1_000_000,
    removed,
    get failure() {
      return failures[0] ?? null;
    },
    fail: (error) => void failures.push(error),
    changed: () => undefined,
    checkpointRecoveryPoints: () => Promise.resolve(),
    checkpointLogStarts: () => Promise.resolve(),
    checkpointCleanedOffsets: () => Promise.resolve(),
    removeLater: (path) => void removed.push(path),
  };
}
