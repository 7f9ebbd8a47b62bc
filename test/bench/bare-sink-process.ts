import { createServer } from 'node:net';
import { fdatasync, openSync, writev } from 'node:fs';
import { FrameReader } from './frame-reader';

/**
 * The yardstick for produce: reads the same frames as a broker, appends each to one file (what has come meanwhile is gathered
 * into the next write), and answers a canned response that carries the request's correlation id. Checks and decides nothing.
 */
const options = JSON.parse(process.argv[2] ?? '{}') as { path: string; responseHex: string; sync: boolean };
const file = openSync(options.path, 'a');
const canned = Buffer.from(options.responseHex, 'hex');

const waiting: { frame: Buffer; answer: () => void }[] = [];
let isWriting = false;

function writeWaiting(): void {
  if (isWriting || waiting.length === 0) return;
  isWriting = true;
  const group = waiting.splice(0, 1000);
  const done = (error: Error | null): void => {
    if (error) throw error;
    for (const one of group) one.answer();
    isWriting = false;
    writeWaiting();
  };
  writev(
    file,
    group.map((one) => one.frame),
    (error) => {
      if (error === null && options.sync) fdatasync(file, done);
      else done(error);
    },
  );
}

const server = createServer({ noDelay: true }, (socket) => {
  const reader = new FrameReader((frame) => {
    const answer = Buffer.from(canned);
    frame.copy(answer, 4, 4, 8);
    waiting.push({ frame, answer: () => socket.write(answer) });
    if (!isWriting) setImmediate(writeWaiting);
  });
  socket.on('data', (chunk: Buffer) => reader.push(chunk));
  socket.on('error', () => socket.destroy());
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`${JSON.stringify(address)}\n`);
});
process.on('SIGTERM', () => process.exit(0));
