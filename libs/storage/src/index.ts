export type { Disk, DiskEntry, DiskFile, DiskLock, OpenMode } from './disk';
export { fileSystemDisk } from './fs/file-system-disk';
export { StorageError, type StorageErrorCode } from './storage-error';
export { defaultLogSettings, type LogSettings } from './log-settings';
export type { LogReadRequest, LogSlice, PartitionLog, TimestampedOffset } from './partition-log';
export {
  type DirectoryLog,
  type FlushMode,
  LogDirectory,
  type LogDirectoryLimits,
  type LogDirectoryOptions,
  type LogToCreate,
  type RecoveryReport,
} from './log-directory';
export { makeDirectoryDurably } from './directory/make-directory-durably';
export { AppendOnlyFile, type AppendOnlyFileOptions } from './append-only-file';
export { type DumpedBatch, type DumpedSegment, dumpSegment } from './tools/dump-segment';
export { type LogFinding, type LogVerification, verifyLog } from './tools/verify-log';
