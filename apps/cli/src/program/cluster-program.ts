import type { Command } from 'commander';
import { clusterInfo } from '../commands/cluster';
import { flagsOf } from '../flag-kit';
import { runWithCluster } from '../run-command';

/** `yak-cli cluster …`. */
export function addClusterCommands(program: Command): void {
  program
    .command('cluster')
    .description('what the cluster is')
    .command('info')
    .description('its name, its controller, its brokers')
    .option('-o <format>', 'table, json or ndjson')
    .action((_: unknown, command: Command) => runWithCluster(flagsOf(command), (session) => clusterInfo(session)));
}
