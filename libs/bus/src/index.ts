export { BusError } from './bus-error';
export type { CoordinatorLink } from './coordinator-link';
export { InProcessCoordinatorLink } from './in-process-coordinator-link';
export { FileMetadataStore } from './file-metadata-store';
export { MemoryMetadataFile } from './memory-metadata-file';
export type { MetadataFile } from './ports';
export type {
  Expectation,
  MetadataBatch,
  MetadataChange,
  MetadataStore,
  MetadataUnit,
  MetadataWatch,
  UnitResult,
} from './metadata-store';
