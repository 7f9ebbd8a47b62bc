import type { Group } from '../../../../libs/groups/src/ports';
import { settle } from '../../../support/cluster/manual-clock';
import { ClassicClient, offer, stableGroup } from '../../../support/groups/classic-client';
import { FakeServices } from '../../../support/groups/fake-services';

const clientsOf = (services: FakeServices, ...names: string[]): ClassicClient[] =>
  names.map((name) => new ClassicClient(services, 'group', name));
const stateOf = (services: FakeServices) => services.groups.find('group')?.stateName ?? null;

describe('a first JoinGroup', () => {
  test('makes the group, and writes that it is there', async () => {
    const services = new FakeServices();
    const [client] = clientsOf(services, 'a');
    await expect(client?.join().promise).resolves.toMatchObject({ errorCode: 79 });
    expect(services.appended).toMatchObject([{ kind: 'groupMetadata', value: { protocolType: '', generation: 0 } }]);
    expect(stateOf(services)).toBe('Empty');
  });

  test.each([0, 1, 2, 3])('of version %i joins in one step', async (version) => {
    const services = new FakeServices();
    const client = new ClassicClient(services);
    const join = client.join({}, version);
    await services.clock.run(0);
    expect(join.answer).toMatchObject({ errorCode: 0, generationId: 1, leader: client.memberId });
  });

  test('of version 0 has one timeout for both', async () => {
    const services = new FakeServices();
    const client = new ClassicClient(services);
    const join = client.join({ sessionTimeoutMs: 7_000, rebalanceTimeoutMs: -1 }, 0);
    await services.clock.run(0);
    await join.promise;
    await client.sync({ [client.memberId]: 'all' }).promise;
    expect(services.appended.at(-1)).toMatchObject({
      value: { members: [{ sessionTimeout: 7_000, rebalanceTimeout: 7_000 }] },
    });
  });

  test('with a member id is refused, and makes no group', async () => {
    const services = new FakeServices();
    const join = new ClassicClient(services).join({ memberId: 'of-old' });
    await expect(join.promise).resolves.toMatchObject({ errorCode: 25, memberId: 'of-old' });
    expect(services.groups.find('group')).toBeNull();
  });

  test.each([
    ['without a group id', { groupId: '' }, 24],
    ['with too short a session', { sessionTimeoutMs: 5_999 }, 26],
    ['without protocols', { protocols: [] }, 23],
    ['without a protocol type', { protocolType: '' }, 23],
  ])('%s is refused, makes no group and writes nothing', async (_, overrides, errorCode) => {
    const services = new FakeServices();
    const { answer, promise } = new ClassicClient(services).join(overrides);
    await expect(promise).resolves.toMatchObject({ errorCode, generationId: -1, leader: '', members: [] });
    expect(answer).toBeNull();
    expect([...services.groups.all()]).toEqual([]);
    expect(services.batches).toEqual([]);
  });

  test('whose record is refused leaves nothing behind', async () => {
    const services = new FakeServices();
    services.refuseNext(16);
    const join = new ClassicClient(services).join({}, 3);
    await expect(join.promise).resolves.toMatchObject({ errorCode: 16, memberId: '' });
    expect([...services.groups.all()]).toEqual([]);
    expect(services.timers.armed).toEqual([]);
  });

  test('is answered when the record of the group is committed', async () => {
    const services = new FakeServices();
    services.holdCommits();
    const join = new ClassicClient(services).join();
    await services.clock.run(1_000);
    expect(join.answer).toBeNull();
    await services.commit();
    expect(join.answer).toMatchObject({ errorCode: 79 });
  });
});

describe('an id that was handed out', () => {
  test('is forgotten after its session, and then unknown', async () => {
    const services = new FakeServices();
    const [a, b] = clientsOf(services, 'a', 'b');
    if (a === undefined || b === undefined) throw new Error('two clients');
    await stableGroup(a);
    await b.join().promise;
    await services.clock.run(9_999);
    expect(services.timers.remainingMs(services.timers.armed.find((key) => key.includes(b.memberId)) ?? 'join/')).toBe(
      1,
    );
    await services.clock.run(1);
    await expect(b.join().promise).resolves.toMatchObject({ errorCode: 25 });
  });

  test('does not come with an instance id', async () => {
    const services = new FakeServices();
    const client = new ClassicClient(services);
    await client.join().promise;
    await expect(client.join({ groupInstanceId: 'one' }).promise).resolves.toMatchObject({ errorCode: -1 });
  });

  test('is one of at most group.max.size', async () => {
    const services = new FakeServices();
    services.settings.groupMembersMax = 2;
    const errors = [];
    for (const client of clientsOf(services, 'a', 'b', 'c')) errors.push((await client.join().promise).errorCode);
    expect(errors).toEqual([79, 79, 81]);
  });
});

