import { settle } from '../../../support/cluster/manual-clock';
import { ClassicClient, stableGroup } from '../../../support/groups/classic-client';
import { FakeServices } from '../../../support/groups/fake-services';

/** Two members of generation 2 whose assignments are awaited. */
async function completing() {
  const services = new FakeServices();
  const [leader, follower] = [new ClassicClient(services, 'group', 'a'), new ClassicClient(services, 'group', 'b')];
  await stableGroup(leader, follower);
  const joins = [leader.join(), follower.join()];
  for (const { promise } of joins) await promise;
  return { services, leader, follower, batchesBefore: services.batches.length };
}
const stateOf = (services: FakeServices) => services.groups.find('group')?.stateName;

test('a follower waits for the leader, before and after', async () => {
  const { services, leader, follower } = await completing();
  const early = follower.sync();
  await settle();
  expect(early.answer).toBeNull();
  await leader.sync({ [follower.memberId]: 'for b' }).promise;
  expect(early.answer).toMatchObject({ errorCode: 0, protocolType: 'consumer', assignment: Buffer.from('for b') });
  await expect(follower.sync().promise).resolves.toMatchObject({ errorCode: 0, assignment: Buffer.from('for b') });
  expect(stateOf(services)).toBe('Stable');
});

test('members without an assignment get none, and assignments for strangers are passed over', async () => {
  const { services, leader, follower } = await completing();
  const answer = await leader.sync({ [follower.memberId]: 'for b', stranger: 'for nobody' }).promise;
  expect(answer).toMatchObject({ errorCode: 0, assignment: Buffer.alloc(0) });
  expect(services.appended.at(-1)).toMatchObject({
    value: {
      generation: 2,
      members: [
        { memberId: leader.memberId, assignment: Buffer.alloc(0) },
        { memberId: follower.memberId, assignment: Buffer.from('for b') },
      ],
    },
  });
});

test('assignments are given out when they are committed, and not before', async () => {
  const { services, leader, follower, batchesBefore } = await completing();
  services.holdCommits();
  const syncs = [follower.sync(), leader.sync({ [follower.memberId]: 'for b' })];
  await services.clock.run(5_000);
  expect(syncs.map(({ answer }) => answer)).toEqual([null, null]);
  expect(services.batches.length).toBe(batchesBefore + 1);
  expect(stateOf(services)).toBe('CompletingRebalance');
  await services.commit();
  expect(syncs.map(({ answer }) => answer?.errorCode)).toEqual([0, 0]);
});

test('a leader that asks again while they are written gets the first ones, and writes nothing more', async () => {
  const { services, leader, batchesBefore } = await completing();
  services.holdCommits();
  const first = leader.sync({ [leader.memberId]: 'first' });
  const second = leader.sync({ [leader.memberId]: 'second' });
  await settle();
  await services.commit();
  expect(first.answer?.errorCode).toBe(27);
  expect(second.answer).toMatchObject({ errorCode: 0, assignment: Buffer.from('first') });
  expect(services.batches.length).toBe(batchesBefore + 1);
});

test('a rebalance that begins while they are written is not undone by their commit', async () => {
  const { services, leader, follower } = await completing();
  services.holdCommits();
  const sync = leader.sync({ [leader.memberId]: 'late' });
  await follower.leave();
  await settle();
  await services.commit();
  expect(sync.answer).toMatchObject({ errorCode: 27, assignment: Buffer.alloc(0) });
  expect(stateOf(services)).toBe('PreparingRebalance');
});

test('where they are not written everybody joins anew', async () => {
  const { services, leader, follower } = await completing();
  const early = follower.sync();
  services.refuseNext(15);
  await expect(leader.sync({ [follower.memberId]: 'for b' }).promise).resolves.toMatchObject({ errorCode: 15 });
  await expect(early.promise).resolves.toMatchObject({ errorCode: 15, assignment: Buffer.alloc(0) });
  expect(stateOf(services)).toBe('PreparingRebalance');
  await expect(follower.beat()).resolves.toBe(27);
});

test.each([
  ['of no group', { groupId: 'other' }, 25],
  ['without a group id', { groupId: '' }, 24],
  ['of a stranger', { memberId: 'stranger' }, 25],
  ['of an unknown instance', { groupInstanceId: 'one' }, 25],
  ['of the generation before', { generationId: 1 }, 22],
  ['with another protocol', { protocolName: 'sticky' }, 23],
  ['without a protocol', { protocolName: null }, 23],
])('a SyncGroup %s is refused', async (_, overrides, errorCode) => {
  const { services, leader } = await completing();
  const answer = await leader.sync({ [leader.memberId]: 'mine' }, overrides).promise;
  expect(answer).toEqual({ errorCode, protocolType: null, protocolName: null, assignment: Buffer.alloc(0) });
  expect(stateOf(services)).toBe('CompletingRebalance');
});

test('a SyncGroup in a rebalance is told so', async () => {
  const { leader, follower } = await completing();
  await follower.leave();
  await expect(leader.sync().promise).resolves.toMatchObject({ errorCode: 27 });
});
