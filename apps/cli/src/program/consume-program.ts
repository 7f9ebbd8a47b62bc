import type { AssignorName } from '@yak/client';
import type { Command } from 'commander';
import { usageError } from '../cli-error';
import { consume, type ConsumeRequest, sayWhereFrom } from '../commands/consume';
import { consumeGroup, type GroupConsumeRequest } from '../commands/consume-group';
import { collect, flagsOf, names } from '../flag-kit';
import { interruption } from '../interruption';
import { wholeNumber } from '../key-values';
import { parseOffset } from '../offset-grammar';
import { outputFormat } from '../output';
import { compileFormat, type RecordWriter } from '../record-format';
import { recordJson } from '../record-json';
import { type CommonFlags, runWithCluster } from '../run-command';

interface ConsumeFlags {
  readonly topic?: string;
  readonly fromBeginning?: boolean;
  readonly offset?: string;
  readonly maxMessages?: string;
  readonly format?: string;
  readonly exitEof?: boolean;
  readonly timeoutMs?: string;
  readonly partition?: readonly string[];
  readonly isolationLevel?: string;
  readonly group?: string;
  readonly assignor?: string;
}

const ASSIGNORS: readonly AssignorName[] = ['range', 'cooperative-sticky'];

const NEWLINE = Buffer.from('\n');
const NOTHING = Buffer.alloc(0);
const printValue: RecordWriter = (record, pieces) => pieces.push(record.value ?? NOTHING, NEWLINE);
const printJson: RecordWriter = (record, pieces) => pieces.push(Buffer.from(`${recordJson(record)}\n`));

const writerOf = (flags: CommonFlags & ConsumeFlags): RecordWriter => {
  if (flags.format === undefined) return outputFormat(flags.output) === 'table' ? printValue : printJson;
  if (flags.output !== undefined && flags.output !== 'table')
    throw usageError('--format and --output exclude each other');
  return compileFormat(flags.format);
};

const rangeOf = (flags: ConsumeFlags): ConsumeRequest['range'] => {
  if (flags.fromBeginning === true && flags.offset !== undefined)
    throw usageError('--from-beginning and --offset exclude each other');
  return parseOffset(flags.offset ?? (flags.fromBeginning === true ? 'start' : 'end'), Date.now());
};

const isolationOf = ({ isolationLevel = 'read_uncommitted' }: ConsumeFlags): ConsumeRequest['isolationLevel'] => {
  if (isolationLevel === 'read_uncommitted' || isolationLevel === 'read_committed') return isolationLevel;
  throw usageError(`--isolation-level ${isolationLevel}: use read_uncommitted or read_committed`);
};

const optionalNumber = (flag: string, text: string | undefined, minimum: number): number | null =>
  text === undefined ? null : wholeNumber(flag, text, { minimum });

/** Reads the flags of `consume`. @throws CliError (usage) */
export function consumeRequest(given: readonly string[], flags: CommonFlags & ConsumeFlags): ConsumeRequest {
  if (flags.assignor !== undefined) throw usageError('--assignor goes with --group');
  const partitions = flags.partition
    ?.flatMap((text) => text.split(','))
    .map((text) => wholeNumber('--partition', text, { minimum: 0 }));
  return {
    topics: names('topic', given, flags.topic),
    partitions: partitions ?? null,
    range: rangeOf(flags),
    recordsMax: optionalNumber('--max-messages', flags.maxMessages, 0),
    isEndingAtEnd: flags.exitEof ?? false,
    timeoutMs: optionalNumber('--timeout-ms', flags.timeoutMs, 0),
    isolationLevel: isolationOf(flags),
    print: writerOf(flags),
  };
}

/** Reads the flags of `consume --group`. @throws CliError (usage) */
export function groupConsumeRequest(
  given: readonly string[],
  flags: CommonFlags & ConsumeFlags & { readonly group: string },
): GroupConsumeRequest {
  const { group } = flags;
  if (group === '') throw usageError('--group: a group has a name');
  if (flags.partition !== undefined)
    throw usageError('--partition and --group exclude each other: a group shares the partitions out by itself');
  const { from, until } = rangeOf(flags);
  if ((from.kind !== 'start' && from.kind !== 'end') || until !== null)
    throw usageError(
      `--offset ${flags.offset ?? ''} with --group: a group goes on where it was; start and end are for partitions without ` +
        `a committed offset. To move it: yak-cli group reset-offsets ${group} …`,
    );
  const assignor = ASSIGNORS.find((known) => known === flags.assignor) ?? null;
  if (flags.assignor !== undefined && assignor === null)
    throw usageError(`--assignor ${flags.assignor}: use ${ASSIGNORS.join(' or ')}`);
  return {
    group,
    topics: names('topic', given, flags.topic),
    startAt: from.kind === 'start' ? 'earliest' : 'latest',
    recordsMax: optionalNumber('--max-messages', flags.maxMessages, 0),
    isEndingAtEnd: flags.exitEof ?? false,
    timeoutMs: optionalNumber('--timeout-ms', flags.timeoutMs, 0),
    isolationLevel: isolationOf(flags),
    assignor,
    print: writerOf(flags),
  };
}

/** `yak-cli consume`. */
export function addConsumeCommand(program: Command): void {
  program
    .command('consume [topics...]')
    .description('print records as they come')
    .option('--topic <name>', 'the topic, where it is no argument')
    .option('--from-beginning', 'from the first record on; the same as -o start')
    .option('-o, --offset <range>', 'start, end, 47, +2, -3, 10:20, :end, @2026-11-21T10:00:00Z, @-1h (default end)')
    .option('-n, --max-messages <count>', 'end after so many records')
    .option('-f, --format <template>', '%k %v %t %p %o %d %h{%k=%v } with \\n; %v{hex}, %d{rfc3339}')
    .option('-e, --exit-eof', 'end where the log ends now')
    .option('--timeout-ms <ms>', 'end after so long without a record; exit code 6 when there was none at all')
    .option('-p, --partition <number>', 'only this partition; repeatable', collect)
    .option('--isolation-level <level>', 'read_uncommitted or read_committed')
    .option('-g, --group <name>', 'as a member of this group: its share of the partitions, from where the group was')
    .option('--assignor <name>', 'with --group: range or cooperative-sticky (default both, the group chooses)')
    .action((given: string[], _: unknown, command: Command) => {
      const flags = flagsOf<ConsumeFlags>(command);
      const { group } = flags;
      if (group !== undefined)
        return runWithCluster(flags, (session) =>
          consumeGroup(session, groupConsumeRequest(given, { ...flags, group }), interruption),
        );
      return runWithCluster(flags, (session) => {
        const request = consumeRequest(given, flags);
        sayWhereFrom(session, request.range.from.kind === 'end');
        return consume(session, request);
      });
    });
}
