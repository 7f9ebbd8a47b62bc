import type { Command } from 'commander';
import { usageError } from '../cli-error';
import {
  addPartitions,
  alterTopicConfig,
  createTopics,
  deleteTopics,
  describeTopics,
  listTopics,
} from '../commands/topic';
import { collect, flagsOf, names } from '../flag-kit';
import { keyValues, wholeNumber } from '../key-values';
import { runWithCluster } from '../run-command';

const INT32_MAX = 2 ** 31 - 1;
const INT16_MAX = 2 ** 15 - 1;

/** Reads `1:2,2:1`: the brokers of partition 0, of partition 1, and so on. */
export function replicaAssignment(text: string | undefined): readonly (readonly number[])[] | null {
  if (text === undefined) return null;
  return text
    .split(',')
    .map((replicas) =>
      replicas.split(':').map((id) => wholeNumber('--replica-assignment', id, { minimum: 0, maximum: INT32_MAX })),
    );
}

interface CreateFlags {
  readonly topic?: string;
  readonly partitions?: string;
  readonly replicationFactor?: string;
  readonly replicas?: string;
  readonly config?: readonly string[];
  readonly replicaAssignment?: string;
  readonly ifNotExists?: boolean;
  readonly dryRun?: boolean;
}

const create = async (given: readonly string[], command: Command): Promise<void> => {
  const flags = flagsOf<CreateFlags>(command);
  await runWithCluster(flags, (session) => {
    const factor = flags.replicationFactor ?? flags.replicas;
    return createTopics(session, {
      topics: names('topic', given, flags.topic),
      partitions:
        flags.partitions === undefined
          ? -1
          : wholeNumber('--partitions', flags.partitions, { minimum: 1, maximum: INT32_MAX }),
      replicationFactor:
        factor === undefined ? -1 : wholeNumber('--replication-factor', factor, { minimum: 1, maximum: INT16_MAX }),
      configs: keyValues('--config', flags.config ?? []),
      assignment: replicaAssignment(flags.replicaAssignment),
      isDryRun: flags.dryRun ?? false,
      isFineIfThere: flags.ifNotExists ?? false,
    });
  });
};

const remove = async (given: readonly string[], command: Command): Promise<void> => {
  const flags = flagsOf<{ topic?: string; yes?: boolean; ifExists?: boolean }>(command);
  await runWithCluster(flags, (session) =>
    deleteTopics(session, {
      topics: names('topic', given, flags.topic),
      isYes: flags.yes ?? false,
      isFineIfGone: flags.ifExists ?? false,
    }),
  );
};

const describe = async (given: readonly string[], command: Command): Promise<void> => {
  const flags = flagsOf<{ topic?: string }>(command);
  await runWithCluster(flags, async (session) => {
    const consumer = session.cluster.consumer();
    await describeTopics(session, names('topic', given, flags.topic), async (topic, partition) => ({
      start: await consumer.resolve(topic, partition, 'earliest'),
      end: await consumer.resolve(topic, partition, 'latest'),
    }));
  });
};

const grow = async (given: string | undefined, command: Command): Promise<void> => {
  const flags = flagsOf<{ topic?: string; partitions?: string; num?: string; dryRun?: boolean }>(command);
  await runWithCluster(flags, (session) => {
    const [topic] = names('topic', given === undefined ? [] : [given], flags.topic);
    if ((flags.partitions === undefined) === (flags.num === undefined)) {
      throw usageError('how many? Write --partitions for the total, or --num for how many more');
    }
    const bounds = { minimum: 1, maximum: INT32_MAX };
    return addPartitions(session, {
      topic: topic ?? '',
      total: flags.partitions === undefined ? null : wholeNumber('--partitions', flags.partitions, bounds),
      more: flags.num === undefined ? null : wholeNumber('--num', flags.num, bounds),
      isDryRun: flags.dryRun ?? false,
    });
  });
};

interface AlterFlags {
  readonly topic?: string;
  readonly set?: readonly string[];
  readonly config?: readonly string[];
  readonly delete?: readonly string[];
  readonly dryRun?: boolean;
}

