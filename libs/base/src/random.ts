/** Chance as a port. A fork has a stream of its own, so that one more draw in one place shifts no other place. */
export interface Random {
  /** An integer in [0, 2^32). */
  uint32(): number;
  /** An integer in [0, boundExclusive); boundExclusive in [1, 2^32]. */
  below(boundExclusive: number): number;
  /** A number in [0, 1). */
  fraction(): number;
  /** `count` random bytes. */
  bytes(count: number): Uint8Array;
  /** A generator of its own for one subsystem, named so that equal seeds and names give equal streams. */
  fork(name: string): Random;
}
