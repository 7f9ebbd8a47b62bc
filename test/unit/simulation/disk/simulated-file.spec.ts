import { seededRandom } from '@yak/base';
import { SimulatedFile } from '../../../../libs/simulation/src/disk/simulated-file';

test.each(Array.from({ length: 60 }, (_, i) => i))(
  'after a power cut: what was synced, a prefix of the later writes, the last torn at a sector (seed %i)',
  (seed) => {
    const file = new SimulatedFile();
    file.write(Buffer.alloc(700, 'a'), 0);
    file.sync();
    file.write(Buffer.alloc(2000, 'b'), 700);
    file.write(Buffer.alloc(2000, 'c'), 2700);
    const { content } = file.survivor(seededRandom(seed));
    expect(file.content.length).toBe(4700);
    expect(content.toString('latin1')).toMatch(/^a{700}(b*|b{2000}c*)$/);
    expect(
      content.length === 700 || content.length === 2700 || content.length === 4700 || content.length % 512 === 0,
    ).toBe(true);
  },
);

test('every kind of survivor is met', () => {
  const lengths = new Set<number>();
  for (let seed = 0; seed < 200; seed += 1) {
    const file = new SimulatedFile();
    file.write(Buffer.alloc(1000), 0);
    lengths.add(file.survivor(seededRandom(seed)).content.length);
  }
  expect([...lengths].sort((one, other) => one - other)).toEqual([0, 512, 1000]);
});

test('truncation is lost or kept like a write, a gap reads as zeros, a bit may flip', () => {
  const file = new SimulatedFile();
  file.write(Buffer.from('abc'), 2);
  expect(file.content).toEqual(Buffer.from('\0\0abc'));
  file.sync();
  file.truncate(1);
  const lengths = new Set(Array.from({ length: 20 }, (_, seed) => file.survivor(seededRandom(seed)).content.length));
  expect([...lengths].sort()).toEqual([1, 5]);
  file.replace(Buffer.from([0]));
  file.flipBit(3);
  expect(file.content).toEqual(Buffer.from([8]));
});
