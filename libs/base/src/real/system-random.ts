import { randomBytes } from 'node:crypto';
import type { Random } from '../random';

const uint32 = (): number => randomBytes(4).readUInt32BE(0);

/** The operating system's generator; fit for identifiers and secrets. Forks share it. */
export const systemRandom: Random = {
  uint32,
  below: (boundExclusive) => Math.floor((uint32() / 2 ** 32) * boundExclusive),
  fraction: () => uint32() / 2 ** 32,
  bytes: (count) => randomBytes(count),
  fork: () => systemRandom,
};
