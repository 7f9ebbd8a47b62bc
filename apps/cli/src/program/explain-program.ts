import type { Command } from 'commander';
import { explain, type ExplainedKind } from '../commands/explain';
import { flagsOf } from '../flag-kit';
import { httpAddress, httpSource } from '../http-source';
import { runLocal } from '../run-command';

/** `yak-cli explain …`: asks over HTTP. */
export function addExplainCommands(program: Command): void {
  const command = program.command('explain').description('why something is in its state, in sentences; asks over HTTP');
  const add = (kind: ExplainedKind, argument: string, description: string): void => {
    command
      .command(`${kind} <${argument}>`)
      .description(description)
      .option('-o <format>', 'table, json or ndjson')
      .action((id: string, _: unknown, given: Command) => {
        const flags = flagsOf<{ http?: string }>(given);
        return runLocal(flags, (session) =>
          explain(session, httpSource(httpAddress(flags.http, process.env)), { kind, id }),
        );
      });
  };
  add('group', 'name', 'its state, its members, and what it waits for');
  add('partition', 'topic-number', 'its role on the broker that answers, epoch, ISR, high watermark (orders-3)');
}
