import { CorruptBatch } from '@yak/records';
import { compressGzip, decompressGzip } from '../../../../libs/records/src/compression/gzip';

const SOURCE = Buffer.alloc(10_000, 'again and again ');

test('what was compressed is what is decompressed', async () => {
  const member = await compressGzip(SOURCE);
  expect(member.length).toBeLessThan(200);
  expect(await decompressGzip(member, SOURCE.length)).toEqual(SOURCE);
});

test('more than the limit is refused', async () => {
  await expect(decompressGzip(await compressGzip(SOURCE), SOURCE.length - 1)).rejects.toThrow(CorruptBatch);
});

test.each([
  ['cut', async () => (await compressGzip(SOURCE)).subarray(0, -9)],
  ['noise', () => Promise.resolve(Buffer.from('no gzip'))],
])('bytes that are %s are refused with the cause', async (_name, make) => {
  const error = await decompressGzip(await make(), 100_000).catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(CorruptBatch);
  expect(error).toHaveProperty('cause.code');
});
