import { seededRandom } from '@yak/base';
import { failing, noDiskFaults, randomDiskFaults } from '@yak/simulation';

const random = seededRandom('faults');
const write = { kind: 'write', path: '/p/x.log', sizeInBytes: 100 } as const;

test('a sound disk fails nothing', () => {
  expect([noDiskFaults.errnoOf(write, random), noDiskFaults.shortWriteBytes(write, random)]).toEqual([null, 0]);
});

test('one kind of operation fails, on the paths that are meant', () => {
  const faults = failing('write', 'ENOSPC', { path: /\.log$/, shortWriteBytes: 30 });
  expect([faults.errnoOf(write, random), faults.shortWriteBytes(write, random)]).toEqual(['ENOSPC', 30]);
  expect([
    faults.errnoOf({ ...write, path: '/p/x.index' }, random),
    faults.errnoOf({ kind: 'sync', path: '/p/x.log' }, random),
  ]).toEqual([null, null]);
});

test('chance fails writes, syncs and reads as often as it is told', () => {
  const faults = randomDiskFaults({ writeError: 0.2, writeNoSpace: 0.3, syncError: 0.5 });
  const errors = { EIO: 0, ENOSPC: 0, none: 0 };
  for (let i = 0; i < 1000; i += 1) errors[(faults.errnoOf(write, random) ?? 'none') as keyof typeof errors] += 1;
  expect([Math.round(errors.EIO / 100), Math.round(errors.ENOSPC / 100)]).toEqual([2, 3]);
  expect([
    faults.errnoOf({ kind: 'read', path: 'x' }, random),
    faults.errnoOf({ kind: 'list', path: 'x' }, random),
  ]).toEqual([null, null]);
  expect(faults.shortWriteBytes(write, random)).toBeLessThanOrEqual(100);
});
