import { CorruptBatch } from '@yak/records';
import { GrowingBuffer } from '../../../../libs/records/src/compression/growing-buffer';

test('what is written stays when the buffer grows', () => {
  const buffer = new GrowingBuffer(1_000_000, 1);
  const source = Buffer.from('0123456789');
  buffer.appendByte(0x41);
  buffer.append(Buffer.from('BC'));
  buffer.appendRange(source, 3, 6);
  buffer.append(Buffer.alloc(500_000, 'x'));
  expect(buffer.written().toString('latin1', 0, 8)).toBe('ABC345xx');
  expect(buffer.length).toBe(500_006);
});

test.each([
  [1, 5, 'abccccccc'],
  [2, 5, 'abcbcbcb'],
  [3, 3, 'abcabc'],
  [3, 2, 'abcab'],
])('repeating from a distance of %i, %i bytes long, may overlap itself', (distance, count, expected) => {
  const buffer = new GrowingBuffer(100);
  buffer.append(Buffer.from('abc'));
  buffer.repeat(distance, count);
  expect(buffer.written().toString()).toBe(expected.slice(0, 3 + count));
});

test('a long repetition without overlap is copied as a whole', () => {
  const buffer = new GrowingBuffer(1000);
  buffer.append(Buffer.alloc(100, 'ab'));
  buffer.repeat(100, 100);
  expect(buffer.written()).toEqual(Buffer.alloc(200, 'ab'));
});

test.each([
  ['append', (buffer: GrowingBuffer) => buffer.append(Buffer.alloc(4))],
  ['append of a range', (buffer: GrowingBuffer) => buffer.appendRange(Buffer.alloc(9), 1, 5)],
  ['repetition', (buffer: GrowingBuffer) => buffer.repeat(1, 4)],
  ['reservation', (buffer: GrowingBuffer) => buffer.reserve(4)],
])('one byte past the limit an %s is refused and nothing is allocated', (_name, grow) => {
  const buffer = new GrowingBuffer(10, 2 ** 40);
  buffer.append(Buffer.alloc(7));
  expect(() => grow(buffer)).toThrow(CorruptBatch);
  expect(buffer.bytes.length).toBeLessThanOrEqual(10);
  buffer.append(Buffer.alloc(3));
  expect(() => buffer.appendByte(0)).toThrow('more than 10 bytes');
});
