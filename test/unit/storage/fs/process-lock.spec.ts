import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { takeProcessLock } from '../../../../libs/storage/src/fs/process-lock';

describe('a lock file', () => {
  const directory = mkdtempSync(join(tmpdir(), 'yak-lock-'));
  const path = join(directory, '.lock');
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  test('is held once in a process, and free after its release', async () => {
    const lock = await takeProcessLock(path);
    await expect(takeProcessLock(path)).rejects.toMatchObject({ code: 'YAK_STORAGE_LOCKED' });
    await lock.release();
    await (await takeProcessLock(path)).release();
  });

  test('of another living process is refused with its id, and taken over when that process was killed', async () => {
    const other = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000); console.log("up")'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await new Promise((resolve) => other.stdout.once('data', resolve));
    const status = readFileSync(`/proc/${other.pid}/stat`, 'latin1');
    const start = status.slice(status.lastIndexOf(')') + 2).split(' ')[19];
    writeFileSync(path, `${other.pid} ${start} ${readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()}\n`);
    await expect(takeProcessLock(path)).rejects.toThrow(`held by process ${other.pid}`);
    const ended = new Promise((resolve) => other.once('exit', resolve));
    other.kill('SIGKILL');
    await ended;
    await (await takeProcessLock(path)).release();
  });

  test.each(['', 'junk', `${process.pid} 1 another-boot`, `${process.pid} 1`])(
    'left behind with %j is taken over',
    async (content) => {
      writeFileSync(path, content);
      await (await takeProcessLock(path)).release();
    },
  );
});