describe('a member that joins again', () => {
  async function twoMembers() {
    const services = new FakeServices();
    const [leader, follower] = [new ClassicClient(services, 'group', 'a'), new ClassicClient(services, 'group', 'b')];
    await stableGroup(leader, follower);
    return { services, leader, follower };
  }

  test('as a follower of a Stable group with nothing new is told the present generation', async () => {
    const { services, leader, follower } = await twoMembers();
    await expect(follower.join().promise).resolves.toMatchObject({
      errorCode: 0,
      generationId: 1,
      leader: leader.memberId,
      members: [],
    });
    expect(stateOf(services)).toBe('Stable');
  });

  test('as the leader of a Stable group starts a rebalance', async () => {
    const { services, leader, follower } = await twoMembers();
    const join = leader.join();
    expect(stateOf(services)).toBe('PreparingRebalance');
    await expect(follower.beat()).resolves.toBe(27);
    await expect(follower.join().promise).resolves.toMatchObject({ errorCode: 0, generationId: 2, members: [] });
    const answer = await join.promise;
    expect(answer.members.map(({ memberId }) => memberId).sort()).toEqual([leader.memberId, follower.memberId].sort());
  });

  test('with other metadata starts a rebalance', async () => {
    const { services, follower } = await twoMembers();
    follower.join({ protocols: [offer('range', Buffer.from('other'))] });
    expect(stateOf(services)).toBe('PreparingRebalance');
  });

  test('while assignments are awaited is told the generation again, or starts a rebalance with something new', async () => {
    const { services, leader, follower } = await twoMembers();
    const joins = [leader.join(), follower.join()];
    for (const { promise } of joins) await promise;
    expect(stateOf(services)).toBe('CompletingRebalance');
    const again = await leader.join().promise;
    expect(again).toMatchObject({ errorCode: 0, generationId: 2 });
    expect(again.members).toHaveLength(2);
    const sync = follower.sync();
    leader.join({ protocols: [offer('range', Buffer.from('other'))] });
    await expect(sync.promise).resolves.toMatchObject({ errorCode: 27, assignment: Buffer.alloc(0) });
    expect(stateOf(services)).toBe('PreparingRebalance');
  });

  test('without a protocol that all members list is refused', async () => {
    const { follower } = await twoMembers();
    const join = follower.join({ protocols: [offer('sticky')] });
    await expect(join.promise).resolves.toMatchObject({ errorCode: 23, memberId: follower.memberId });
  });

  test('keeps what it owns for the leader, as it said it', async () => {
    const { leader, follower } = await twoMembers();
    const owned = offer('range', Buffer.from('topics and owned partitions'));
    follower.join({ protocols: [owned] });
    const answer = await leader.join().promise;
    expect(answer.members.find(({ memberId }) => memberId === follower.memberId)?.metadata).toEqual(owned.metadata);
  });
});

describe('group.max.size', () => {
  test('leaves out who comes when the group is full', async () => {
    const services = new FakeServices();
    services.settings.groupMembersMax = 1;
    const [a, b] = [new ClassicClient(services, 'group', 'a'), new ClassicClient(services, 'group', 'b')];
    await stableGroup(a);
    await expect(b.join().promise).resolves.toMatchObject({ errorCode: 81, memberId: '' });
    expect(stateOf(services)).toBe('Stable');
  });

  test('leaves out the last to join again after it was lowered', async () => {
    const services = new FakeServices();
    const clients = clientsOf(services, 'a', 'b', 'c');
    await stableGroup(...clients);
    services.settings.groupMembersMax = 2;
    const joins = clients.map((client) => client.join());
    await settle();
    expect(joins.map(({ answer }) => answer?.errorCode)).toEqual([0, 0, 81]);
    expect(services.groups.find('group')).toMatchObject({ membersCount: 2, stateName: 'CompletingRebalance' });
  });
});

describe('a JoinGroup to a consumer group without members', () => {
  function emptyConsumerGroup(services: FakeServices) {
    const ends: number[] = [];
    const tombstone = { kind: 'consumerGroup', key: { groupId: 'group' }, value: null } as const;
    const group = { kind: 'consumer', id: 'group', membersCount: 0, tombstones: () => [tombstone] } as unknown as Group;
    group.unload = (error) => ends.push(error);
    services.groups.put(group);
    return { group, ends };
  }

  test('makes a classic group in its place, in one batch', async () => {
    const services = new FakeServices();
    const { ends } = emptyConsumerGroup(services);
    await expect(new ClassicClient(services).join().promise).resolves.toMatchObject({ errorCode: 79 });
    expect(services.batches).toEqual([['-consumerGroup', 'groupMetadata']]);
    expect(services.groups.find('group')?.kind).toBe('classic');
    expect(ends).toHaveLength(1);
  });

  test('leaves it as it is where that cannot be written', async () => {
    const services = new FakeServices();
    const { group, ends } = emptyConsumerGroup(services);
    services.refuseNext(15);
    await expect(new ClassicClient(services).join().promise).resolves.toMatchObject({ errorCode: 15 });
    expect(services.groups.find('group')).toBe(group);
    expect(ends).toEqual([]);
  });
});
