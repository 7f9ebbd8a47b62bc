import { usageError } from './cli-error';
import { type Column, renderTable } from './table';

/** How results are printed. `json` is one document, `ndjson` one line per item. */
export type OutputFormat = 'table' | 'json' | 'ndjson';
const FORMATS: readonly OutputFormat[] = ['table', 'json', 'ndjson'];

/** Reads `--output`; a CliError for anything unknown. */
export function outputFormat(text: string | undefined): OutputFormat {
  const format = FORMATS.find((known) => known === (text ?? 'table'));
  if (format === undefined) throw usageError(`--output ${text ?? ''}: use one of ${FORMATS.join(', ')}`);
  return format;
}

/** What a list of results looks like as a table. */
export interface Listing<Item> {
  /** Name of the JSON document: `TopicList`. */
  readonly kind: string;
  readonly columns: readonly Column[];
  readonly row: (item: Item) => readonly string[];
}

/** JSON text in which integers beyond 2^53 and offsets are the strings that the items already hold. */
const document = (kind: string, items: readonly unknown[]): string =>
  `${JSON.stringify({ apiVersion: 'yak/v1', kind, items }, null, 2)}\n`;

/** Prints items in the format, all at once. */
export function renderListing<Item>(format: OutputFormat, listing: Listing<Item>, items: readonly Item[]): string {
  switch (format) {
    case 'table':
      return renderTable(listing.columns, items.map(listing.row));
    case 'json':
      return document(listing.kind, items);
    case 'ndjson':
      return items.map((item) => `${JSON.stringify(item)}\n`).join('');
  }
}
