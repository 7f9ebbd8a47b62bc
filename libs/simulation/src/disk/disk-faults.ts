import type { Random } from '@yak/base';

/** An operation that may be made to fail. */
export interface FaultedOperation {
  readonly kind:
    | 'open'
    | 'read'
    | 'write'
    | 'sync'
    | 'truncate'
    | 'close'
    | 'stat'
    | 'list'
    | 'makeDirectory'
    | 'remove'
    | 'rename'
    | 'syncDirectory';
  readonly path: string;
  /** of a write */
  readonly sizeInBytes?: number;
}

/** Which operations fail. */
export interface DiskFaults {
  /** The errno that the operation fails with, or null. Asked once per operation, when it begins. */
  errnoOf(operation: FaultedOperation, random: Random): string | null;
  /** How many bytes of a failing write reach the file all the same. */
  shortWriteBytes(operation: FaultedOperation, random: Random): number;
}

/** A sound disk. */
export const noDiskFaults: DiskFaults = {
  errnoOf: () => null,
  shortWriteBytes: () => 0,
};

/** Errors of a disk that fails by chance. */
export interface FaultRates {
  /** chance in [0, 1] that a write fails with EIO, part of it done */
  readonly writeError?: number;
  readonly writeNoSpace?: number;
  readonly syncError?: number;
  readonly readError?: number;
}

/** Faults that strike by chance, drawn from the disk's Random. */
export function randomDiskFaults(rates: FaultRates): DiskFaults {
  return {
    errnoOf: (operation, random) => {
      const draw = random.fraction();
      if (operation.kind === 'write') return writeErrno(draw, rates);
      if (operation.kind === 'sync' || operation.kind === 'syncDirectory')
        return draw < (rates.syncError ?? 0) ? 'EIO' : null;
      if (operation.kind === 'read') return draw < (rates.readError ?? 0) ? 'EIO' : null;
      return null;
    },
    shortWriteBytes: (operation, random) => random.below((operation.sizeInBytes ?? 0) + 1),
  };
}

function writeErrno(draw: number, { writeError = 0, writeNoSpace = 0 }: FaultRates): string | null {
  if (draw < writeError) return 'EIO';
  return draw < writeError + writeNoSpace ? 'ENOSPC' : null;
}

/** Fails every operation of one kind, from now on. `shortWriteBytes` of a failing write are done. */
export function failing(
  kind: FaultedOperation['kind'],
  errno: string,
  options: { readonly shortWriteBytes?: number; readonly path?: RegExp } = {},
): DiskFaults {
  const isMeant = (operation: FaultedOperation): boolean =>
    operation.kind === kind && (options.path?.test(operation.path) ?? true);
  return {
    errnoOf: (operation) => (isMeant(operation) ? errno : null),
    shortWriteBytes: (operation) =>
      isMeant(operation) ? Math.min(options.shortWriteBytes ?? 0, operation.sizeInBytes ?? 0) : 0,
  };
}
