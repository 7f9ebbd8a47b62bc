import {
  conclude,
  deleteGroups,
  describeGroups,
  listGroups,
  showLag,
  showMembers,
  watchLag,
} from '../../../../apps/cli/src/commands/group';
import type { OutputFormat } from '../../../../apps/cli/src/output';
import { fakeGroupCluster } from '../../../support/cli/fake-group-cluster';
import { fakeTerminal } from '../../../support/cli/fake-terminal';

const GROUPS = {
  billing: {
    members: { m1: 'orders:0', m2: 'orders:1' },
    committed: { 'orders-0': 15, 'orders-1': 20, 'gone-0': 4 },
  },
  idle: { committed: { 'orders-0': 20 }, protocolType: '' },
  fresh: { type: 'consumer' as const, members: { m3: 'orders:0' } },
  connect: { protocolType: 'connect' },
};
const sessionOf = (format: OutputFormat = 'table', refusals: Record<string, number> = {}) => ({
  cluster: fakeGroupCluster({ orders: 2 }, GROUPS, refusals),
  terminal: fakeTerminal(),
  format,
  timeoutMs: 1,
});
const linesOf = (session: ReturnType<typeof sessionOf>): string[] =>
  session.terminal
    .printed()
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/ {2,}/g, '  '));
const jsonOf = (session: ReturnType<typeof sessionOf>) => JSON.parse(session.terminal.printed()) as { items: object[] };

describe('group list', () => {
  it('shows every group of the cluster', async () => {
    const session = sessionOf();
    await listGroups(session, { states: [], types: [] });
    expect(linesOf(session).slice(0, 3)).toEqual([
      'NAME  TYPE  STATE  PROTOCOL  COORDINATOR',
      'billing  classic  Stable  consumer  1',
      'idle  classic  Empty  -  1',
    ]);
  });

  it('is partly failed when a broker did not answer, and says which', async () => {
    const session = sessionOf('table', { broker: 31 });
    await expect(listGroups(session, { states: [], types: [] })).rejects.toMatchObject({
      exitCode: 3,
      message: 'broker 2: CLUSTER_AUTHORIZATION_FAILED',
    });
    expect(linesOf(session)).toHaveLength(5);
  });
});

describe('group describe', () => {
  it('shows how far the group is in every partition that it has read or reads', async () => {
    const session = sessionOf();
    await describeGroups(session, ['billing', 'fresh']);
    expect(linesOf(session)).toEqual([
      'group billing  type classic  state Stable  assignor range  coordinator 1  members 2',
      'TOPIC  PARTITION  COMMITTED  END  LAG  MEMBER',
      'gone  0  4  -  -  -',
      'orders  0  15  20  5  m1',
      'orders  1  20  20  0  m2',
      'group fresh  type consumer  state Stable  epoch 3  assignor range  coordinator 1  members 1',
      'TOPIC  PARTITION  COMMITTED  END  LAG  MEMBER',
      'orders  0  -  20  -  m3',
    ]);
  });

  it('as JSON holds the same, numbers of 64 bits as strings', async () => {
    const session = sessionOf('json');
    await describeGroups(session, ['idle']);
    expect(jsonOf(session)).toEqual({
      apiVersion: 'yak/v1',
      kind: 'GroupDescriptionList',
      items: [
        {
          groupId: 'idle',
          type: 'classic',
          state: 'Empty',
          protocolType: '',
          assignor: '',
          coordinatorId: 1,
          epoch: null,
          memberCount: 0,
          partitions: [
            { topic: 'orders', partition: 0, committedOffset: '20', endOffset: '20', lag: '0', memberId: null },
          ],
        },
      ],
    });
  });

  it('of a group that does not exist says what was perhaps meant', async () => {
    await expect(describeGroups(sessionOf(), ['biling'])).rejects.toMatchObject({
      exitCode: 4,
      message: expect.stringContaining('Did you mean "billing"?') as string,
    });
  });
});

it('group members shows who reads what', async () => {
  const session = sessionOf();
  await showMembers(session, ['billing']);
  expect(linesOf(session).slice(1)).toEqual([
    'MEMBER  INSTANCE  CLIENT  HOST  EPOCH  PARTITIONS  ASSIGNED',
    'm1  -  m1-app  /10.0.0.7  -  1  orders:0',
    'm2  -  m2-app  /10.0.0.7  -  1  orders:1',
  ]);
});

describe('group lag', () => {
  it('sums up by topic, of all groups of consumers where none is named', async () => {
    const session = sessionOf();
    await showLag(session, { groups: [], isByPartition: false });
    expect(linesOf(session)).toEqual([
      'GROUP  STATE  TOPIC  PARTITIONS  BEHIND  LAG',
      'billing  Stable  gone  1  0  0',
      'billing  Stable  orders  2  1  5',
      'idle  Empty  orders  1  0  0',
      'fresh  Stable  orders  1  0  0',
    ]);
  });

  it('shows partitions when asked to', async () => {
    const table = sessionOf();
    await showLag(table, { groups: ['idle'], isByPartition: true });
    expect(linesOf(table)[1]).toBe('idle  orders  0  20  20  0  -');
    const lines = sessionOf('ndjson');
    await showLag(lines, { groups: ['idle'], isByPartition: true });
    expect(JSON.parse(lines.terminal.printed())).toMatchObject({ groupId: 'idle', lag: '0' });
  });

  it('--watch shows it again and again, with the time', async () => {
    const session = sessionOf();
    let pauses = 0;
    const pause = () => Promise.resolve(void (pauses += 1));
    await watchLag(session, { groups: ['idle'], isByPartition: false }, { rounds: 3, pause });
    expect(linesOf(session).filter((line) => line.startsWith('GROUP'))).toHaveLength(3);
    expect(linesOf(session).filter((line) => /^\d{4}-.*Z$/.test(line))).toHaveLength(3);
    expect(pauses).toBe(2);
  });
});

describe('group delete', () => {
  it('deletes groups without members, and says of others who is in them', async () => {
    const session = sessionOf();
    await expect(deleteGroups(session, { groups: ['idle', 'billing'], isYes: true })).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringContaining('2 members (m1-app at /10.0.0.7, m2-app at /10.0.0.7)') as string,
    });
    expect(linesOf(session)).toEqual(['GROUP  RESULT', 'idle  deleted']);
  });

  test.each([
    ['billing', 7],
    ['none', 4],
  ])('of %s ends with %i', async (group, exitCode) => {
    await expect(deleteGroups(sessionOf(), { groups: [group], isYes: true })).rejects.toMatchObject({ exitCode });
  });

  it('asks first', async () => {
    const session = sessionOf();
    await expect(deleteGroups(session, { groups: ['idle'], isYes: false })).rejects.toThrow('--yes');
    expect(session.cluster.changes.deleted).toEqual([]);
  });
});

it('outcomes are all in a JSON document, whatever became of them', async () => {
  const session = sessionOf('json');
  const outcomes = [
    { group: 'a', result: 'deleted', code: 0 as const },
    { group: 'b', result: 'no', code: 7 as const },
  ];
  await expect(conclude(session, { kind: 'K', heading: 'GROUP' }, outcomes)).rejects.toMatchObject({ exitCode: 3 });
  expect(jsonOf(session).items).toEqual([
    { group: 'a', result: 'deleted' },
    { group: 'b', result: 'no' },
  ]);
});
