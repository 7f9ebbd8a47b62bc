import type { Command } from 'commander';
import { fileSystemDisk } from '@yak/storage';
import { dumpLogs, verifyLogs } from '../commands/log';
import { flagsOf } from '../flag-kit';
import { runLocal } from '../run-command';

/** `yak-cli log …`: reads files, needs no broker. */
export function addLogCommands(program: Command): void {
  const log = program.command('log').description('read segment files, YAK’s and Kafka’s; needs no broker');
  log
    .command('dump <paths...>')
    .description('every batch of segment files (or of the directories that hold them)')
    .option('-r, --records', 'every record too')
    .option('-o <format>', 'table or ndjson')
    .action((paths: string[], _: unknown, command: Command) => {
      const flags = flagsOf<{ records?: boolean }>(command);
      return runLocal(flags, (session) =>
        dumpLogs(session, fileSystemDisk, { paths, withRecords: flags.records ?? false }),
      );
    });
  log
    .command('verify <paths...>')
    .description('check every batch, record and index entry; exit code 1 when anything is wrong')
    .option('-o <format>', 'table, json or ndjson')
    .action((paths: string[], _: unknown, command: Command) =>
      runLocal(flagsOf(command), (session) => verifyLogs(session, fileSystemDisk, paths)),
    );
}
