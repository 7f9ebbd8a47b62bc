import { ErrorCode, isRefusal } from '@yak/model';
import { CorruptBatch } from '@yak/records';
import { compressZstd, decompressZstd } from '../../../../libs/records/src/compression/zstd';

const HELLO = 'hello hello hello hello hello';
const hex = (text: string): Buffer => Buffer.from(text, 'hex');
const SIZED = hex('28b52ffd201d6500003068656c6c6f200100a94b11');
const STREAMED = hex('28b52ffd04586500003068656c6c6f200100a94b11874e200a');
const SKIPPABLE = hex('5a2a4d1803000000010203');

test.each([
  ['a frame with its size', SIZED, HELLO],
  ['a streamed frame', STREAMED, HELLO],
  ['frames one after another', Buffer.concat([SIZED, SKIPPABLE, STREAMED]), HELLO + HELLO],
])('%s is read', async (_name, stream, text) => {
  expect((await decompressZstd(stream, 1000)).toString()).toBe(text);
});

/** A frame of `blocks` runs of 128 KiB: four bytes each. */
function bomb(blocks: number, windowDescriptor: number): Buffer {
  const runs = Array.from({ length: blocks }, (_, index) => {
    const run = Buffer.alloc(4);
    run.writeUIntLE((131_072 << 3) | 2 | (index === blocks - 1 ? 1 : 0), 0, 3);
    return run;
  });
  return Buffer.concat([hex('28b52ffd00'), Buffer.from([windowDescriptor]), ...runs]);
}

test('a bomb stops at the limit', async () => {
  expect(await decompressZstd(bomb(4, 0x58), 524_288)).toHaveLength(524_288);
  await expect(decompressZstd(bomb(5000, 0x58), 524_288)).rejects.toThrow(CorruptBatch);
});

test('a window larger than the limit is refused before any memory is taken for it', async () => {
  await expect(decompressZstd(bomb(1, 0xf8), 524_288)).rejects.toThrow('a window of');
});

test.each([
  ['is cut', STREAMED.subarray(0, 12)],
  ['is empty', Buffer.alloc(0)],
  ['has a reserved block', hex('28b52ffd0058070000')],
])('a stream that %s is refused', async (_name, stream) => {
  await expect(decompressZstd(stream, 1000)).rejects.toThrow(CorruptBatch);
});

test('where this Node writes zstd it is read back, elsewhere writing is refused', async () => {
  const source = Buffer.alloc(10_000, 'again and again ');
  const frame = await compressZstd(source);
  if (isRefusal(frame)) expect(frame.code).toBe(ErrorCode.UNSUPPORTED_COMPRESSION_TYPE);
  else expect(await decompressZstd(frame, source.length)).toEqual(source);
});
