import { Coalesced } from '../../../../libs/storage/src/directory/coalesced';

test('those who ask while it runs share the next run, which begins after they asked', async () => {
  const releases: (() => void)[] = [];
  const coalesced = new Coalesced(() => new Promise((resolve) => releases.push(resolve)));
  const settled: number[] = [];
  const ask = (name: number): Promise<void> => coalesced.request().then(() => void settled.push(name));
  const all = [ask(1), ask(2), ask(3)];
  expect(releases).toHaveLength(1);
  releases[0]?.();
  await all[0];
  expect(settled).toEqual([1]);
  await Promise.resolve();
  expect(releases).toHaveLength(2);
  releases[1]?.();
  await Promise.all(all);
  expect(settled).toEqual([1, 2, 3]);
});

test('a failed run fails those who waited for it, and the next one runs', async () => {
  let isFailing = true;
  const coalesced = new Coalesced(() => (isFailing ? Promise.reject(new Error('no')) : Promise.resolve()));
  await expect(coalesced.request()).rejects.toThrow('no');
  isFailing = false;
  await expect(coalesced.request()).resolves.toBeUndefined();
});
