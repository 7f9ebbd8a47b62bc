import { partitionIndex } from '@yak/model';
import {
  deletedDirectoryName,
  isDeletedDirectory,
  partitionOfDirectory,
} from '../../../../libs/storage/src/directory/partition-directory-name';

test.each([
  ['orders-0', 'orders', 0],
  ['a-b-12', 'a-b', 12],
  ['a--1', 'a-', 1],
  ['orders', null, null],
  ['orders-01', null, null],
  ['orders-x', null, null],
  ['-3', null, null],
  ['..-3', '..-3', null],
  ['ä-3', null, null],
  ['orders-2147483648', null, null],
])('%s names topic %s, partition %p', (name, topic, partition) => {
  const found = partitionOfDirectory(name);
  if (partition === null) expect(found).toBe(null);
  else expect(found).toEqual({ topic, partition });
});

test('a deleted directory keeps within 255 characters and is told from partitions', () => {
  const uuid = 'f'.repeat(32);
  const name = deletedDirectoryName('x'.repeat(249), partitionIndex(7), uuid);
  expect([
    name.length,
    name.endsWith(`-7.${uuid}-delete`),
    isDeletedDirectory(name),
    partitionOfDirectory(name),
  ]).toEqual([255, true, true, null]);
  expect(isDeletedDirectory('orders-0')).toBe(false);
});
