import { fileSystemDisk } from '@yak/storage';
import type { Command } from 'commander';
import { CliError, usageError } from '../cli-error';
import { deleteGroups, describeGroups, listGroups, showLag, showMembers, watchLag } from '../commands/group';
import { deleteOffsets, resetOffsets, type ResetRequest } from '../commands/group-reset';
import { ExitCode } from '../exit-code';
import { collect, flagsOf, names } from '../flag-kit';
import { type TopicScope, topicScopes } from '../group-scope';
import { wholeNumber } from '../key-values';
import { parseResetFile } from '../reset-file';
import type { ResetWay } from '../reset-plan';
import { runWithCluster } from '../run-command';
import { dateTimeMs, durationMs } from '../time-grammar';

/** The flags of `group reset-offsets`, as they were typed. */
export interface ResetFlags {
  readonly group?: string;
  readonly topic?: readonly string[];
  readonly allTopics?: boolean;
  readonly toEarliest?: boolean;
  readonly toLatest?: boolean;
  readonly toCurrent?: boolean;
  readonly toOffset?: string;
  readonly shiftBy?: string;
  readonly toDatetime?: string;
  readonly byDuration?: string;
  readonly fromFile?: string;
  readonly execute?: boolean;
  readonly dryRun?: boolean;
  readonly export?: boolean;
}

const WAYS =
  '--to-earliest, --to-latest, --to-current, --to-offset, --shift-by, --to-datetime, --by-duration or --from-file';
const DEFAULT_WATCH_SECONDS = 2;

/** Every way that the flags name. */
const waysOf = (flags: ResetFlags, nowMs: number): readonly ResetWay[] => [
  ...(flags.toEarliest === true ? [{ kind: 'earliest' } as const] : []),
  ...(flags.toLatest === true ? [{ kind: 'latest' } as const] : []),
  ...(flags.toCurrent === true ? [{ kind: 'current' } as const] : []),
  ...(flags.toOffset === undefined
    ? []
    : [{ kind: 'offset', offset: wholeNumber('--to-offset', flags.toOffset, { minimum: 0 }) } as const]),
  ...(flags.shiftBy === undefined
    ? []
    : [{ kind: 'shift', by: wholeNumber('--shift-by', flags.shiftBy, { minimum: Number.MIN_SAFE_INTEGER }) } as const]),
  ...(flags.toDatetime === undefined
    ? []
    : [{ kind: 'time', timestampMs: dateTimeMs('--to-datetime', flags.toDatetime) } as const]),
  ...(flags.byDuration === undefined
    ? []
    : [{ kind: 'time', timestampMs: Math.max(0, nowMs - durationMs('--by-duration', flags.byDuration)) } as const]),
];

/** Which topics: those of --topic, or all of the group's (null). */
const scopesOf = (flags: ResetFlags): readonly TopicScope[] | null => {
  const isAll = flags.allTopics === true;
  if (isAll && flags.topic !== undefined) throw usageError('--topic and --all-topics exclude each other');
  if (flags.topic !== undefined) return topicScopes(flags.topic);
  if (!isAll) throw usageError('which topics? --topic orders, --topic orders:0,1 or --all-topics of the group');
  return null;
};

const fromFile = (flags: ResetFlags, group: string, file: string): Pick<ResetRequest, 'way' | 'scopes'> => {
  if (flags.allTopics === true || flags.topic !== undefined)
    throw usageError('--from-file says itself which partitions: no --topic beside it');
  const lines = parseResetFile(file, group);
  const offsets = new Map([...lines].map(([key, { offset }]) => [key, offset]));
  const scopes = topicScopes([...lines.values()].map(({ topic, partition }) => `${topic}:${partition}`));
  return { way: { kind: 'file', offsets }, scopes };
};

/**
 * Reads the flags of `group reset-offsets`.
 * @param file text of the file that --from-file names; null: none
 * @throws CliError (usage)
 */
