import { CorruptBatch } from '@yak/records';

test('a corrupt batch is an error with a code and its cause', () => {
  const cause = new Error('bits');
  const error = new CorruptBatch('bad', { cause });
  expect([error.code, error.name, error.message, error.cause]).toEqual([
    'YAK_CORRUPT_BATCH',
    'CorruptBatch',
    'bad',
    cause,
  ]);
});