const alter = async (given: string | undefined, settings: readonly string[], command: Command): Promise<void> => {
  const flags = flagsOf<AlterFlags>(command);
  // With --topic the first word is a setting already.
  const [topic, words] =
    flags.topic === undefined ? [given, settings] : [flags.topic, given === undefined ? [] : [given, ...settings]];
  await runWithCluster(flags, (session) => {
    const [name] = names('topic', topic === undefined ? [] : [topic], undefined);
    return alterTopicConfig(session, name ?? '', {
      set: keyValues('--set', [...words, ...(flags.set ?? []), ...(flags.config ?? [])]),
      remove: (flags.delete ?? []).flatMap((one) => one.split(',')),
      isDryRun: flags.dryRun ?? false,
    });
  });
};

/** `yak-cli topic …`. */
export function addTopicCommands(program: Command): void {
  const topic = program.command('topic').alias('topics').description('create, list, describe, delete and alter topics');
  topic
    .command('create [topics...]')
    .description('create topics; answers when their leaders can serve')
    .option('--topic <name>', 'the topic, where it is no argument')
    .option('-p, --partitions <count>', 'how many partitions (default: the broker’s num.partitions)')
    .option('-r, --replication-factor <count>', 'how many replicas (default: the broker’s default.replication.factor)')
    .option('--replicas <count>', 'the same')
    .option('-c, --config <name=value>', 'a setting of the topic; repeatable', collect)
    .option('--replica-assignment <list>', 'brokers of each partition, by hand: 1:2,2:1')
    .option('--if-not-exists', 'an existing topic is fine')
    .option('--dry-run', 'only ask whether it would work')
    .option('-o <format>', 'table, json or ndjson')
    .action((given: string[], _: unknown, command: Command) => create(given, command));
  topic
    .command('list')
    .alias('ls')
    .description('list topics')
    .option('-i, --internal', 'internal topics too')
    .option('-o <format>', 'table, json or ndjson')
    .action((_: unknown, command: Command) => {
      const flags = flagsOf<{ internal?: boolean }>(command);
      return runWithCluster(flags, (session) => listTopics(session, { withInternal: flags.internal ?? false }));
    });
  topic
    .command('describe [topics...]')
    .alias('desc')
    .description('leaders, replicas and offsets of every partition')
    .option('--topic <name>', 'the topic, where it is no argument')
    .option('-o <format>', 'table, json or ndjson')
    .action((given: string[], _: unknown, command: Command) => describe(given, command));
  topic
    .command('delete [topics...]')
    .alias('rm')
    .description('delete topics with all that is in them')
    .option('--topic <name>', 'the topic, where it is no argument')
    .option('-y, --yes', 'do not ask')
    .option('--if-exists', 'a missing topic is fine')
    .option('-o <format>', 'table, json or ndjson')
    .action((given: string[], _: unknown, command: Command) => remove(given, command));
  addAlteringCommands(topic);
}

const addAlteringCommands = (topic: Command): void => {
  topic
    .command('add-partitions [topic]')
    .description('give a topic more partitions')
    .option('--topic <name>', 'the topic, where it is no argument')
    .option('-p, --partitions <total>', 'how many it shall have')
    .option('-n, --num <count>', 'how many more')
    .option('--dry-run', 'only ask whether it would work')
    .option('-o <format>', 'table, json or ndjson')
    .action((given: string | undefined, _: unknown, command: Command) => grow(given, command));
  topic
    .command('alter-config [topic] [settings...]')
    .description('set settings of a topic (name=value), or bring them back to their default')
    .option('--topic <name>', 'the topic, where it is no argument')
    .option('-s, --set <name=value>', 'a setting; repeatable', collect)
    .option('-c, --config <name=value>', 'the same', collect)
    .option('-d, --delete <name>', 'back to the default; repeatable', collect)
    .option('--dry-run', 'only ask whether it would work')
    .action((given: string | undefined, settings: string[], _: unknown, command: Command) =>
      alter(given, settings, command),
    );
};
