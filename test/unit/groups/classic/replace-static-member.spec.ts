import { settle } from '../../../support/cluster/manual-clock';
import { ClassicClient, offer, stableGroup } from '../../../support/groups/classic-client';
import { FakeServices } from '../../../support/groups/fake-services';

/** A static leader and a dynamic follower that work. */
async function staticGroup() {
  const services = new FakeServices();
  const leader = Object.assign(new ClassicClient(services, 'group', 'a'), { instanceId: 'one' });
  const follower = new ClassicClient(services, 'group', 'b');
  await stableGroup(leader, follower);
  const restarted = Object.assign(new ClassicClient(services, 'group', 'again'), { instanceId: 'one' });
  return { services, leader, follower, restarted, batchesBefore: services.batches.length };
}
const stateOf = (services: FakeServices) => services.groups.find('group')?.stateName;

describe('a static member that comes back to a Stable group', () => {
  test('has its assignment without a rebalance, under a new id', async () => {
    const { services, leader, follower, restarted, batchesBefore } = await staticGroup();
    const answer = await restarted.join().promise;
    expect(answer).toMatchObject({ errorCode: 0, generationId: 1, protocolName: 'range' });
    expect(answer.memberId).not.toBe(leader.memberId);
    expect(stateOf(services)).toBe('Stable');
    await expect(restarted.sync().promise).resolves.toMatchObject({ errorCode: 0, assignment: Buffer.from('for a') });
    await expect(restarted.beat()).resolves.toBe(0);
    await expect(follower.beat()).resolves.toBe(0);
    expect(services.batches.length).toBe(batchesBefore + 1);
    expect(services.appended.at(-1)?.value).toMatchObject({ generation: 1, leader: restarted.memberId });
  });

  test.each([
    [9, true],
    [8, false],
    [5, false],
  ])('as the leader, in version %i, is told to lead: %s', async (version, leads) => {
    const { leader, restarted } = await staticGroup();
    const old = leader.memberId;
    const answer = await restarted.join({}, version).promise;
    expect(answer.leader).toBe(leads ? restarted.memberId : old);
    expect(answer.skipAssignment).toBe(leads);
    expect(answer.members).toHaveLength(leads ? 2 : 0);
  });

  test('is answered when its new id is durable', async () => {
    const { services, restarted } = await staticGroup();
    services.holdCommits();
    const join = restarted.join();
    await settle();
    expect(join.answer).toBeNull();
    await services.commit();
    expect(join.answer).toMatchObject({ errorCode: 0 });
  });

  test('changes nothing when its new id is not written', async () => {
    const { services, leader, restarted } = await staticGroup();
    services.refuseNext(15);
    const answer = await restarted.join({ protocols: [offer('range', Buffer.from('new'))] }).promise;
    expect(answer).toMatchObject({ errorCode: 15, memberId: '', generationId: 1, leader: leader.memberId });
    await expect(leader.beat()).resolves.toBe(0);
    await expect(leader.sync().promise).resolves.toMatchObject({ errorCode: 0, assignment: Buffer.from('for a') });
    expect(services.groups.find('group')).toMatchObject({ membersCount: 2, stateName: 'Stable' });
    await services.clock.run(9_999);
    await expect(leader.beat()).resolves.toBe(0);
    const again = await restarted.join().promise;
    expect(again).toMatchObject({ errorCode: 0, generationId: 1 });
  });

  test('fences the process that had its instance id before', async () => {
    const { leader, restarted } = await staticGroup();
    await restarted.join().promise;
    await expect(leader.beat()).resolves.toBe(82);
    await expect(leader.sync().promise).resolves.toMatchObject({ errorCode: 82 });
    await expect(leader.join().promise).resolves.toMatchObject({ errorCode: 82 });
  });

  test('starts a rebalance when another protocol would be selected', async () => {
    const services = new FakeServices();
    const [range, sticky] = [offer('range'), offer('sticky')];
    const leader = Object.assign(new ClassicClient(services, 'group', 'a'), { instanceId: 'one' });
    leader.protocols = [range, sticky];
    const follower = new ClassicClient(services, 'group', 'b');
    follower.protocols = [sticky, range];
    const joins = [leader.join(), await follower.enter()];
    await services.clock.run(0);
    expect(joins.map(({ answer }) => answer?.protocolName)).toEqual(['range', 'range']);
    const syncs = [follower.sync({}, { protocolName: 'range' }), leader.sync()];
    for (const { promise } of syncs) await promise;
    const restarted = Object.assign(new ClassicClient(services, 'group', 'again'), { instanceId: 'one' });
    const join = restarted.join({ protocols: [sticky, range] });
    await settle();
    expect(join.answer).toBeNull();
    expect(stateOf(services)).toBe('PreparingRebalance');
    await follower.join().promise;
    expect(join.answer).toMatchObject({ errorCode: 0, generationId: 2, protocolName: 'sticky' });
  });

  test('keeps its session, and the old one ends without effect', async () => {
    const { services, follower, restarted } = await staticGroup();
    await services.clock.run(9_000);
    await follower.beat();
    await restarted.join().promise;
    await services.clock.run(9_000);
    await follower.beat();
    expect(services.groups.find('group')?.membersCount).toBe(2);
    await services.clock.run(1_000);
    expect(services.groups.find('group')?.membersCount).toBe(1);
  });
});

test('a static member that comes back in a rebalance takes the place of the JoinGroup that waits', async () => {
  const { services, leader, follower, restarted } = await staticGroup();
  const waiting = leader.join();
  await settle();
  expect(waiting.answer).toBeNull();
  const join = restarted.join();
  await expect(waiting.promise).resolves.toMatchObject({ errorCode: 82 });
  await follower.join().promise;
  await expect(join.promise).resolves.toMatchObject({ errorCode: 0, generationId: 2, leader: restarted.memberId });
  expect(services.groups.find('group')?.membersCount).toBe(2);
});

test('a static member that comes back while assignments are awaited starts a new rebalance', async () => {
  const { services, leader, follower, restarted } = await staticGroup();
  const joins = [leader.join(), follower.join()];
  for (const { promise } of joins) await promise;
  const sync = follower.sync();
  const join = restarted.join();
  await expect(sync.promise).resolves.toMatchObject({ errorCode: 27 });
  expect(stateOf(services)).toBe('PreparingRebalance');
  await follower.join().promise;
  await expect(join.promise).resolves.toMatchObject({ errorCode: 0, generationId: 3 });
});

test('the old id is not waited for in the sync phase', async () => {
  const { services, leader, follower, restarted } = await staticGroup();
  leader.instanceId = 'one';
  const joins = [leader.join(), follower.join()];
  for (const { promise } of joins) await promise;
  await leader.sync({ [leader.memberId]: 'mine' }).promise;
  await follower.sync().promise;
  await restarted.join().promise;
  expect(services.timers.armed.filter((key) => key.startsWith('sync'))).toEqual([]);
});
