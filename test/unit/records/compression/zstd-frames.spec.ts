import { CorruptBatch } from '@yak/records';
import { zstdFrames } from '../../../../libs/records/src/compression/zstd-frames';

const hex = (text: string): Buffer => Buffer.from(text, 'hex');
// zstd 1.5 from the command line: one segment with its size; the same with a checksum; streamed with a window of 2 MiB.
const SIZED = '28b52ffd201d6500003068656c6c6f200100a94b11';
const CHECKED = '28b52ffd241d6500003068656c6c6f200100a94b11874e200a';
const STREAMED = '28b52ffd04586500003068656c6c6f200100a94b11874e200a';
const SKIPPABLE = '5a2a4d1803000000010203';

test.each([
  [SIZED, [[0, 21, 29]]],
  [CHECKED, [[0, 25, 29]]],
  [STREAMED, [[0, 25, 2 ** 21]]],
  [SKIPPABLE + SIZED, [[11, 32, 29]]],
  [
    SIZED + SKIPPABLE + STREAMED,
    [
      [0, 21, 29],
      [32, 57, 2 ** 21],
    ],
  ],
  ['28b52ffd' + '60' + '0001' + '010000', [[0, 10, 512]]], // size in two bytes counts from 256
  ['28b52ffd' + 'a0' + '00000100' + '010000', [[0, 12, 65_536]]],
  ['28b52ffd' + 'e0' + '0000000001000000' + '010000', [[0, 16, 2 ** 32]]],
  ['28b52ffd' + '01' + '59' + '07' + '010000', [[0, 10, 2 ** 21 + 2 ** 18]]], // with a dictionary's number
  ['28b52ffd' + '00' + '58' + '020100' + '61' + '010000', [[0, 13, 2 ** 21]]], // a run of 32 bytes takes one
])('the stream %s has the frames %j', (stream, expected) => {
  expect(zstdFrames(hex(stream)).map(({ start, end, windowBytes }) => [start, end, windowBytes])).toEqual(expected);
});

test.each([
  ['nothing', ''],
  ['another magic', 'ff' + SIZED.slice(2)],
  ['only a skippable frame', SKIPPABLE],
  ['a skippable frame that is cut', SIZED + SKIPPABLE.slice(0, -2)],
  ['noise after a frame', `${SIZED}0102030405`],
])('a stream with %s is refused', (_name, stream) => {
  expect(() => zstdFrames(hex(stream))).toThrow(CorruptBatch);
});

test('a frame cut anywhere is refused', () => {
  for (let length = 1; length < hex(STREAMED).length; length += 1)
    expect(() => zstdFrames(hex(STREAMED).subarray(0, length))).toThrow(CorruptBatch);
});
