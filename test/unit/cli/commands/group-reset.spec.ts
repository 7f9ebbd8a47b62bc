import { deleteOffsets, resetOffsets, type ResetRequest } from '../../../../apps/cli/src/commands/group-reset';
import { fakeGroupCluster } from '../../../support/cli/fake-group-cluster';
import { fakeTerminal } from '../../../support/cli/fake-terminal';

const GROUPS = {
  idle: { committed: { 'orders-0': 15, 'orders-1': 16, 'gone-0': 4 } },
  busy: { members: { m1: 'orders:0' }, committed: { 'orders-0': 15 } },
};
const sessionOf = (refusals: Record<string, number> = {}) => ({
  cluster: fakeGroupCluster({ orders: 3 }, GROUPS, refusals),
  terminal: fakeTerminal(),
  format: 'table' as const,
  timeoutMs: 1,
});
const linesOf = (session: ReturnType<typeof sessionOf>): string[] =>
  session.terminal
    .printed()
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/ {2,}/g, '  '));
const request = (wishes: Partial<ResetRequest> = {}): ResetRequest => ({
  group: 'idle',
  way: { kind: 'earliest' },
  scopes: [{ topic: 'orders', partitions: [0, 1] }],
  isExecuted: true,
  isExport: false,
  ...wishes,
});

describe('group reset-offsets', () => {
  it('shows what would change and changes nothing, unless told to', async () => {
    const session = sessionOf();
    await resetOffsets(session, request({ isExecuted: false, scopes: [{ topic: 'orders', partitions: null }] }));
    expect(linesOf(session)).toEqual([
      'TOPIC  PARTITION  CURRENT  NEW  CHANGE  NOTE',
      'orders  0  15  10  -5',
      'orders  1  16  10  -6',
      'orders  2  -  10  -',
    ]);
    expect(session.terminal.said()).toContain('--execute');
    expect(session.cluster.changes.committed).toEqual([]);
  });

  it('sets the offsets', async () => {
    const session = sessionOf();
    await resetOffsets(session, request({ way: { kind: 'shift', by: 1 } }));
    expect(session.cluster.changes.committed).toEqual([
      { groupId: 'idle', topic: 'orders', partition: 0, offset: 16 },
      { groupId: 'idle', topic: 'orders', partition: 1, offset: 17 },
    ]);
    expect(session.terminal.said()).toContain('2 offsets of group "idle" set');
  });

  it('finds the first record of a time', async () => {
    const session = sessionOf();
    await resetOffsets(session, request({ way: { kind: 'time', timestampMs: 2_500 } }));
    expect(session.cluster.changes.committed.map(({ offset }) => offset)).toEqual([13, 13]);
  });

  it('takes every topic of the group, and leaves out what is gone', async () => {
    const session = sessionOf();
    await resetOffsets(session, request({ scopes: null }));
    expect(session.cluster.changes.committed.map(({ topic }) => topic)).toEqual(['orders', 'orders']);
    expect(session.terminal.said()).toContain('Left out, because they exist no more or have no leader: gone-0');
  });

  it('makes a group that was not there', async () => {
    const session = sessionOf();
    await resetOffsets(session, request({ group: 'new' }));
    expect(session.cluster.changes.committed).toHaveLength(2);
  });

  it('prints its plan as a file', async () => {
    const session = sessionOf();
    await resetOffsets(session, request({ isExecuted: false, isExport: true }));
    expect(session.terminal.printed()).toBe('orders,0,10\norders,1,10\n');
  });

  it('is refused while members would commit over it; a dry run only says so', async () => {
    const session = sessionOf();
    await expect(resetOffsets(session, request({ group: 'busy' }))).rejects.toMatchObject({
      exitCode: 7,
      message: expect.stringContaining('Stable with 1 member (m1-app at /10.0.0.7)') as string,
    });
    await resetOffsets(session, request({ group: 'busy', isExecuted: false }));
    expect(session.terminal.said()).toContain('Note: group "busy"');
    expect(session.cluster.changes.committed).toEqual([]);
  });

  test.each<[string, Partial<ResetRequest>, number, string]>([
    ['a topic that does not exist', { scopes: [{ topic: 'oders', partitions: null }] }, 4, 'Did you mean "orders"?'],
    [
      'a partition that does not exist',
      { scopes: [{ topic: 'orders', partitions: [7] }] },
      4,
      'its partitions are 0 to 2',
    ],
    ['all topics of a group without any', { group: 'new', scopes: null }, 4, '--all-topics means none'],
    [
      'a shift of what was never committed',
      { way: { kind: 'shift', by: 1 }, scopes: [{ topic: 'orders', partitions: [2] }] },
      7,
      'orders-2 has no committed offset to shift by 1',
    ],
  ])('names %s', async (_what, wishes, exitCode, words) => {
    const session = sessionOf();
    await expect(resetOffsets(session, request(wishes))).rejects.toMatchObject({
      exitCode,
      message: expect.stringContaining(words) as string,
    });
    expect(session.cluster.changes.committed).toEqual([]);
  });

  test.each([
    [{ 'orders-0': 29 }, 3, 'orders-0: TOPIC_AUTHORIZATION_FAILED'],
    [{ 'orders-0': 29, 'orders-1': 12 }, 1, 'orders-1: OFFSET_METADATA_TOO_LARGE'],
    [{ 'orders-0': 30, 'orders-1': 30 }, 5, 'group "idle": GROUP_AUTHORIZATION_FAILED'],
  ])('says what was refused: %j', async (refusals, exitCode, words) => {
    await expect(resetOffsets(sessionOf(refusals), request())).rejects.toMatchObject({
      exitCode,
      message: expect.stringContaining(words) as string,
    });
  });
});

describe('group delete-offsets', () => {
  const forget = (session: ReturnType<typeof sessionOf>, topic: string, partitions: number[] | null, isYes = true) =>
    deleteOffsets(session, { group: 'idle', scopes: [{ topic, partitions }], isYes });

  it('forgets those that the group has, of topics that are gone too', async () => {
    const session = sessionOf();
    await forget(session, 'orders', null);
    await forget(session, 'gone', null);
    expect(session.cluster.changes.forgotten.map(({ topic, partition }) => `${topic}-${partition}`)).toEqual([
      'orders-0',
      'orders-1',
      'gone-0',
    ]);
  });

  it('asks first', async () => {
    const session = sessionOf();
    await expect(forget(session, 'orders', [0], false)).rejects.toThrow('--yes');
    expect(session.cluster.changes.forgotten).toEqual([]);
  });

  it('says that members read the topic', async () => {
    await expect(forget(sessionOf({ 'orders-0': 86 }), 'orders', null)).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringContaining('members of the group read the topic') as string,
    });
  });

  it('names a group and offsets that are not there', async () => {
    const none = { group: 'none', scopes: [{ topic: 'orders', partitions: null }], isYes: true };
    await expect(deleteOffsets(sessionOf(), none)).rejects.toMatchObject({ exitCode: 4 });
    await expect(forget(sessionOf(), 'orders', [2])).rejects.toMatchObject({ exitCode: 2 });
  });
});
