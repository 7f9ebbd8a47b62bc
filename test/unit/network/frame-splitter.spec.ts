import { MalformedRequest } from '@yak/codec';
import { FrameSplitter } from '@yak/network';
import fc from 'fast-check';
import { framed } from '../../support/network/broker-end';

const KIB = 1024;

function feed(splitter: FrameSplitter, stream: Buffer, chunkSizes: readonly number[]): Buffer[] {
  const frames: Buffer[] = [];
  for (let at = 0, turn = 0; at < stream.length; turn += 1) {
    const size = chunkSizes[turn % chunkSizes.length] ?? 1;
    splitter.push(Buffer.from(stream.subarray(at, at + size)));
    at += size;
    for (let frame = splitter.next(); frame !== null; frame = splitter.next()) frames.push(frame);
  }
  return frames;
}

const patterned = (bytes: number, salt = 0): Buffer =>
  Buffer.from(Array.from({ length: bytes }, (_, index) => (index * 31 + salt) & 0xff));

describe('cutting a stream into frames', () => {
  it('gives the same frames however the bytes are chunked', () => {
    const frames = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 12 });
    const chunks = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(frames, chunks, (bodies, sizes) => {
        const sent = bodies.map((body) => Buffer.from(body));
        const got = feed(new FrameSplitter({ frameBytesMax: KIB }), Buffer.concat(sent.map(framed)), sizes);
        expect(got.map((frame) => frame.toString('hex'))).toEqual(sent.map((body) => body.toString('hex')));
      }),
    );
  });

  test.each([
    ['one byte at a time', [1]],
    ['in chunks of a socket', [65_536]],
    ['in one piece', [2_000_000]],
  ])('puts a frame of a megabyte together that arrives %s', (_title, sizes) => {
    const body = patterned(KIB * KIB + 17);
    const [frame] = feed(new FrameSplitter({ frameBytesMax: 2 * KIB * KIB }), framed(body), sizes);
    expect(frame?.equals(body)).toBe(true);
  });

  it('does not copy a frame that fills most of its chunk', () => {
    const chunk = Buffer.from(new Uint8Array(framed(patterned(40 * KIB))));
    const splitter = new FrameSplitter({ frameBytesMax: KIB * KIB });
    splitter.push(chunk);
    expect(splitter.next()?.buffer).toBe(chunk.buffer);
  });

  it('copies a small frame out of a large chunk, so that it does not keep the chunk alive', () => {
    const chunk = Buffer.concat([framed('small'), framed(patterned(60 * KIB))]);
    const splitter = new FrameSplitter({ frameBytesMax: KIB * KIB });
    splitter.push(chunk);
    const frame = splitter.next();
    expect(frame?.toString()).toBe('small');
    expect(frame?.buffer).not.toBe(chunk.buffer);
  });

  test.each([
    ['negative', -1],
    ['above the limit', 1025],
    ['a promise of two gigabytes', 2_147_483_647],
  ])('refuses a size that is %s before it takes memory', (_title, size) => {
    const splitter = new FrameSplitter({ frameBytesMax: 1024 });
    const prefix = Buffer.alloc(4);
    prefix.writeInt32BE(size);
    splitter.push(prefix);
    expect(() => splitter.next()).toThrow(MalformedRequest);
  });

  it('asks for a reservation once per large frame, and only after a quarter of a megabyte of it has come', () => {
    const asked: number[] = [];
    const reserve = (bytes: number): boolean => asked.push(bytes) > 1;
    const splitter = new FrameSplitter({ frameBytesMax: 4 * KIB * KIB, reserve });
    const body = patterned(KIB * KIB);
    const stream = framed(body);
    splitter.push(stream.subarray(0, 256 * KIB));
    expect(splitter.next()).toBeNull();
    expect(asked).toEqual([]);
    splitter.push(stream.subarray(256 * KIB, 512 * KIB));
    expect(splitter.next()).toBeNull();
    expect(asked).toEqual([KIB * KIB]);
    expect(splitter.reservedBytes).toBe(0);
    splitter.push(stream.subarray(512 * KIB));
    const frame = splitter.next();
    expect(asked).toEqual([KIB * KIB, KIB * KIB]);
    expect(frame?.equals(body)).toBe(true);
    expect(FrameSplitter.wasReserved(frame?.length ?? 0)).toBe(true);
  });

  it('counts what has come of a frame, and gives a reservation back when it is dropped', () => {
    const splitter = new FrameSplitter({ frameBytesMax: 4 * KIB * KIB });
    const stream = framed(patterned(KIB * KIB));
    splitter.push(stream.subarray(0, 3));
    expect(splitter.next()).toBeNull();
    expect(splitter.partialBytes).toBe(3);
    splitter.push(stream.subarray(3, 300 * KIB));
    expect(splitter.next()).toBeNull();
    expect(splitter.partialBytes).toBe(300 * KIB);
    expect(splitter.discard()).toBe(KIB * KIB);
    expect(splitter.partialBytes).toBe(0);
    splitter.push(framed('next'));
    expect(splitter.next()?.toString()).toBe('next');
    expect(splitter.framesSplit).toBe(1);
  });
});
