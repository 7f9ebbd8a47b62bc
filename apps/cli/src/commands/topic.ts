import type { KafkaClient } from '@yak/client';
import { topicId, topicNameFault } from '@yak/model';
import { CreatePartitions, CreateTopics, DeleteTopics } from '@yak/protocol';
import { ConfigResource, alterConfigs, type ConfigChange } from '../alter-configs';
import { CliError, usageError } from '../cli-error';
import { confirm } from '../confirm';
import { ExitCode, exitCodeOf, exitCodeOfAll } from '../exit-code';
import { topicError, unknownTopic } from '../explain-error';
import { print, say, type Session } from '../session';

type TopicDescription = Awaited<ReturnType<KafkaClient['describe']>>['topics'][number];

/** What `topic create` was asked for. */
export interface CreateRequest {
  readonly topics: readonly string[];
  /** -1: the broker's default. */
  readonly partitions: number;
  /** -1: the broker's default. */
  readonly replicationFactor: number;
  readonly configs: ReadonlyMap<string, string>;
  /** Replicas of each partition, by hand: `1:2,2:1`; null: the broker places them. */
  readonly assignment: readonly (readonly number[])[] | null;
  readonly isDryRun: boolean;
  readonly isFineIfThere: boolean;
}

interface Outcome {
  readonly topic: string;
  readonly result: string;
  readonly code: ExitCode;
}

const count = (items: readonly unknown[]): string => `${items.length}`;
const TOPIC_ALREADY_EXISTS = 36;
const NO_TOPIC_ID = topicId('0'.repeat(32));

/** Prints one line per topic; failures go to stderr and decide the exit code. */
const conclude = async (session: Session, outcomes: readonly Outcome[]): Promise<void> => {
  const done = outcomes.filter(({ code }) => code === ExitCode.OK);
  const columns = [{ heading: 'TOPIC' }, { heading: 'RESULT' }];
  const listing = {
    kind: 'TopicResultList',
    columns,
    row: (item: { topic: string; result: string }) => [item.topic, item.result],
  };
  if (session.format !== 'table')
    await print(
      session,
      listing,
      outcomes.map(({ topic, result }) => ({ topic, result })),
    );
  else if (done.length > 0) await print(session, listing, done);
  const failed = outcomes.filter(({ code }) => code !== ExitCode.OK);
  if (failed.length > 0) {
    throw new CliError(exitCodeOfAll(outcomes.map(({ code }) => code)), failed.map(({ result }) => result).join('\n'));
  }
};

const checkNames = (topics: readonly string[]): void => {
  for (const topic of topics) {
    const fault = topicNameFault(topic);
    if (fault !== null) throw usageError(`topic "${topic}": ${fault}`);
  }
};

/** `topic create`: answers when the leaders can serve. */
export async function createTopics(session: Session, request: CreateRequest): Promise<void> {
  checkNames(request.topics);
  const body = {
    topics: request.topics.map((name) => ({
      name,
      numPartitions: request.assignment === null ? request.partitions : -1,
      replicationFactor: request.assignment === null ? request.replicationFactor : -1,
      assignments: (request.assignment ?? []).map((brokerIds, partitionIndex) => ({
        partitionIndex,
        brokerIds: [...brokerIds],
      })),
      configs: [...request.configs].map(([name, value]) => ({ name, value })),
    })),
    timeoutMs: session.timeoutMs,
    validateOnly: request.isDryRun,
  };
  const answer = await session.cluster.request(CreateTopics, 'best', body, 'controller');
  const outcomes = answer.topics.map(async ({ name, errorCode, errorMessage, numPartitions }): Promise<Outcome> => {
    if (errorCode === 0) {
      const partitions = numPartitions > 0 ? ` with ${numPartitions} partition${numPartitions === 1 ? '' : 's'}` : '';
      return {
        topic: name,
        result: `${request.isDryRun ? 'would be created' : 'created'}${partitions}`,
        code: ExitCode.OK,
      };
    }
    if (errorCode === TOPIC_ALREADY_EXISTS && request.isFineIfThere)
      return { topic: name, result: 'was there already', code: ExitCode.OK };
    const error = await topicError(session.cluster, name, { code: errorCode, detail: errorMessage });
    return { topic: name, result: error.message, code: error.exitCode };
  });
  await conclude(session, await Promise.all(outcomes));
}

/** `topic list`: internal topics only when asked for. */
export async function listTopics(session: Session, request: { readonly withInternal: boolean }): Promise<void> {
  const { topics } = await session.cluster.describe(null);
  const shown = topics
    .filter(({ isInternal }) => request.withInternal || !isInternal)
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .map(({ name, partitions, isInternal }) => ({
      name,
      partitions: partitions.length,
      replicas: partitions[0]?.replicas.length ?? 0,
      isInternal,
    }));
  const columns = [
    { heading: 'NAME' },
    { heading: 'PARTITIONS', isNumber: true },
    { heading: 'REPLICAS', isNumber: true },
  ];
  await print(
    session,
    { kind: 'TopicList', columns, row: (item) => [item.name, String(item.partitions), String(item.replicas)] },
    shown,
  );
}

const partitionRow = (
  topic: string,
  partition: TopicDescription['partitions'][number],
  offsets: Offsets,
): Record<string, unknown> => ({
  topic,
  ...partition,
  logStartOffset: offsets.start === null ? null : String(offsets.start),
  highWatermark: offsets.end === null ? null : String(offsets.end),
});

