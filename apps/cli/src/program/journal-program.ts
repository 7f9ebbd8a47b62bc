import type { Command } from 'commander';
import { followJournal, type JournalRequest, showJournal } from '../commands/journal';
import { flagsOf } from '../flag-kit';
import { httpAddress, httpSource } from '../http-source';
import { wholeNumber } from '../key-values';
import { runLocal } from '../run-command';

interface JournalFlags {
  readonly http?: string;
  readonly since?: string;
  readonly limit?: string;
  readonly machine?: string;
  readonly id?: string;
  readonly node?: string;
  readonly follow?: boolean;
}

const ASKED_EVERY_MS = 300;

/** The request that the flags make; a CliError (usage) for numbers that are none. */
export function journalRequest({ since, limit, machine, id, node }: JournalFlags): JournalRequest {
  return {
    since: since === undefined ? null : wholeNumber('--since', since, { minimum: 0 }),
    limit: limit === undefined ? null : wholeNumber('--limit', limit, { minimum: 1, maximum: 10_000 }),
    ...(machine === undefined ? {} : { machine }),
    ...(id === undefined ? {} : { id }),
    ...(node === undefined ? {} : { node }),
  };
}

const pause = (): Promise<boolean> =>
  new Promise((resolve) => {
    setTimeout(() => resolve(true), ASKED_EVERY_MS);
  });

/** `yak-cli journal`: asks over HTTP. */
export function addJournalCommand(program: Command): void {
  program
    .command('journal')
    .description('what the machines of the cluster did, and why; asks over HTTP')
    .option('--machine <name>', 'of one kind of machine: classic-group, partition-replica …')
    .option('--id <id>', 'of one of its kind: a group, orders-3')
    .option('--node <name>', 'of one node: broker-1, coordinator-1')
    .option('--since <sequence>', 'what came after this sequence number, instead of the newest')
    .option('-n, --limit <count>', 'at most so many')
    .option('-f, --follow', 'and everything that comes, until interrupted')
    .option('-o <format>', 'table, json or ndjson')
    .action((_: unknown, command: Command) => {
      const flags = flagsOf<JournalFlags>(command);
      return runLocal(flags, (session) => {
        const source = httpSource(httpAddress(flags.http, process.env));
        const request = journalRequest(flags);
        return flags.follow === true
          ? followJournal(session, source, request, pause)
          : showJournal(session, source, request);
      });
    });
}
