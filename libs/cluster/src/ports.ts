import type { CoordinatorReply, CoordinatorRequest, CoordinatorVerb, MetadataRecord } from '@yak/control';

/** One key as the metadata feed brings it; `bus`'s StoredRecord fits. */
export interface FedRecord {
  readonly key: string;
  /** Null: deleted. */
  readonly record: MetadataRecord | null;
  readonly revision: number;
}

/** Changes that belong together, in the order of their revisions. */
export interface FedBatch {
  readonly changes: readonly FedRecord[];
  /** Newest revision after this batch. */
  readonly revision: number;
}

/** The way to the coordinator; `bus`'s CoordinatorLink fits. Rejects when nobody answers. */
export interface CoordinatorPort {
  request<Verb extends CoordinatorVerb>(
    verb: Verb,
    request: CoordinatorRequest<Verb>,
    timeoutMs?: number,
  ): Promise<CoordinatorReply<Verb>>;
}
