import {
  checkpointNumbers,
  decodeCheckpoint,
  decodeOffsets,
  encodeCheckpoint,
} from '../../../../libs/storage/src/directory/checkpoint-file';

test('offsets are written as Kafka writes them and read back', () => {
  const content = encodeCheckpoint(['orders 0 1200', 'a-b 11 77']);
  expect(content.toString()).toBe('0\n2\norders 0 1200\na-b 11 77\n');
  expect([...decodeOffsets(content, 'file')]).toEqual([
    ['orders-0', 1200],
    ['a-b-11', 77],
  ]);
});

test.each(['', '0\n', '0\n2\nx 0 1\n', '1\n0\n', '0\n1\nx 0 1', '0\nx\n', '\0\0\0\0'])(
  'a torn checkpoint is refused: %j',
  (text) => {
    expect(() => decodeCheckpoint(Buffer.from(text), 'file')).toThrow(
      expect.objectContaining({ code: 'YAK_STORAGE_CORRUPT' }) as Error,
    );
  },
);

test.each(['x 1', 'x 1 -5', '1 2.5', 'x'])('a line that is no entry is refused: %j', (line) => {
  expect(() => checkpointNumbers(line, 2, 'file')).toThrow(
    expect.objectContaining({ code: 'YAK_STORAGE_CORRUPT' }) as Error,
  );
});
