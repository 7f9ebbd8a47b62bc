import { murmur2 } from '../../../libs/client/src/murmur2';

describe('murmur2', () => {
  test.each([
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ['abc', 479470107],
  ])('of %p is what Kafka computes', (text, hash) => {
    expect(murmur2(Buffer.from(text))).toBe(hash);
  });

  it('reads bytes, not characters', () => {
    expect(murmur2(Buffer.from([0xff, 0x80, 0x00]))).not.toBe(murmur2(Buffer.from([0x7f, 0x00, 0x00])));
  });
});
