import { isRefusal } from '@yak/model';
import { CODECS, compress, decompress } from '@yak/records';

test.each(CODECS)('codec %s gives back what it was given, or says that it cannot', async (codec) => {
  const source = Buffer.alloc(5000, `records in ${codec} `);
  const compressed = await compress(codec, source);
  if (isRefusal(compressed)) expect(codec).toBe('zstd');
  else expect(await decompress(codec, compressed, source.length)).toEqual(source);
});

test('without a codec the bytes are not copied', async () => {
  const source = Buffer.from('as it is');
  expect(await compress('none', source)).toBe(source);
});
