import { seededRandom } from '@yak/base';
import { VirtualClock } from '@yak/simulation';
import fc from 'fast-check';
import { MemoryPipe } from '../../../../libs/simulation/src/network/memory-pipe';
import { runFor } from '../../../support/network/drive';

function piped(
  wire = { latencyMs: { min: 1, max: 5 }, chunkBytes: { min: 1, max: 7 }, windowBytes: 100 },
  seed = 'pipe',
) {
  const random = seededRandom(seed);
  const clock = new VirtualClock({ random });
  const chunks: Buffer[] = [];
  const seen = { chunks, ends: 0, drains: 0 };
  const pipe = new MemoryPipe({
    clock,
    random,
    wire,
    deliver: (chunk) => chunks.push(chunk),
    onDrained: () => {
      seen.drains += 1;
    },
    onEnd: () => {
      seen.ends += 1;
    },
  });
  return { clock, pipe, seen };
}

describe('one direction of a simulated connection', () => {
  it('brings every byte once and in order, however it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 10 }),
        fc.nat(),
        async (writes, seed) => {
          const { clock, pipe, seen } = piped(undefined, String(seed));
          for (const bytes of writes) pipe.write([Buffer.from(bytes)]);
          pipe.end();
          await runFor(clock, 10_000);
          expect(Buffer.concat(seen.chunks)).toEqual(Buffer.concat(writes));
          expect(seen.ends).toBe(1);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('carries a copy: what the sender changes later does not arrive', async () => {
    const { clock, pipe, seen } = piped();
    const bytes = Buffer.from('before');
    pipe.write([bytes]);
    bytes.write('after!');
    await runFor(clock, 100);
    expect(Buffer.concat(seen.chunks).toString()).toBe('before');
  });

  it('keeps at the sender what the window of a paused receiver does not hold', async () => {
    const { clock, pipe, seen } = piped();
    pipe.pause();
    pipe.write([Buffer.alloc(250)]);
    await runFor(clock, 100);
    expect([pipe.bytesUnsent, seen.chunks.length, seen.drains]).toEqual([150, 0, 0]);
    pipe.resume();
    await runFor(clock, 1_000);
    expect([pipe.bytesUnsent, Buffer.concat(seen.chunks).length, seen.drains]).toEqual([0, 250, 1]);
  });

  it('loses nothing over a broken path that heals', async () => {
    const { clock, pipe, seen } = piped();
    pipe.setBlackHole(true);
    pipe.write([Buffer.from('late')]);
    await runFor(clock, 1_000);
    expect(seen.chunks).toEqual([]);
    pipe.setBlackHole(false);
    await runFor(clock, 1_000);
    expect(Buffer.concat(seen.chunks).toString()).toBe('late');
  });

  it('brings nothing any more once stopped', async () => {
    const { clock, pipe, seen } = piped();
    pipe.write([Buffer.from('never')]);
    pipe.stop();
    await runFor(clock, 1_000);
    expect([seen.chunks.length, seen.ends, pipe.bytesUnsent]).toEqual([0, 0, 0]);
  });
});
