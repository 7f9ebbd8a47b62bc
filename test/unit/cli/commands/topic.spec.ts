import { ErrorCode } from '@yak/model';
import {
  addPartitions,
  alterTopicConfig,
  createTopics,
  deleteTopics,
  describeTopics,
  listTopics,
} from '../../../../apps/cli/src/commands/topic';
import type { OutputFormat } from '../../../../apps/cli/src/output';
import { fakeCluster } from '../../../support/cli/fake-cluster';
import { fakeTerminal } from '../../../support/cli/fake-terminal';

type Answers = Parameters<typeof fakeCluster>[1];
const sessionOf = (answers: Answers = {}, format: OutputFormat = 'table') => ({
  cluster: fakeCluster({ orders: 2, __consumer_offsets: 50 }, answers),
  terminal: fakeTerminal(),
  format,
  timeoutMs: 1000,
});
const request = {
  topics: ['a', 'b'],
  partitions: 3,
  replicationFactor: -1,
  configs: new Map([['retention.ms', '1']]),
  assignment: null,
  isDryRun: false,
  isFineIfThere: false,
};
const created = (codes: readonly number[]): Answers => ({
  CreateTopics: (body: { topics?: { name: string }[] }) => ({
    topics: (body.topics ?? []).map(({ name }, index) => ({
      name,
      errorCode: codes[index],
      errorMessage: null,
      numPartitions: 3,
    })),
  }),
});

describe('topic create', () => {
  it('asks the controller and says what was made', async () => {
    const session = sessionOf(created([0, 0]));
    await createTopics(session, request);
    expect(session.terminal.printed()).toBe(
      'TOPIC  RESULT\na      created with 3 partitions\nb      created with 3 partitions\n',
    );
    expect(session.cluster.sent[0]).toMatchObject({
      target: 'controller',
      body: {
        topics: [
          { name: 'a', numPartitions: 3, replicationFactor: -1, configs: [{ name: 'retention.ms', value: '1' }] },
          { name: 'b' },
        ],
      },
    });
  });

  test.each([
    [[0, ErrorCode.TOPIC_ALREADY_EXISTS], 3],
    [[ErrorCode.TOPIC_ALREADY_EXISTS, ErrorCode.TOPIC_ALREADY_EXISTS], 7],
    [[ErrorCode.INVALID_PARTITIONS, ErrorCode.INVALID_PARTITIONS], 1],
  ])('answers %j end with exit code %d', async (codes, exitCode) => {
    await expect(createTopics(sessionOf(created(codes)), request)).rejects.toMatchObject({ exitCode });
  });

  it('takes an existing topic where that is fine', async () => {
    const session = sessionOf(created([ErrorCode.TOPIC_ALREADY_EXISTS, 0]));
    await createTopics(session, { ...request, isFineIfThere: true });
    expect(session.terminal.printed()).toContain('was there already');
  });

  it('sends an assignment without counts, and only asks in a dry run', async () => {
    const session = sessionOf(created([0]));
    await createTopics(session, { ...request, topics: ['a'], assignment: [[1], [1]], isDryRun: true });
    expect(session.cluster.sent[0]?.body).toMatchObject({
      validateOnly: true,
      topics: [
        {
          numPartitions: -1,
          replicationFactor: -1,
          assignments: [
            { partitionIndex: 0, brokerIds: [1] },
            { partitionIndex: 1, brokerIds: [1] },
          ],
        },
      ],
    });
    expect(session.terminal.printed()).toContain('would be created');
  });

  it('does not send a name that no broker takes', async () => {
    const session = sessionOf();
    await expect(createTopics(session, { ...request, topics: ['../x'] })).rejects.toMatchObject({ exitCode: 2 });
    expect(session.cluster.sent).toEqual([]);
  });
});

test.each([
  [false, ['orders']],
  [true, ['__consumer_offsets', 'orders']],
])('topic list (internal: %s)', async (withInternal, names) => {
  const session = sessionOf({}, 'ndjson');
  await listTopics(session, { withInternal });
  const lines = session.terminal.printed().trimEnd().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { name: string }).name)).toEqual(names);
});

