import * as fc from 'fast-check';
import { KeyMap } from '../../../../libs/storage/src/cleaner/key-map';

const MIB = 1024 * 1024;
const roomy = { memoryBytesMax: 8 * MIB, loadFactor: 0.9, logBytes: MIB, seed: 7 };
const put = (map: KeyMap, key: string, offset: number): boolean =>
  map.put(Buffer.from(key), 0, Buffer.byteLength(key), offset);
const get = (map: KeyMap, key: string): number | null => map.newestOffset(Buffer.from(key), 0, Buffer.byteLength(key));

test('it answers as a map of strings does, keys of any bytes and of none', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 6, unit: 'binary' })), fc.integer(), (keys, seed) => {
      const map = new KeyMap({ ...roomy, seed });
      const model = new Map<string, number>();
      for (const [offset, key] of keys.entries()) {
        expect(put(map, key, offset)).toBe(true);
        model.set(Buffer.from(key).toString(), offset);
      }
      for (const [key, offset] of model) expect(get(map, key)).toBe(offset);
      expect([map.count, get(map, 'a key that is longer')]).toEqual([model.size, null]);
    }),
  );
});

test('a key is looked for where it lies in larger bytes', () => {
  const map = new KeyMap(roomy);
  map.put(Buffer.from('xxkeyyy'), 2, 3, 5);
  expect([get(map, 'key'), get(map, 'xxkeyyy')]).toEqual([5, null]);
});

test('keys that share their place stay apart', () => {
  // 900 keys in 1,024 slots: most of them are pushed aside by others.
  const map = new KeyMap({ ...roomy, logBytes: 1 });
  for (let i = 0; i < 900; i += 1) expect(put(map, `key ${i}`, i)).toBe(true);
  for (let i = 0; i < 900; i += 1) expect(get(map, `key ${i}`)).toBe(i);
});

test('a full map takes known keys and no others; the load factor says when', () => {
  const map = new KeyMap({ ...roomy, logBytes: 1, loadFactor: 0.5 });
  let taken = 0;
  while (put(map, `key ${taken}`, taken)) taken += 1;
  expect([taken, map.count]).toEqual([511, 511]);
  expect([put(map, 'key 3', 99), get(map, 'key 3'), put(map, 'another', 1), get(map, 'another')]).toEqual([
    true,
    99,
    false,
    null,
  ]);
});

test('the memory of the keys is bounded, but one key is always taken', () => {
  const map = new KeyMap({ ...roomy, memoryBytesMax: 100_000, logBytes: MIB });
  let bytes = 0;
  for (let i = 0; put(map, `${i}${'x'.repeat(999)}`, i); i += 1) bytes += 1000;
  expect(bytes).toBeGreaterThan(40_000);
  expect(bytes).toBeLessThan(100_000);
  const tiny = new KeyMap({ ...roomy, memoryBytesMax: 1, loadFactor: 0.001 });
  expect([put(tiny, 'x'.repeat(5000), 1), put(tiny, 'y', 2), get(tiny, 'x'.repeat(5000))]).toEqual([true, false, 1]);
});
