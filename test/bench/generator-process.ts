import { connect, type Socket } from 'node:net';
import { FrameReader } from './frame-reader';
import { batchOf, produceErrorPosition, produceFrame, REQUEST_CORRELATION_POSITION } from './wire';

/**
 * Replays pre-built Produce frames over some connections with a bounded number of bytes in flight, and prints what it saw.
 * With `recordsPerSecond` it sends single records at that rate instead and measures each one's latency.
 */
export interface GeneratorOptions {
  readonly port: number;
  readonly topic: string;
  readonly partitions: number;
  readonly recordBytes: number;
  readonly batchBytes: number;
  readonly acks: number;
  readonly connections: number;
  readonly inFlightBytes: number;
  readonly totalBytes: number;
  readonly recordsPerSecond?: number;
  readonly seconds?: number;
}

export interface GeneratorResult {
  readonly seconds: number;
  readonly bytes: number;
  readonly records: number;
  readonly errors: number;
  readonly latenciesMs: number[];
}

const options = JSON.parse(process.argv[2] ?? '{}') as GeneratorOptions;
const paced = options.recordsPerSecond !== undefined;
const batch = batchOf({
  recordBytes: options.recordBytes,
  batchBytes: paced ? 1 : options.batchBytes,
  timestampMs: Date.now(),
});
const frames = Array.from({ length: options.partitions }, (_, partition) =>
  produceFrame({ topic: options.topic, partition, acks: options.acks, batch: batch.bytes }),
);
const errorPosition = produceErrorPosition(options.topic);

let sentBytes = 0;
let sentFrames = 0;
let answered = 0;
let errors = 0;
let startedMs = 0;
const latenciesMs: number[] = [];
const sentAtMs: number[] = [];

class Connection {
  #inFlight = 0;
  constructor(private readonly socket: Socket) {
    const reader = new FrameReader((frame) => this.#onAnswer(frame));
    socket.on('data', (chunk: Buffer) => reader.push(chunk));
    socket.on('error', (error) => {
      throw error;
    });
  }

  /** Sends while the window and the volume allow. */
  fill(): void {
    const windowBytes = options.inFlightBytes / options.connections;
    this.socket.cork();
    while (this.#inFlight < windowBytes && sentBytes < options.totalBytes) this.sendOne();
    this.socket.uncork();
  }

  sendOne(): void {
    const template = frames[sentFrames % frames.length] ?? Buffer.alloc(0);
    const head = Buffer.from(template.subarray(0, 16));
    head.writeInt32BE(sentFrames, REQUEST_CORRELATION_POSITION);
    this.socket.write(head);
    this.socket.write(template.subarray(16));
    if (paced) sentAtMs[sentFrames] = performance.now();
    sentFrames += 1;
    sentBytes += template.length;
    this.#inFlight += template.length;
  }

  #onAnswer(frame: Buffer): void {
    if (frame.readInt16BE(errorPosition) !== 0) errors += 1;
    if (paced) latenciesMs.push(performance.now() - (sentAtMs[frame.readInt32BE(0)] ?? 0));
    this.#inFlight -= frames[0]?.length ?? 0;
    answered += 1;
    if (!paced && sentBytes < options.totalBytes) this.fill();
    else if (answered === sentFrames && (!paced || isOver())) finish();
  }
}

const isOver = (): boolean => performance.now() - startedMs >= (options.seconds ?? 0) * 1000;

function finish(): void {
  const seconds = (performance.now() - startedMs) / 1000;
  const result: GeneratorResult = {
    seconds,
    bytes: answered * batch.bytes.length,
    records: answered * batch.records,
    errors,
    latenciesMs,
  };
  process.stdout.write(JSON.stringify(result), () => process.exit(0));
}

/** Sends what is due by now, many times a second: a slow answer does not slow the schedule down (no coordinated omission). */
function pace(connections: readonly Connection[]): void {
  const due = Math.floor(((performance.now() - startedMs) / 1000) * (options.recordsPerSecond ?? 0));
  while (sentFrames < due) connections[sentFrames % connections.length]?.sendOne();
  if (!isOver()) setTimeout(() => pace(connections), 1);
}

async function main(): Promise<void> {
  const sockets = await Promise.all(
    Array.from(
      { length: options.connections },
      () =>
        new Promise<Socket>((resolve, reject) => {
          const socket = connect({ port: options.port, host: '127.0.0.1', noDelay: true }, () => resolve(socket)).once(
            'error',
            reject,
          );
        }),
    ),
  );
  const connections = sockets.map((socket) => new Connection(socket));
  startedMs = performance.now();
  if (paced) pace(connections);
  else for (const connection of connections) connection.fill();
}
void main();
