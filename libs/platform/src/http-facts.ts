/** One ndjson line of the journal. */
export interface JournalLine {
  readonly sequence: number;
  readonly machine: string;
}

/** What the HTTP side of a server shows; each server fills it from the rooms that it put together. */
export interface HttpFacts {
  /** Whether the server serves, and facts about it for a person. */
  health(): { readonly isServing: boolean; readonly facts: Readonly<Record<string, unknown>> };
  /** Everything counted, in Prometheus' text format. */
  metrics(): Promise<{ readonly contentType: string; readonly text: string }>;
  /** Transitions after a sequence number (exclusive), oldest first; of one machine when named. */
  journal(since: number, machine: string | null): readonly JournalLine[];
}

/** The Nest token under which HttpFacts is provided. */
export const HTTP_FACTS = Symbol('HttpFacts');
