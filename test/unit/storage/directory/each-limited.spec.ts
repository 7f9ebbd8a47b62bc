import { eachLimited } from '../../../../libs/storage/src/directory/each-limited';

test('every item is done, never more than the limit at once', async () => {
  let running = 0;
  let most = 0;
  const done: number[] = [];
  await eachLimited(
    Array.from({ length: 20 }, (_, i) => i),
    4,
    async (item) => {
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      running -= 1;
      done.push(item);
    },
  );
  expect([most, done.length]).toEqual([4, 20]);
});

test('the first failure ends it, after those under way', async () => {
  const done: number[] = [];
  const work = eachLimited([1, 2, 3, 4], 2, async (item) => {
    await Promise.resolve();
    if (item === 1) throw new Error('one');
    done.push(item);
  });
  await expect(work).rejects.toThrow('one');
  expect(done).toEqual([2]);
});
