/** The file under the in-process store; `storage`'s append-only file fits. Entries are framed, checked and torn tails cut below. */
export interface MetadataFile {
  /** What was in the file when it was opened, oldest first. */
  entries(): readonly Buffer[];
  /** All of them durable when it resolves. */
  append(entries: readonly Buffer[]): Promise<void>;
  /** Replaces the whole content, durably, in one step. */
  rewrite(entries: readonly Buffer[]): Promise<void>;
  readonly sizeInBytes: number;
}
