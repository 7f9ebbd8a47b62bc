import { isRefusal } from '@yak/model';
import { CODECS, compress, CorruptBatch, decompress } from '@yak/records';

const SOURCE = Buffer.alloc(5000, 'again and again ');

test.each(CODECS.filter((codec) => codec !== 'zstd'))('codec %s stops one byte over its limit', async (codec) => {
  const compressed = await compress(codec, SOURCE);
  if (isRefusal(compressed)) throw new Error(compressed.detail);
  expect(await decompress(codec, compressed, SOURCE.length)).toEqual(SOURCE);
  await expect(decompress(codec, compressed, SOURCE.length - 1)).rejects.toThrow(CorruptBatch);
});

test.each(CODECS.filter((codec) => codec !== 'none'))('bytes that are not %s are a corrupt batch', async (codec) => {
  await expect(decompress(codec, Buffer.from('no such thing as this'), 100)).rejects.toThrow(CorruptBatch);
});

test.each([0, -1, 1.5, Infinity])('a limit of %s is a bug of the caller', async (bytesMax) => {
  await expect(decompress('gzip', SOURCE, bytesMax)).rejects.toThrow('out of range');
});
