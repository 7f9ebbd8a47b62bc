import { assert } from './assert';
import type { Random } from './random';

/** FNV-1a over UTF-16 units: spreads a seed and a fork's name over 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}

/**
 * A repeatable generator: equal seeds give equal draws on every machine. Not for secrets.
 * Source: Chris Doty-Humphrey's sfc32 (PractRand).
 * @param seed any text; a number is taken as its decimal digits
 */
export function seededRandom(seed: string | number): Random {
  const name = String(seed);
  let a = hash(`a${name}`);
  let b = hash(`b${name}`);
  let c = hash(`c${name}`);
  let counter = 1;
  const uint32 = (): number => {
    const result = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + result;
    return result >>> 0;
  };
  for (let i = 0; i < 15; i += 1) uint32();
  return {
    uint32,
    below: (boundExclusive) => {
      assert(boundExclusive >= 1 && boundExclusive <= 2 ** 32, `bound out of range: ${boundExclusive}`);
      return Math.floor((uint32() / 2 ** 32) * boundExclusive);
    },
    fraction: () => uint32() / 2 ** 32,
    bytes: (count) => Uint8Array.from({ length: count }, () => uint32() & 0xff),
    fork: (child) => seededRandom(`${name}/${child}`),
  };
}
