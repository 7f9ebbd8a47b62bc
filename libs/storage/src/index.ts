export type { Disk, DiskEntry, DiskFile, DiskLock, OpenMode } from './disk';
export { StorageError, type StorageErrorCode } from './storage-error';
export { defaultLogSettings, type LogSettings } from './log-settings';
export type { LogReadRequest, LogSlice, PartitionLog, TimestampedOffset } from './partition-log';
export {
  type DirectoryLog,
  type FlushMode,
  LogDirectory,
  type LogDirectoryLimits,
  type LogDirectoryOptions,
  type RecoveryReport,
} from './log-directory';
export { AppendOnlyFile, type AppendOnlyFileOptions } from './append-only-file';
