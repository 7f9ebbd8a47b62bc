import { connect } from 'node:net';
import { FrameReader } from './frame-reader';
import { fetchFrame, fetchPositions, REQUEST_CORRELATION_POSITION } from './wire';

/**
 * Fetches one partition from its start over some connections, each one request at a time, throws the bytes away and prints
 * how many there were. The next offset is read from the headers of the batches, or not at all from a bare source.
 */
export interface ReaderOptions {
  readonly port: number;
  readonly topic: string;
  readonly bytesMax: number;
  readonly connections: number;
  /** Per connection: stop after so many record bytes. */
  readonly totalBytes: number;
}

export interface ReaderResult {
  readonly seconds: number;
  readonly bytes: number;
  readonly errors: number;
}

const options = JSON.parse(process.argv[2] ?? '{}') as ReaderOptions;
const positions = fetchPositions(options.topic);

/** The offset after the last whole batch of some records. */
function nextOffset(records: Buffer, before: number): number {
  let offset = before;
  for (let at = 0; at + 61 <= records.length;) {
    const size = 12 + records.readInt32BE(at + 8);
    if (at + size > records.length) break;
    offset = records.readUInt32BE(at) * 2 ** 32 + records.readUInt32BE(at + 4) + records.readInt32BE(at + 23) + 1;
    at += size;
  }
  return offset;
}

function readAll(): Promise<{ bytes: number; errors: number }> {
  return new Promise((resolve, reject) => {
    let bytes = 0;
    let errors = 0;
    let offset = 0;
    let correlationId = 0;
    const socket = connect({ port: options.port, host: '127.0.0.1', noDelay: true }, () => ask()).once('error', reject);
    const ask = (): void => {
      const frame = fetchFrame({ topic: options.topic, partition: 0, offset, bytesMax: options.bytesMax });
      frame.writeInt32BE((correlationId += 1), REQUEST_CORRELATION_POSITION);
      socket.write(frame);
    };
    const reader = new FrameReader((frame) => {
      if (frame.readInt16BE(positions.error) !== 0) errors += 1;
      const aborted = frame.readInt32BE(positions.error + 2 + 24);
      const at = positions.records + Math.max(0, aborted) * 16;
      const records = frame.subarray(at);
      bytes += records.length;
      offset = nextOffset(records, offset);
      if (bytes >= options.totalBytes || records.length === 0) {
        socket.end();
        resolve({ bytes, errors });
      } else ask();
    });
    socket.on('data', (chunk: Buffer) => reader.push(chunk));
  });
}

async function main(): Promise<void> {
  const startedMs = performance.now();
  const all = await Promise.all(Array.from({ length: options.connections }, readAll));
  const result: ReaderResult = {
    seconds: (performance.now() - startedMs) / 1000,
    bytes: all.reduce((sum, one) => sum + one.bytes, 0),
    errors: all.reduce((sum, one) => sum + one.errors, 0),
  };
  process.stdout.write(JSON.stringify(result));
}
void main();
