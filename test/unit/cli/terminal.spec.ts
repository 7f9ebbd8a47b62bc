import { PassThrough } from 'node:stream';
import { processTerminal, write } from '../../../apps/cli/src/terminal';

it('a write waits for a reader that is slow', async () => {
  const stream = new PassThrough({ highWaterMark: 4 });
  let isDone = false;
  const writing = write(stream, Buffer.from('more than four')).then(() => (isDone = true));
  await new Promise((resolve) => setImmediate(resolve));
  expect(isDone).toBe(false);
  stream.resume();
  await writing;
  expect(isDone).toBe(true);
});

it('a write ends with the stream’s error', async () => {
  const stream = new PassThrough({ highWaterMark: 1 });
  const writing = write(stream, 'ab');
  stream.destroy(new Error('gone'));
  await expect(writing).rejects.toThrow('gone');
});

it('colour and progress need a terminal and a wish', () => {
  const terminal = processTerminal({ isQuiet: true, hasColour: false });
  expect({ hasColour: terminal.hasColour, showsProgress: terminal.showsProgress }).toEqual({
    hasColour: false,
    showsProgress: false,
  });
});
