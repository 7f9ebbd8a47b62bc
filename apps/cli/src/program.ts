import { Command, Option } from 'commander';
import { collect } from './flag-kit';
import { addClusterCommands } from './program/cluster-program';
import { addConfigCommands } from './program/config-program';
import { addConsumeCommand } from './program/consume-program';
import { addExplainCommands } from './program/explain-program';
import { addJournalCommand } from './program/journal-program';
import { addGroupCommands } from './program/group-program';
import { addLogCommands } from './program/log-program';
import { addProduceCommand } from './program/produce-program';
import { addTopicCommands } from './program/topic-program';

const EPILOGUE = `
Exit codes: 0 done, 1 failed, 2 usage, 3 partly failed, 4 not found, 5 not authorised, 6 unreachable or too late,
7 refused by state, 130 interrupted. Results go to stdout, everything else to stderr.`;

/** The whole of yak-cli as commander sees it. */
export function buildProgram(version: string): Command {
  const program = new Command('yak-cli')
    .description('Speaks to a YAK cluster, or to any Kafka.')
    .version(version)
    .option('-b, --bootstrap-server <host:port>', 'where a broker is (default localhost:9092)')
    .addOption(new Option('--brokers <host:port>', 'the same').hideHelp())
    .option('--command-config <file>', 'client settings in a properties file')
    .option('-X <name=value>', 'one client setting; repeatable', collect)
    .option('--http <address>', 'where a broker’s HTTP is, for explain and journal (default http://127.0.0.1:8080)')
    .option('--output <format>', 'table, json or ndjson')
    .option('--no-color', 'no colours (also with NO_COLOR)')
    .option('-q, --quiet', 'no progress')
    .showHelpAfterError('(--help shows what there is)')
    .showSuggestionAfterError()
    .addHelpText('after', EPILOGUE)
    .exitOverride();
  for (const add of [
    addTopicCommands,
    addProduceCommand,
    addConsumeCommand,
    addGroupCommands,
    addClusterCommands,
    addConfigCommands,
    addLogCommands,
    addExplainCommands,
    addJournalCommand,
  ]) {
    add(program);
  }
  return program;
}
