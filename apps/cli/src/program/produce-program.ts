import type { Command } from 'commander';
import { type Codec, CODECS } from '@yak/records';
import { usageError } from '../cli-error';
import { acksOf, produce } from '../commands/produce';
import { collect, flagsOf } from '../flag-kit';
import { wholeNumber } from '../key-values';
import { produceHeader, readSeparator } from '../produce-line';
import { runWithCluster } from '../run-command';

interface ProduceFlags {
  readonly topic?: string;
  readonly keySeparator?: string;
  readonly key?: string;
  readonly header?: readonly string[];
  readonly codec?: string;
  readonly acks?: string;
  readonly idempotent?: boolean;
  readonly partition?: string;
  readonly tombstone?: boolean;
  readonly timestamp?: string;
}

const codecOf = (text: string): Codec => {
  const codec = CODECS.find((known) => known === text);
  if (codec === undefined) throw usageError(`--codec ${text}: use one of ${CODECS.join(', ')}`);
  return codec;
};

const run = async (first: string | undefined, rest: readonly string[], command: Command): Promise<void> => {
  const flags = flagsOf<ProduceFlags>(command);
  const topic = flags.topic ?? first;
  // With --topic the first word is a value already.
  const values = flags.topic === undefined || first === undefined ? rest : [first, ...rest];
  await runWithCluster(flags, (session) => {
    if (topic === undefined) throw usageError('which topic? Write its name, or --topic');
    return produce(session, {
      topic,
      values,
      rules: {
        separator: flags.keySeparator === undefined ? null : readSeparator(flags.keySeparator),
        key: flags.key === undefined ? null : Buffer.from(flags.key),
        isEmptyTombstone: flags.tombstone ?? false,
      },
      headers: (flags.header ?? []).map(produceHeader),
      codec: codecOf(flags.codec ?? 'none'),
      acks: acksOf(flags.acks ?? 'all'),
      isIdempotent: flags.idempotent ?? false,
      partition: flags.partition === undefined ? null : wholeNumber('--partition', flags.partition, { minimum: 0 }),
      timestampMs: flags.timestamp === undefined ? null : wholeNumber('--timestamp', flags.timestamp, { minimum: 0 }),
    });
  });
};

/** `yak-cli produce`. */
export function addProduceCommand(program: Command): void {
  program
    .command('produce [topic] [values...]')
    .description('send the values, or every line of stdin as it comes')
    .option('--topic <name>', 'the topic, where it is no argument')
    .option('-k, --key-separator <text>', 'lines are key, this text, value')
    .option('--key <text>', 'key of records whose line holds none')
    .option('-H, --header <name=value>', 'a header of every record; repeatable', collect)
    .option('-z, --codec <name>', 'none, gzip, snappy, lz4 or zstd', 'none')
    .option('-a, --acks <count>', '0, 1 or all', 'all')
    .option('--idempotent', 'no copies when requests are sent again')
    .option('-p, --partition <number>', 'this partition, whatever the key')
    .option('-Z, --tombstone', 'an empty value becomes null')
    .option('--timestamp <ms>', 'time of the records (default: now)')
    .option('-o <format>', 'table, json or ndjson')
    .action((first: string | undefined, rest: string[], _: unknown, command: Command) => run(first, rest, command));
}
