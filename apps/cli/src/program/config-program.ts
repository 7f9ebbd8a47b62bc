import type { Command } from 'commander';
import { configEntity, type ConfigEntity, describeConfig, describeProfile, setConfig } from '../commands/config';
import { collect, flagsOf } from '../flag-kit';
import { keyValues } from '../key-values';
import { runLocal, runWithCluster } from '../run-command';
import { write } from '../terminal';

interface EntityFlags {
  readonly entity?: string;
  readonly name?: string;
  readonly topic?: string;
  readonly broker?: string;
  readonly brokerDefaults?: boolean;
}

/** Reads whose settings are meant: `--topic t`, `--broker 1`, `--broker-defaults`, or `--entity … --name …`. */
export function entityOf(flags: EntityFlags): ConfigEntity {
  if (flags.topic !== undefined) return configEntity('topic', flags.topic);
  if (flags.broker !== undefined) return configEntity('broker', flags.broker);
  if (flags.brokerDefaults === true) return configEntity('broker', '');
  return configEntity(flags.entity ?? 'broker', flags.name);
}

const withEntity = (command: Command): Command =>
  command
    .option('--entity <kind>', 'topic or broker (default broker)')
    .option('--name <name>', 'the topic’s name, or the broker’s number; none: the defaults of all brokers')
    .option('-t, --topic <name>', 'the same as --entity topic --name …')
    .option('--broker <id>', 'the same as --entity broker --name …')
    .option('--broker-defaults', 'the defaults of all brokers');

const describe = (given: readonly string[], command: Command): Promise<void> => {
  const flags = flagsOf<EntityFlags & { all?: boolean; profile?: string }>(command);
  const { profile } = flags;
  if (profile !== undefined) {
    return runLocal(flags, ({ terminal, format }) => write(terminal.output, describeProfile(profile, format)));
  }
  return runWithCluster(flags, async (session) => {
    let entity = entityOf(flags);
    if (entity.type === 'broker' && entity.name === '' && flags.brokerDefaults !== true) {
      // Nobody was named: any broker can say what it runs with.
      const { brokers } = await session.cluster.describe([]);
      entity = { type: 'broker', name: String(brokers[0]?.brokerId ?? '') };
    }
    await describeConfig(session, entity, { isAll: flags.all ?? false, names: given.length === 0 ? null : given });
  });
};

const set = (given: readonly string[], command: Command): Promise<void> => {
  const flags = flagsOf<EntityFlags & { delete?: readonly string[]; dryRun?: boolean }>(command);
  return runWithCluster(flags, (session) =>
    setConfig(session, entityOf(flags), {
      set: keyValues('config set', given),
      remove: (flags.delete ?? []).flatMap((one) => one.split(',')),
      isDryRun: flags.dryRun ?? false,
    }),
  );
};

/** `yak-cli config …`. */
export function addConfigCommands(program: Command): void {
  const config = program.command('config').description('show and alter settings of brokers and topics');
  withEntity(config.command('describe [names...]').alias('desc'))
    .description('what is set away from its default; --all shows everything, names only these')
    .option('-a, --all', 'everything')
    .option('--profile <name>', 'what a profile sets: production, dev or test; needs no broker')
    .option('-o <format>', 'table, json or ndjson')
    .action((given: string[], _: unknown, command: Command) => describe(given, command));
  withEntity(config.command('set [settings...]'))
    .description('set settings (name=value), or bring them back to their default')
    .option('-d, --delete <name>', 'back to the default; repeatable', collect)
    .option('--dry-run', 'only ask whether it would work')
    .action((given: string[], _: unknown, command: Command) => set(given, command));
}
