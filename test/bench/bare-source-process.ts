import { createServer } from 'node:net';
import { openSync, read } from 'node:fs';
import { FrameReader } from './frame-reader';

/**
 * The yardstick for fetch: answers each request with the next piece of one file behind a canned response head, so that the
 * same reader can discard bytes from it as from a broker. Every connection reads the file from its start. Checks nothing; as
 * all batches of the file are equally long, pieces of whole batches need no looking either.
 */
const options = JSON.parse(process.argv[2] ?? '{}') as {
  path: string;
  headHex: string;
  recordsBytes: number;
  fileBytes: number;
};
const file = openSync(options.path, 'r');
const head = Buffer.from(options.headHex, 'hex');

const server = createServer({ noDelay: true }, (socket) => {
  let position = 0;
  const reader = new FrameReader((frame) => {
    const from = position;
    const records = Buffer.allocUnsafe(Math.min(options.recordsBytes, options.fileBytes - from));
    position += records.length;
    read(file, records, 0, records.length, from, (error) => {
      if (error) throw error;
      const answer = Buffer.from(head);
      answer.writeInt32BE(head.length - 4 + records.length, 0);
      frame.copy(answer, 4, 4, 8);
      answer.writeInt32BE(records.length, head.length - 4);
      socket.cork();
      socket.write(answer);
      socket.write(records);
      socket.uncork();
    });
  });
  socket.on('data', (chunk: Buffer) => reader.push(chunk));
  socket.on('error', () => socket.destroy());
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify(server.address())}\n`);
});
process.on('SIGTERM', () => process.exit(0));
