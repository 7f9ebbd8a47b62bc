import { LogTurns } from '../../../../libs/storage/src/log/log-turns';
import { StorageError } from '../../../../libs/storage/src/storage-error';

const turns = (failures: StorageError[] = []): LogTurns => new LogTurns({ fail: (error) => void failures.push(error) });

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
}

test('cleaning gives way to maintenance, which waits until it has', async () => {
  const of = turns();
  const order: string[] = [];
  const cleaning = of.clean(async (signal) => {
    await aborted(signal);
    order.push('cleaning has stopped');
  });
  await Promise.resolve();
  expect(of.isCleaning).toBe(true);
  const truncation = of.take(() => Promise.resolve(void order.push('truncation')));
  await Promise.all([cleaning, truncation]);
  expect([order, of.isCleaning]).toEqual([['cleaning has stopped', 'truncation'], false]);
});

test('cleaning that was told to stop before its turn does not begin', async () => {
  const of = turns();
  let hasBegun = false;
  const cleaning = of.clean(() => Promise.resolve(void (hasBegun = true)));
  of.stopCleaning();
  await cleaning;
  expect(hasBegun).toBe(false);
});

test('cleaning waits for the maintenance before it', async () => {
  const of = turns();
  const order: string[] = [];
  const first = of.take(() => Promise.resolve(void order.push('retention')));
  await Promise.all([first, of.clean(() => Promise.resolve(void order.push('cleaning')))]);
  await of.ended();
  expect(order).toEqual(['retention', 'cleaning']);
});

test('a failing disk takes the directory offline; corrupt bytes do not', async () => {
  const failures: StorageError[] = [];
  const of = turns(failures);
  const corrupt = new StorageError('YAK_STORAGE_CORRUPT', 'bytes');
  const broken = new StorageError('YAK_STORAGE_IO', 'disk');
  await expect(of.take(() => Promise.reject(corrupt))).rejects.toBe(corrupt);
  await expect(of.watched(Promise.reject(corrupt))).rejects.toBe(corrupt);
  expect(failures).toEqual([]);
  await expect(of.take(() => Promise.reject(broken))).rejects.toBe(broken);
  await expect(of.watched(Promise.reject(broken))).rejects.toBe(broken);
  expect(failures).toEqual([broken, broken]);
  await of.take(() => Promise.resolve());
});
