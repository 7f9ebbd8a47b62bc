import { PassThrough, Readable } from 'node:stream';
import type { Terminal } from '../../../apps/cli/src/terminal';

/** A terminal whose streams are texts. */
export interface FakeTerminal extends Terminal {
  /** What went to stdout so far. */
  readonly printed: () => string;
  /** What went to stderr so far. */
  readonly said: () => string;
}

/** Makes one. @param input what stdin holds */
export function fakeTerminal(input: readonly (string | Buffer)[] = [], facts: Partial<Terminal> = {}): FakeTerminal {
  const [output, errors] = [new PassThrough(), new PassThrough()];
  const texts = { output: '', errors: '' };
  output.on('data', (chunk: Buffer) => (texts.output += chunk.toString('latin1')));
  errors.on('data', (chunk: Buffer) => (texts.errors += chunk.toString()));
  return {
    input: Readable.from(input.map((chunk) => Buffer.from(chunk as string))),
    output,
    errors,
    isInteractive: false,
    showsProgress: false,
    hasColour: false,
    printed: () => texts.output,
    said: () => texts.errors,
    ...facts,
  };
}
