import type { Readable, Writable } from 'node:stream';
import { isatty } from 'node:tty';

/** The three streams of the process and what is known of them. */
export interface Terminal {
  readonly input: Readable;
  readonly output: Writable;
  readonly errors: Writable;
  /** A person can answer: stdin and stderr are terminals. */
  readonly isInteractive: boolean;
  /** stderr is a terminal, so that progress makes sense. */
  readonly showsProgress: boolean;
  readonly hasColour: boolean;
}

/** What flags and environment say about colour and chatter. */
export interface TerminalWishes {
  readonly isQuiet: boolean;
  readonly hasColour: boolean;
}

/** The process's own terminal. NO_COLOR and --no-color switch colour off. */
export function processTerminal(wishes: TerminalWishes): Terminal {
  const { stdin, stdout, stderr, env } = process;
  const isTerminal = isatty(2);
  const noColour = (env['NO_COLOR'] ?? '') !== '';
  return {
    input: stdin,
    output: stdout,
    errors: stderr,
    isInteractive: isatty(0) && isTerminal,
    showsProgress: isTerminal && !wishes.isQuiet,
    hasColour: isTerminal && wishes.hasColour && !noColour,
  };
}

/** Resolves when the stream has taken the bytes and wants more. */
export function write(stream: Writable, bytes: Buffer | string): Promise<void> {
  if (stream.write(bytes)) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const settle = (error?: Error): void => {
      stream.off('drain', settle).off('error', settle).off('close', settle);
      if (error instanceof Error) reject(error);
      else resolve();
    };
    stream.once('drain', settle).once('error', settle).once('close', settle);
  });
}