interface Offsets {
  readonly start: number | null;
  readonly end: number | null;
}

/** How `topic describe` learns offsets. */
export type OffsetsOf = (topic: string, partition: number) => Promise<Offsets>;

const showTopic = async (session: Session, topic: TopicDescription, offsetsOf: OffsetsOf): Promise<void> => {
  const rows = await Promise.all(
    topic.partitions.map(async (partition) =>
      partitionRow(topic.name, partition, await offsetsOf(topic.name, partition.partition)),
    ),
  );
  if (session.format === 'table') {
    const replicas = topic.partitions[0]?.replicas.length ?? 0;
    session.terminal.output.write(
      `topic ${topic.name}  id ${topic.topicId}  partitions ${count(topic.partitions)}  replicas ${replicas}\n`,
    );
  }
  const text = (row: Record<string, unknown>, name: string): string => {
    const value = row[name];
    if (Array.isArray(value)) return value.join(',');
    return typeof value === 'number' || typeof value === 'string' ? String(value) : '-';
  };
  const fields = ['partition', 'leaderId', 'leaderEpoch', 'replicas', 'isr', 'logStartOffset', 'highWatermark'];
  const headings = ['PARTITION', 'LEADER', 'EPOCH', 'REPLICAS', 'ISR', 'START', 'END'];
  const columns = headings.map((heading) => ({ heading, isNumber: heading !== 'REPLICAS' && heading !== 'ISR' }));
  await print(session, { kind: 'PartitionList', columns, row: (row) => fields.map((field) => text(row, field)) }, rows);
};

/** `topic describe`: leaders, replicas and offsets of every partition. */
export async function describeTopics(session: Session, topics: readonly string[], offsetsOf: OffsetsOf): Promise<void> {
  const described = await session.cluster.describe(topics);
  for (const topic of described.topics) await showTopic(session, topic, offsetsOf);
  const [missing] = described.faults;
  if (missing === undefined) return;
  const error = await topicError(session.cluster, missing.topic, { code: missing.error.code, detail: null });
  throw described.topics.length === 0 ? error : new CliError(ExitCode.PARTIAL, error.message);
}

/** `topic delete`: asks first. */
export async function deleteTopics(
  session: Session,
  request: { readonly topics: readonly string[]; readonly isYes: boolean; readonly isFineIfGone: boolean },
): Promise<void> {
  const known = await session.cluster.describe(request.topics);
  const missing = known.faults.map(({ topic }) => topic);
  const [first] = missing;
  if (first !== undefined && !request.isFineIfGone) throw await unknownTopic(session.cluster, first);
  for (const topic of missing) say(session, `${topic} is not there.`);
  if (known.topics.length === 0) return;
  const plan = known.topics.map(({ name, partitions }) => `${name} (${count(partitions)} partitions)`).join(', ');
  await confirm(session.terminal, `Delete ${plan} and all that is in it?`, request.isYes);
  const names = known.topics.map(({ name }) => name);
  const answer = await session.cluster.request(
    DeleteTopics,
    'best',
    { topics: names.map((name) => ({ name, topicId: NO_TOPIC_ID })), topicNames: names, timeoutMs: session.timeoutMs },
    'controller',
  );
  const outcomes = answer.responses.map(async ({ name, errorCode, errorMessage }): Promise<Outcome> => {
    if (errorCode === 0) return { topic: name ?? '', result: 'deleted', code: ExitCode.OK };
    const error = await topicError(session.cluster, name ?? '', { code: errorCode, detail: errorMessage });
    return { topic: name ?? '', result: error.message, code: error.exitCode };
  });
  await conclude(session, await Promise.all(outcomes));
}

/** `topic add-partitions`: to a total, or by a number. */
export async function addPartitions(
  session: Session,
  request: {
    readonly topic: string;
    readonly total: number | null;
    readonly more: number | null;
    readonly isDryRun: boolean;
  },
): Promise<void> {
  const described = await session.cluster.describe([request.topic]);
  const topic = described.topics[0];
  if (topic === undefined) throw await unknownTopic(session.cluster, request.topic);
  const total = request.total ?? topic.partitions.length + (request.more ?? 0);
  const answer = await session.cluster.request(
    CreatePartitions,
    'best',
    {
      topics: [{ name: request.topic, count: total, assignments: null }],
      timeoutMs: session.timeoutMs,
      validateOnly: request.isDryRun,
    },
    'controller',
  );
  const outcomes = answer.results.map(({ name, errorCode, errorMessage }): Outcome => ({
    topic: name,
    result:
      errorCode === 0
        ? `${request.isDryRun ? 'would have' : 'has'} ${total} partitions`
        : `${name}: ${errorMessage ?? String(errorCode)}`,
    code: errorCode === 0 ? ExitCode.OK : exitCodeOf(errorCode),
  }));
  await conclude(session, outcomes);
}

/** `topic alter-config`: sets and removes settings of one topic. */
export async function alterTopicConfig(session: Session, topic: string, change: ConfigChange): Promise<void> {
  const known = await session.cluster.describe([topic]);
  if (known.topics.length === 0) throw await unknownTopic(session.cluster, topic);
  await alterConfigs(session, { type: ConfigResource.TOPIC, name: topic }, change);
}