export function resetRequest(
  given: readonly string[],
  flags: ResetFlags,
  file: string | null,
  nowMs: number,
): ResetRequest {
  const [group = '', second] = names('group', given, flags.group);
  if (second !== undefined) throw usageError('one group at a time');
  if (flags.execute === true && flags.dryRun === true) throw usageError('--execute and --dry-run exclude each other');
  const ways = waysOf(flags, nowMs);
  if (ways.length + (file === null ? 0 : 1) !== 1) throw usageError(`where to? One of ${WAYS}`);
  const rest = { group, isExecuted: flags.execute ?? false, isExport: flags.export ?? false };
  if (ways[0] !== undefined) return { ...rest, way: ways[0], scopes: scopesOf(flags) };
  return { ...rest, ...fromFile(flags, group, file ?? '') };
}

const readFile = async (path: string): Promise<string> => {
  const bytes = await fileSystemDisk.readWholeFile(path);
  if (bytes === null) throw new CliError(ExitCode.NOT_FOUND, `--from-file: ${path} does not exist`);
  return bytes.toString('utf8');
};

const reset = (given: string | undefined, command: Command): Promise<void> => {
  const flags = flagsOf<ResetFlags>(command);
  return runWithCluster(flags, async (session) => {
    const file = flags.fromFile === undefined ? null : await readFile(flags.fromFile);
    await resetOffsets(session, resetRequest(given === undefined ? [] : [given], flags, file, Date.now()));
  });
};

const lists = (texts: readonly string[] | undefined): string[] =>
  (texts ?? []).flatMap((text) => text.split(',')).map((text) => text.trim());

interface LagFlags {
  readonly group?: string;
  readonly partitions?: boolean;
  readonly watch?: string | boolean;
  readonly count?: string;
}

/** Seconds between two rounds of --watch; null: once. @throws CliError (usage) */
export function watchSeconds(flags: Pick<LagFlags, 'watch' | 'count'>): number | null {
  const { watch } = flags;
  if (watch === undefined || watch === false) {
    if (flags.count !== undefined) throw usageError('--count goes with --watch');
    return null;
  }
  return watch === true ? DEFAULT_WATCH_SECONDS : wholeNumber('--watch', watch, { minimum: 1, maximum: 86_400 });
}

const lag = (given: readonly string[], command: Command): Promise<void> => {
  const flags = flagsOf<LagFlags>(command);
  return runWithCluster(flags, async (session) => {
    const request = {
      groups: flags.group === undefined ? given : [...given, ...flags.group.split(',')],
      isByPartition: flags.partitions ?? false,
    };
    const seconds = watchSeconds(flags);
    if (seconds === null) {
      await showLag(session, request);
      return;
    }
    if (session.format === 'json') throw usageError('--watch prints one document after the other: use --output ndjson');
    await watchLag(session, request, {
      rounds: flags.count === undefined ? null : wholeNumber('--count', flags.count, { minimum: 1 }),
      pause: () => new Promise((resolve) => setTimeout(resolve, seconds * 1_000)),
    });
  });
};

const withGroups = (command: Command): Command =>
  command
    .option('-g, --group <name>', 'the group, where it is no argument')
    .option('-o <format>', 'table, json or ndjson');

