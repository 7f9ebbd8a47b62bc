/**
 * What failed, as a closed set:
 * - `YAK_STORAGE_IO`: the disk refused an operation; `errno` has its code (`EIO`, `ENOSPC`, …)
 * - `YAK_STORAGE_OFFLINE`: the log or its directory is offline since an earlier failure
 * - `YAK_STORAGE_CORRUPT`: bytes on disk are not what was written; they are not served
 * - `YAK_STORAGE_BACKLOG`: too many bytes wait for the disk; nothing was appended, a later try may do
 * - `YAK_STORAGE_LOCKED`: another process holds the directory
 * - `YAK_STORAGE_FOREIGN`: the directory belongs to another node or cluster, or the partition to another topic id
 * - `YAK_STORAGE_CLOSED`: asked after close
 */
export type StorageErrorCode =
  | 'YAK_STORAGE_IO'
  | 'YAK_STORAGE_OFFLINE'
  | 'YAK_STORAGE_CORRUPT'
  | 'YAK_STORAGE_BACKLOG'
  | 'YAK_STORAGE_LOCKED'
  | 'YAK_STORAGE_FOREIGN'
  | 'YAK_STORAGE_CLOSED';

/** The world failed: the disk, or what is on it. Peers are answered KAFKA_STORAGE_ERROR. */
export class StorageError extends Error {
  /** The operating system's code of the failure, such as `EIO`; null when none is behind it. */
  readonly errno: string | null;

  constructor(
    readonly code: StorageErrorCode,
    message: string,
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'StorageError';
    this.errno = errnoOf(cause);
  }
}

function errnoOf(cause: unknown): string | null {
  if (cause instanceof StorageError) return cause.errno;
  if (typeof cause !== 'object' || cause === null) return null;
  const code: unknown = (cause as { code?: unknown }).code;
  return typeof code === 'string' ? code : null;
}

/** A StorageError as it is; anything else wrapped as `YAK_STORAGE_IO` with the cause kept. */
export function storageErrorFrom(cause: unknown, doing: string): StorageError {
  if (cause instanceof StorageError) return cause;
  return new StorageError(
    'YAK_STORAGE_IO',
    `${doing} failed: ${cause instanceof Error ? cause.message : String(cause)}`,
    cause,
  );
}
