import { finishSwaps } from '../../../../libs/storage/src/log/finish-swaps';
import { testBatch } from '../../../support/storage/batches';
import { logSurroundings } from '../../../support/storage/log-surroundings';
import { SimulatedStorage } from '../../../support/storage/simulated-storage';

const name = (base: number, suffix = 'log'): string => `${String(base).padStart(20, '0')}.${suffix}`;

test.each([
  { why: 'nothing was under way', files: [name(0), name(5)], left: [name(0), name(5)] },
  {
    why: 'cleaning had not ended',
    files: [name(0), name(0, 'log.cleaned'), name(0, 'index.cleaned')],
    left: [name(0)],
  },
  {
    why: 'swapping had not begun',
    files: [name(0), name(5), name(0, 'log.swap'), name(0, 'index.swap'), name(10)],
    left: [name(0, 'index'), name(0), name(10)],
  },
  {
    why: 'another clean follows',
    files: [name(0), name(5), name(0, 'log.swap'), name(5, 'log.cleaned'), name(5, 'log.swap')],
    left: [name(0)],
  },
])('segments are as they should be where $why', async ({ files, left }) => {
  const storage = new SimulatedStorage('swaps');
  // A swap file holds offsets 0 to 9: it covers the segments 0 and 5.
  for (const file of files)
    storage.disk.replaceContent(`/p/${file}`, Buffer.concat(Array.from({ length: 10 }, (_, i) => testBatch(i).bytes)));
  const names = await storage.run(finishSwaps(logSurroundings(storage), '/p', files));
  expect([...names].sort()).toEqual(left);
  expect(storage.disk.paths()).toEqual(left.map((file) => `/p/${file}`));
});

test('what a harmed swap file replaces stays', async () => {
  const storage = new SimulatedStorage('harmed swap');
  const batches = Array.from({ length: 10 }, (_, i) => testBatch(i).bytes);
  const files = [name(0), name(5), name(0, 'log.swap')];
  for (const file of files) storage.disk.replaceContent(`/p/${file}`, Buffer.concat(batches));
  storage.disk.replaceContent(`/p/${name(0, 'log.swap')}`, Buffer.concat(batches).subarray(0, 500));
  await expect(storage.run(finishSwaps(logSurroundings(storage), '/p', files))).rejects.toMatchObject({
    code: 'YAK_STORAGE_CORRUPT',
  });
  expect(storage.disk.paths()).toHaveLength(files.length);
});
