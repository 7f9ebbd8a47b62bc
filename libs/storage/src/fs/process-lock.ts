import * as fs from 'node:fs';
import type { DiskLock } from '../disk';
import { StorageError, storageErrorFrom } from '../storage-error';

/** Lock files that this process holds. */
const heldHere = new Set<string>();
const ATTEMPTS_MAX = 5;

/** When a process started, as the system counts it; null when it does not run. Where the system does not say: a constant. */
function startOf(pid: number): string | null {
  try {
    const status = fs.readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name in the second field may hold spaces and parentheses: count from the last one.
    const fields = status.slice(status.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? null : (fields[19] ?? null);
  } catch (error) {
    if (fs.existsSync('/proc/self/stat')) return null;
    return startBySignal(pid, error);
  }
}

function startBySignal(pid: number, cause: unknown): string | null {
  try {
    process.kill(pid, 0);
    return 'unknown';
  } catch (error) {
    const code: unknown = (error as { code?: unknown }).code;
    if (code === 'ESRCH') return null;
    if (code === 'EPERM') return 'unknown';
    throw new StorageError('YAK_STORAGE_IO', `whether process ${pid} lives cannot be told`, error ?? cause);
  }
}

function bootId(): string {
  try {
    return fs.readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  } catch (error) {
    return error === null ? '' : 'unknown';
  }
}

const ownIdentity = (): string => `${process.pid} ${startOf(process.pid) ?? 'unknown'} ${bootId()}\n`;

/** The living holder's process id, or null when the lock was left behind. */
function livingHolder(path: string, content: string): number | null {
  const [pidText, start, boot] = content.trim().split(' ');
  const pid = Number(pidText);
  if (!Number.isInteger(pid) || pid <= 0) return null; // torn: its writer died while writing
  if (boot !== bootId()) return null;
  if (pid === process.pid) return heldHere.has(path) ? pid : null;
  return startOf(pid) === start ? pid : null;
}

/** Creates the lock file whole: under its own name first, then linked, which fails where one is there already. */
function createdLock(path: string): boolean {
  const own = `${path}.${process.pid}`;
  fs.writeFileSync(own, ownIdentity());
  try {
    fs.linkSync(own, path);
    return true;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'EEXIST') return false;
    throw error;
  } finally {
    fs.unlinkSync(own);
  }
}

function readLock(path: string): string | null {
  try {
    return fs.readFileSync(path, 'latin1');
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return null;
    throw error;
  }
}

function take(path: string): void {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
    if (createdLock(path)) return;
    const content = readLock(path);
    if (content === null) continue;
    const holder = livingHolder(path, content);
    if (holder !== null) {
      throw new StorageError(
        'YAK_STORAGE_LOCKED',
        `${path} is held by process ${holder}: one data directory serves one broker; stop that one or choose another directory`,
      );
    }
    fs.rmSync(path, { force: true });
  }
  throw new StorageError('YAK_STORAGE_LOCKED', `${path} is fought over by other processes`);
}

/**
 * Takes a lock file that names its process (id, start time, boot), so that one left by a killed process is taken over.
 * Rejects with `YAK_STORAGE_LOCKED` while the holder lives, this process included.
 */
export async function takeProcessLock(path: string): Promise<DiskLock> {
  await Promise.resolve(); // small synchronous steps, so that no second taker of this process comes between
  try {
    if (heldHere.has(path)) throw new StorageError('YAK_STORAGE_LOCKED', `${path} is held by this process already`);
    take(path);
  } catch (error) {
    throw storageErrorFrom(error, `locking of ${path}`);
  }
  heldHere.add(path);
  return {
    release: () => {
      if (heldHere.delete(path)) fs.rmSync(path, { force: true });
      return Promise.resolve();
    },
  };
}
