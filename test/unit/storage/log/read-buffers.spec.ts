import { ReadBuffers } from '../../../../libs/storage/src/log/read-buffers';

const KIB = 1024;
const memoryOf = (bytes: Buffer): ArrayBufferLike => bytes.buffer;

describe('ReadBuffers', () => {
  it('lends as many bytes as were asked for', () => {
    const buffers = new ReadBuffers(KIB * KIB);
    for (const size of [1, 64 * KIB, 64 * KIB + 4096, 64 * KIB + 4097, KIB * KIB + 61, 50 * KIB * KIB])
      expect(buffers.lend(size).bytes).toHaveLength(size);
  });

  it('lends returned memory again, to a read of the same class', () => {
    const buffers = new ReadBuffers(KIB * KIB);
    const first = buffers.lend(100 * KIB);
    first.release();
    expect(memoryOf(buffers.lend(10 * KIB).bytes)).not.toBe(memoryOf(first.bytes));
    expect(memoryOf(buffers.lend(120 * KIB).bytes)).toBe(memoryOf(first.bytes));
  });

  it('never lends to two at once', () => {
    const buffers = new ReadBuffers(KIB * KIB);
    const first = buffers.lend(KIB);
    expect(memoryOf(buffers.lend(KIB).bytes)).not.toBe(memoryOf(first.bytes));
    first.release();
    first.release(); // a second return is none
    const [second, third] = [buffers.lend(KIB), buffers.lend(KIB)];
    expect(memoryOf(second.bytes)).not.toBe(memoryOf(third.bytes));
    first.release(); // nor is a late one
    expect(memoryOf(buffers.lend(KIB).bytes)).not.toBe(memoryOf(second.bytes));
  });

  it('keeps no more than it may', () => {
    const buffers = new ReadBuffers(140 * KIB);
    const lent = [buffers.lend(KIB), buffers.lend(KIB), buffers.lend(KIB)];
    for (const { release } of lent) release();
    expect(buffers.freeBytes).toBe(136 * KIB);
    buffers.lend(KIB);
    expect(buffers.freeBytes).toBe(68 * KIB);
  });

  it('keeps nothing above its largest class', () => {
    const buffers = new ReadBuffers(100 * KIB * KIB);
    buffers.lend(KIB * KIB + 4097).release();
    expect(buffers.freeBytes).toBe(0);
  });
});