describe('topic describe', () => {
  const offsets = () => Promise.resolve({ start: 0, end: 7 });

  it('shows leader, replicas and offsets', async () => {
    const session = sessionOf();
    await describeTopics(session, ['orders'], offsets);
    const [head, columns, row] = session.terminal.printed().split('\n');
    expect(head).toContain('topic orders');
    expect(columns?.split(/\s+/).filter(Boolean)).toEqual([
      'PARTITION',
      'LEADER',
      'EPOCH',
      'REPLICAS',
      'ISR',
      'START',
      'END',
    ]);
    expect(row?.split(/\s+/).filter(Boolean)).toEqual(['0', '1', '4', '1', '1', '0', '7']);
  });

  it('shows what it can and ends with 3, or with 4 when there is nothing', async () => {
    await expect(describeTopics(sessionOf(), ['orders', 'nope'], offsets)).rejects.toMatchObject({ exitCode: 3 });
    await expect(describeTopics(sessionOf(), ['nope'], offsets)).rejects.toMatchObject({ exitCode: 4 });
  });
});

describe('topic delete', () => {
  const answers: Answers = {
    DeleteTopics: () => ({ responses: [{ name: 'orders', errorCode: 0, errorMessage: null }] }),
  };

  it('needs a yes', async () => {
    const session = sessionOf(answers);
    await expect(
      deleteTopics(session, { topics: ['orders'], isYes: false, isFineIfGone: false }),
    ).rejects.toMatchObject({ exitCode: 2 });
    expect(session.cluster.sent).toEqual([]);
  });

  it('deletes by name in every version', async () => {
    const session = sessionOf(answers);
    await deleteTopics(session, { topics: ['orders'], isYes: true, isFineIfGone: false });
    expect(session.cluster.sent[0]?.body).toMatchObject({ topics: [{ name: 'orders' }], topicNames: ['orders'] });
    expect(session.terminal.printed()).toContain('deleted');
  });

  it('a missing topic is an error unless that is fine', async () => {
    await expect(
      deleteTopics(sessionOf(answers), { topics: ['ordrs'], isYes: true, isFineIfGone: false }),
    ).rejects.toMatchObject({ exitCode: 4 });
    const session = sessionOf(answers);
    await deleteTopics(session, { topics: ['ordrs'], isYes: true, isFineIfGone: true });
    expect(session.terminal.said()).toContain('ordrs is not there');
  });
});

describe('topic add-partitions', () => {
  const answers = (errorCode: number): Answers => ({
    CreatePartitions: () => ({ results: [{ name: 'orders', errorCode, errorMessage: 'no growth' }] }),
  });

  test.each([
    [{ total: 5, more: null }, 5],
    [{ total: null, more: 3 }, 5],
  ])('%j of a topic with two asks for %d', async (wish, count) => {
    const session = sessionOf(answers(0));
    await addPartitions(session, { topic: 'orders', ...wish, isDryRun: false });
    expect(session.cluster.sent[0]?.body).toMatchObject({ topics: [{ name: 'orders', count }] });
  });

  it('ends with the broker’s words', async () => {
    const done = addPartitions(sessionOf(answers(ErrorCode.INVALID_PARTITIONS)), {
      topic: 'orders',
      total: 1,
      more: null,
      isDryRun: false,
    });
    await expect(done).rejects.toMatchObject({ exitCode: 1, message: 'orders: no growth' });
  });

  it('a missing topic is named', async () => {
    await expect(addPartitions(sessionOf(), { topic: 'ordes', total: 1, more: null, isDryRun: false })).rejects.toThrow(
      'Did you mean "orders"?',
    );
  });
});

it('topic alter-config of a missing topic names it before anything is sent', async () => {
  const session = sessionOf();
  const change = { set: new Map([['a', '1']]), remove: [], isDryRun: false };
  await expect(alterTopicConfig(session, 'nope', change)).rejects.toMatchObject({ exitCode: 4 });
  expect(session.cluster.sent).toEqual([]);
});
