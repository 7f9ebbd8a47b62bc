import { LineSplitter } from '../../../apps/cli/src/line-splitter';

const linesOf = (chunks: readonly string[]): string[] => {
  const lines: string[] = [];
  const splitter = new LineSplitter();
  for (const chunk of chunks) splitter.push(Buffer.from(chunk), (line) => lines.push(line.toString()));
  splitter.end((line) => lines.push(line.toString()));
  return lines;
};

test.each([
  [['a\nb\n'], ['a', 'b']],
  [['a\nb'], ['a', 'b']],
  [
    ['a', 'b\nc', '\n'],
    ['ab', 'c'],
  ],
  [['\n\n'], ['', '']],
  [['a\r\nb\r\n'], ['a\r', 'b\r']],
  [['', 'x', '', '\n'], ['x']],
  [[], []],
])('the chunks %j are the lines %j', (chunks, lines) => {
  expect(linesOf(chunks)).toEqual(lines);
});

it('a line beyond the limit ends the command before memory does', () => {
  const splitter = new LineSplitter();
  const chunk = Buffer.alloc(60 * 1024 * 1024, 0x61);
  splitter.push(chunk, () => undefined);
  expect(() => splitter.push(chunk, () => undefined)).toThrow('longer than');
});
