import type { Cluster } from './cluster';
import { type Listing, type OutputFormat, renderListing } from './output';
import { type Terminal, write } from './terminal';

/** What a command works with: the cluster, the terminal, and how to print. */
export interface Session<Client extends Cluster = Cluster> {
  readonly cluster: Client;
  readonly terminal: Terminal;
  readonly format: OutputFormat;
  /** Milliseconds a broker may take for an admin request. */
  readonly timeoutMs: number;
}

/** Prints results on stdout. */
export async function print<Item>(
  session: Pick<Session, 'terminal' | 'format'>,
  listing: Listing<Item>,
  items: readonly Item[],
): Promise<void> {
  await write(session.terminal.output, renderListing(session.format, listing, items));
}

/** Says something that is no result: on stderr. */
export function say(session: Pick<Session, 'terminal'>, text: string): void {
  session.terminal.errors.write(`${text}\n`);
}
