import { seededRandom } from '@yak/base';
import { connect } from 'node:net';
import { setTimeout as elapsed } from 'node:timers/promises';
import { legalFrames, malformed } from './malformed-frames';

/**
 * Sends malformed requests over several connections at a bounded rate, a few per connection, and waits until the broker has
 * closed each. Prints a line of JSON per slice: how many were sent, and how many connections were never closed.
 */
interface AttackOptions {
  readonly port: number;
  readonly seed: string;
  readonly topic: string;
  readonly requests: number;
  readonly requestsPerSecond: number;
}

const LANES = 8;
const FRAMES_PER_CONNECTION = 10;
const CLOSE_MS_MAX = 45_000;
const options = JSON.parse(process.argv[2] ?? '{}') as AttackOptions;
const frames = legalFrames(options.seed, options.topic);
const startedMs = performance.now();
let sent = 0;
let hung = 0;

function burst(lane: number, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({
      port: options.port,
      host: '127.0.0.1',
      localAddress: `127.0.0.${lane + 2}`,
      noDelay: true,
    });
    const watchdog = setTimeout(() => {
      hung += 1;
      socket.destroy();
    }, CLOSE_MS_MAX);
    socket.on('connect', () => socket.end(bytes));
    socket.on('data', () => undefined);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      clearTimeout(watchdog);
      resolve();
    });
  });
}

async function lane(number: number): Promise<void> {
  const random = seededRandom(`${options.seed}/lane ${number}`);
  while (sent < options.requests) {
    const bytes: Buffer[] = [];
    for (let count = 1 + random.below(FRAMES_PER_CONNECTION * 2 - 1); count > 0; count -= 1)
      bytes.push(malformed(frames, random));
    sent += bytes.length;
    await burst(number, Buffer.concat(bytes));
    const aheadMs = (sent / options.requestsPerSecond) * 1000 - (performance.now() - startedMs);
    if (aheadMs > 5) await elapsed(aheadMs);
  }
}

async function main(): Promise<void> {
  await Promise.all(Array.from({ length: LANES }, (_, number) => lane(number)));
  process.stdout.write(JSON.stringify({ sent, hung, seconds: (performance.now() - startedMs) / 1000 }));
}
void main();