const addReadingCommands = (group: Command): void => {
  group
    .command('list')
    .alias('ls')
    .description('the groups of the whole cluster')
    .option('--state <names>', 'only those in these states: Stable, Empty, PreparingRebalance, …', collect)
    .option('--type <names>', 'only those of these types: classic, consumer', collect)
    .option('-o <format>', 'table, json or ndjson')
    .action((_: unknown, command: Command) => {
      const flags = flagsOf<{ state?: string[]; type?: string[] }>(command);
      return runWithCluster(flags, (session) =>
        listGroups(session, { states: lists(flags.state), types: lists(flags.type) }),
      );
    });
  withGroups(group.command('describe [groups...]').alias('desc'))
    .description('state, committed offsets and lag of every partition')
    .action((given: string[], _: unknown, command: Command) => {
      const flags = flagsOf<{ group?: string }>(command);
      return runWithCluster(flags, (session) => describeGroups(session, names('group', given, flags.group)));
    });
  withGroups(group.command('members [groups...]'))
    .description('who is in a group, and what each of them reads')
    .action((given: string[], _: unknown, command: Command) => {
      const flags = flagsOf<{ group?: string }>(command);
      return runWithCluster(flags, (session) => showMembers(session, names('group', given, flags.group)));
    });
  withGroups(group.command('lag [groups...]'))
    .description('how far groups are behind, by topic; all groups where none is named')
    .option('--partitions', 'by partition')
    .option('-w, --watch [seconds]', `again and again (default every ${DEFAULT_WATCH_SECONDS} s); Ctrl-C ends`)
    .option('-n, --count <rounds>', 'with --watch: end after so many')
    .action((given: string[], _: unknown, command: Command) => lag(given, command));
};

const addResetCommand = (group: Command): void => {
  withGroups(group.command('reset-offsets [group]').alias('seek'))
    .description('set how far a group has come; shows the plan only, --execute does it')
    .option('-t, --topic <topic[:partitions]>', 'orders or orders:0,1; repeatable', collect)
    .option('--all-topics', 'every topic that the group has offsets of')
    .option('--to-earliest', 'the start of the log')
    .option('--to-latest', 'the end of the log')
    .option('--to-current', 'where it is; the end where it never committed')
    .option('--to-offset <offset>', 'this offset')
    .option('--shift-by <count>', 'so many further, or back where it is negative')
    .option(
      '--to-datetime <time>',
      'the first record at or after: 2026-11-21T10:00:00.000, UTC unless it says another zone',
    )
    .option('--by-duration <duration>', 'the first record of the last PT1H30M, P2D or 90m')
    .option('--from-file <file>', 'lines of topic,partition,offset, as --export writes them')
    .option('--dry-run', 'only show the plan (the default)')
    .option('--execute', 'do it')
    .option('--export', 'print the plan as lines for --from-file')
    .action((given: string | undefined, _: unknown, command: Command) => reset(given, command));
};

const addDeletingCommands = (group: Command): void => {
  withGroups(group.command('delete [groups...]').alias('rm'))
    .description('delete groups without members, with their offsets')
    .option('-y, --yes', 'do not ask')
    .action((given: string[], _: unknown, command: Command) => {
      const flags = flagsOf<{ group?: string; yes?: boolean }>(command);
      return runWithCluster(flags, (session) =>
        deleteGroups(session, { groups: names('group', given, flags.group), isYes: flags.yes ?? false }),
      );
    });
  withGroups(group.command('delete-offsets [group]'))
    .description('forget how far a group came in topics that it reads no more')
    .option('-t, --topic <topic[:partitions]>', 'orders or orders:0,1; repeatable', collect)
    .option('-y, --yes', 'do not ask')
    .action((given: string | undefined, _: unknown, command: Command) => {
      const flags = flagsOf<{ group?: string; topic?: string[]; yes?: boolean }>(command);
      return runWithCluster(flags, (session) => {
        const [name] = names('group', given === undefined ? [] : [given], flags.group);
        if (flags.topic === undefined) throw usageError('which topics? --topic orders, or --topic orders:0,1');
        const scopes = topicScopes(flags.topic);
        return deleteOffsets(session, { group: name ?? '', scopes, isYes: flags.yes ?? false });
      });
    });
};

/** `yak-cli group …`. */
export function addGroupCommands(program: Command): void {
  const group = program
    .command('group')
    .alias('groups')
    .description('list, describe, reset and delete consumer groups');
  addReadingCommands(group);
  addResetCommand(group);
  addDeletingCommands(group);
}
