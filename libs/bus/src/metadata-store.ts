import type { MetadataRecord } from '@yak/control';

/** One key as it stands. */
export interface StoredRecord {
  readonly key: string;
  /** Null: deleted at this revision. */
  readonly record: MetadataRecord | null;
  /** Store-wide, strictly growing, ≥ 1. Only a token to compare with: it decides nothing (ARCHITECTURE §4). */
  readonly revision: number;
}

/** What must still be true of a key: its newest revision, or 0 for "does not exist, or is deleted". */
export interface Expectation {
  readonly key: string;
  readonly expectedRevision: number;
}

/** A put, or a deletion where `record` is null. */
export interface MetadataChange extends Expectation {
  readonly record: MetadataRecord | null;
}

/** Changes that happen together or not at all; `guards` are keys that must not have changed, though they are not written. */
export interface MetadataUnit {
  readonly changes: readonly MetadataChange[];
  readonly guards?: readonly Expectation[];
}

/** What became of a unit. On a conflict `revision` is the one the key really has (0: none): read again up to there, then decide anew. */
export type UnitResult =
  | { readonly kind: 'applied'; readonly revision: number }
  | { readonly kind: 'conflict'; readonly key: string; readonly revision: number };

/** Changes in the order of their revisions; never a part of a unit without the rest. */
export interface MetadataBatch {
  readonly changes: readonly StoredRecord[];
  /** Newest revision after this batch. */
  readonly revision: number;
}

/** Does not throw: whatever it throws stops the store. */
export type MetadataListener = (batch: MetadataBatch) => void;

/** A running watch. */
export interface MetadataWatch {
  stop(): void;
}

/** The metadata store as everybody sees it: a file in process, JetStream KV in the cluster. Methods reject with BusError. */
export interface MetadataStore {
  /** One key; null if it never was or is deleted. */
  read(key: string): Promise<StoredRecord | null>;
  /** All living keys that begin so, by revision. */
  list(prefix: string): Promise<readonly StoredRecord[]>;
  /** Compare-and-set, unit by unit, made durable in one append. Watches see it before the promise resolves. */
  write(units: readonly MetadataUnit[]): Promise<readonly UnitResult[]>;
  /**
   * Everything that changed after `fromRevision`, newest record per key first, then every change as it is made. From 0: the
   * whole store; the first batch comes even when it is empty. Rejects with YAK_BUS_POSITION_LOST where deletions since then are forgotten.
   */
  watch(fromRevision: number, listener: MetadataListener): Promise<MetadataWatch>;
}
