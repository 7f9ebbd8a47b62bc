import type { Explained } from '@yak/broker';
import type { HttpEndpoint } from '@yak/control';
import type { JournalFilter, TransitionRecord } from '@yak/journal';

/** Which transitions a reader wants. */
export interface JournalQuery {
  /** Those after this sequence number (exclusive), oldest first; null: the newest. */
  readonly since: number | null;
  /** Most records. */
  readonly limit: number;
  readonly filter: JournalFilter;
}

/** A page of the journal, oldest first. */
export interface JournalPage {
  readonly records: readonly TransitionRecord[];
  /** Of the newest transition written, whether it passed the filter or not. */
  readonly lastSequence: number;
}

/** Another node, and where its HTTP answers. */
export interface RemoteNode {
  readonly node: string;
  readonly httpEndpoint: HttpEndpoint;
}

/** What the HTTP side of a server shows; each server fills it from the rooms that it put together. */
export interface HttpFacts {
  /** What this server calls itself to the others: `broker-1`. */
  readonly node: string;
  /** Whether the server serves, and facts about it for a person. */
  health(): { readonly isServing: boolean; readonly facts: Readonly<Record<string, unknown>> };
  /** Everything counted, in Prometheus' text format. */
  metrics(): Promise<{ readonly contentType: string; readonly text: string }>;
  journal(query: JournalQuery): JournalPage;
  /** The server that keeps the journal of a node which is not of this process; null where it is, or nobody knows it. */
  keeperOf(node: string): RemoteNode | null;
  /** Why something is in its state, or who would know. */
  explain(kind: string, id: string): Explained;
}

/** The Nest token under which HttpFacts is provided. */
export const HTTP_FACTS = Symbol('HttpFacts');
