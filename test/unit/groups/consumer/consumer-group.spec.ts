import { ErrorCode, errorName } from '@yak/model';
import { ConsumerWorld, owning } from '../../../support/groups/consumer-world';

let world: ConsumerWorld;
beforeEach(async () => {
  world = new ConsumerWorld();
  await world.join('A');
});

const caller = (memberId: string, generationOrEpoch: number, apiVersion = 9) => ({
  apiVersion,
  memberId,
  instanceId: null,
  generationOrEpoch,
});

test.each`
  memberId | epoch | version | error
  ${'A'}   | ${1}  | ${9}    | ${'NONE'}
  ${'A'}   | ${0}  | ${9}    | ${'STALE_MEMBER_EPOCH'}
  ${'A'}   | ${2}  | ${9}    | ${'STALE_MEMBER_EPOCH'}
  ${'A'}   | ${1}  | ${8}    | ${'UNSUPPORTED_VERSION'}
  ${'X'}   | ${1}  | ${9}    | ${'UNKNOWN_MEMBER_ID'}
  ${''}    | ${-1} | ${9}    | ${'UNKNOWN_MEMBER_ID'}
`(
  'a commit of $memberId with epoch $epoch in version $version gets $error',
  (row: { memberId: string; epoch: number; version: number; error: string }) => {
    expect(errorName(world.group.judgeCommit(caller(row.memberId, row.epoch, row.version)))).toBe(row.error);
  },
);

test('a commit without a member is accepted while there are none', async () => {
  await world.beat('A', { memberEpoch: -1 });
  expect(world.group.judgeCommit(caller('', -1))).toBe(ErrorCode.NONE);
});

test('a fetch has to be of a member in its epoch', () => {
  expect(world.group.judgeFetch(caller('A', 1))).toBe(ErrorCode.NONE);
  expect(world.group.judgeFetch(caller('A', 2))).toBe(ErrorCode.STALE_MEMBER_EPOCH);
  expect(world.group.judgeFetch(caller('X', 1))).toBe(ErrorCode.UNKNOWN_MEMBER_ID);
});

test('only a group without members can be deleted, and its tombstones take all of it away', async () => {
  expect(world.group.judgeDelete()).toBe(ErrorCode.NON_EMPTY_GROUP);
  await world.beat('A', { memberEpoch: -1 });
  expect(world.group.judgeDelete()).toBe(ErrorCode.NONE);
  const records = world.group.tombstones();
  await world.run({ records, answer: undefined, onRefused: () => undefined });
  expect([...world.groups.all()]).toEqual([]);
  expect(world.journal.since(0, { machine: 'consumer-group' }).at(-1)).toMatchObject({ from: 'Empty', to: 'Dead' });
});

test('offsets of topics that members read do not expire', () => {
  expect(world.group.retentionBase('orders', 7)).toBeNull();
  expect(world.group.retentionBase('refunds', 7)).toBe(7);
  expect(world.group.judgeOffsetDelete()).toBe(ErrorCode.NONE);
});

test('the journal tells what became of the group and its members, with the cause', async () => {
  await world.join('B');
  await world.beat('A', { memberEpoch: 1, topicPartitions: [owning('orders', 0, 1)] });
  await world.beat('B', { memberEpoch: 2 });
  await world.clock.run(45_000);
  const steps = (machine: string, id: string): string[] =>
    world.journal.since(0, { machine, id }).map(({ from, to }) => `${from} ${to}`);
  expect(steps('consumer-group', 'g')).toEqual([
    'none Empty',
    'Empty Assigning',
    'Assigning Reconciling',
    'Reconciling Stable',
    'Stable Assigning',
    'Assigning Reconciling',
    'Reconciling Stable',
    'Stable Stable',
    'Stable Assigning',
    'Assigning Empty',
    'Empty Empty',
  ]);
  expect(steps('consumer-member', 'g/B')).toEqual([
    'none Joining',
    'Joining UnreleasedPartitions',
    'UnreleasedPartitions Stable',
    'Stable Left',
  ]);
  expect(world.journal.since(0, { id: 'g/A' }).at(-1)?.cause).toBe('member A was removed: no heartbeat for 45000 ms');
  expect(world.journal.since(0, { machine: 'consumer-group' })[2]?.facts).toEqual({
    groupEpoch: 1,
    assignmentEpoch: 1,
    membersCount: 1,
  });
});

test('a load fills no journal, and its members have their full time', async () => {
  await world.join('B');
  await world.beat('A', { memberEpoch: 1 });
  const again = new ConsumerWorld();
  Object.assign(again, { isLoading: true });
  for (const record of world.appended) again.replay(record);
  expect(again.journal.lastSequence).toBe(0);
  expect(again.timers.armed).toEqual([]);
  again.group.afterLoad();
  expect(again.group.stateName).toBe('Reconciling');
  expect(again.timers.armed).toEqual(['rebalance/1/g/A', 'session/1/g/A', 'session/1/g/B']);
  expect(again.timers.remainingMs('session/1/g/A')).toBe(45_000);
  expect(again.journal.since(0).map(({ id, to }) => `${id} ${to}`)).toEqual([
    'g Reconciling',
    'g/A UnrevokedPartitions',
    'g/B UnreleasedPartitions',
  ]);
});

test('a group that is unloaded leaves no timer and no machine behind', () => {
  world.group.unload(ErrorCode.NOT_COORDINATOR);
  expect(world.timers.armed).toEqual([]);
  expect(world.journal.since(0, { id: 'g' }).at(-1)?.to).toBe('stopped');
  expect(world.journal.since(0, { id: 'g/A' }).at(-1)?.to).toBe('stopped');
});
