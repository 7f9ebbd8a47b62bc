import { baseOffsetOf, verifySegment } from '../../../apps/cli/src/verify-segment';
import { memoryDisk } from '../../support/cli/memory-disk';
import { batchAt, indexEntry, timeEntry } from '../../support/cli/segments';

const name = 'd/00000000000000000010';
const first = batchAt(10, 3);
const log = Buffer.concat([first, batchAt(13, 2)]);
const verify = (files: { log?: Buffer; index?: Buffer; timeindex?: Buffer }) =>
  verifySegment(
    memoryDisk(
      Object.fromEntries(Object.entries({ log, ...files }).map(([ending, bytes]) => [`${name}.${ending}`, bytes])),
    ),
    `${name}.log`,
  );

it('a sound segment has its counts and no fault', async () => {
  const index = Buffer.concat([indexEntry(4, first.length), Buffer.alloc(80)]);
  const timeindex = Buffer.concat([timeEntry(1002, 2), timeEntry(1003, 4), Buffer.alloc(120)]);
  expect(await verify({ index, timeindex })).toEqual({
    file: `${name}.log`,
    batches: 2,
    records: 5,
    sizeInBytes: log.length,
    baseOffset: 10,
    nextOffset: 15,
    faults: [],
  });
});

const flipped = Buffer.from(log);
flipped.writeUInt8(flipped.readUInt8(65) ^ 4, 65);

test.each<[string, Parameters<typeof verify>[0], string]>([
  ['a flipped bit', { log: flipped }, 'CRC-32C'],
  ['a torn tail', { log: log.subarray(0, log.length - 3) }, 'cut after'],
  ['offsets that go back', { log: Buffer.concat([batchAt(13, 2), first]) }, 'offset 10 after 14'],
  ['offsets before the file’s name', { log: batchAt(2, 1) }, 'offset 2 after 9'],
  ['an index entry into the middle of a batch', { index: indexEntry(2, 5) }, 'where no batch starts'],
  ['an index entry beyond its batch', { index: indexEntry(3, 0) }, 'ends at 12'],
  ['a time index that goes back', { timeindex: Buffer.concat([timeEntry(9, 1), timeEntry(5, 2)]) }, 'back in time'],
])('%s is a fault', async (_, files, words) => {
  const { faults } = await verify(files);
  expect(faults).toHaveLength(1);
  expect(faults[0]).toContain(words);
});

test.each([
  ['x/00000000000000000042.log', 42],
  ['x/leader-epoch-checkpoint', null],
])('the base offset of %s is %s', (path, offset) => {
  expect(baseOffsetOf(path)).toBe(offset);
});
