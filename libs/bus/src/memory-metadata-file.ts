import type { MetadataFile } from './ports';

/** A metadata file that lives as long as its process: for clusters in memory, and for tests. */
export class MemoryMetadataFile implements MetadataFile {
  #entries: Buffer[] = [];

  get sizeInBytes(): number {
    return this.#entries.reduce((sum, entry) => sum + entry.length, 0);
  }

  entries(): readonly Buffer[] {
    return this.#entries;
  }

  append(entries: readonly Buffer[]): Promise<void> {
    this.#entries.push(...entries);
    return Promise.resolve();
  }

  rewrite(entries: readonly Buffer[]): Promise<void> {
    this.#entries = [...entries];
    return Promise.resolve();
  }
}
