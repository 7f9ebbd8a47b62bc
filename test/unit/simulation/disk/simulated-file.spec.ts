import { seededRandom } from '@yak/base';
import { SimulatedFile } from '../../../../libs/simulation/src/disk/simulated-file';

const SEEDS = Array.from({ length: 200 }, (_, seed) => seed);

/** What survives, by seed, of 700 synced bytes and two writes behind them. */
function survivors(prepare: (file: SimulatedFile, seed: number) => void): string[] {
  return SEEDS.map((seed) => {
    const file = new SimulatedFile();
    prepare(file, seed);
    return file.survivor(seededRandom(seed)).content.toString('latin1');
  });
}

function twoWrites(file: SimulatedFile): void {
  file.write(Buffer.alloc(700, 'a'), 0);
  file.sync();
  file.write(Buffer.alloc(2000, 'b'), 700);
  file.write(Buffer.alloc(2000, 'c'), 2700);
}

test('after a power cut what was synced is there, and each sector of later writes is there, absent or zeros', () => {
  for (const content of survivors(twoWrites)) {
    expect(content).toMatch(/^a{700}[b\0]*[c\0]*$/);
    expect(content.length <= 4700 && (content.length % 512 === 0 || [700, 2700, 4700].includes(content.length))).toBe(
      true,
    );
    for (let start = 1024; start < 2560; start += 512)
      expect(new Set(content.slice(start, start + 512)).size).toBeLessThan(2);
  }
});

test.each([
  ['nothing', /^a*$/],
  ['everything', /^a{700}b{2000}c{2000}$/],
  ['a prefix torn at a sector', /^a{700}b{324}(b{512}){0,2}$/],
  ['a hole inside of a write', /b\0+b/],
  ['a later write behind a hole', /\0c{1000}/],
  ['the length alone at the end', /[bc]\0+$/],
])('of un-synced writes %s may survive', (_name, pattern) => {
  expect(survivors(twoWrites).some((content) => pattern.test(content))).toBe(true);
});

test('what a failed sync lost is seen by a process and never made durable by a later sync', () => {
  const contents = survivors((file, seed) => {
    twoWrites(file);
    file.failSync(seededRandom(`fail ${seed}`));
    expect(file.content.toString('latin1')).toMatch(/^a{700}b{2000}c{2000}$/);
    file.write(Buffer.alloc(300, 'd'), 4700);
    file.sync();
  });
  for (const content of contents) expect(content).toMatch(/^a{700}[b\0]{2000}[c\0]{2000}d{300}$/);
  expect(contents.filter((content) => content.includes('\0')).length).toBeGreaterThan(150);
  expect(contents.some((content) => /[bc]/.test(content))).toBe(true);
});

test('what is written again after a failed sync becomes durable, and a truncation is not lost', () => {
  const contents = survivors((file, seed) => {
    twoWrites(file);
    file.truncate(1000);
    file.failSync(seededRandom(`fail ${seed}`));
    file.write(file.content.subarray(700), 700);
    file.sync();
  });
  for (const content of contents) expect(content).toMatch(/^a{700}b{300}$/);
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
