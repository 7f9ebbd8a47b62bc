import { ClassicGroup } from '../../../../libs/groups/src/classic/classic-group';
import type { ReadGroupRecord } from '../../../../libs/groups/src/records/group-record';
import { ClassicClient, offer, stableGroup, subscriptionTo } from '../../../support/groups/classic-client';
import { FakeServices } from '../../../support/groups/fake-services';

/** The newest record of the group, loaded into another shard. */
function loadedFrom(services: FakeServices, settings: Partial<FakeServices['settings']> = {}) {
  const record = services.appended.at(-1) as Extract<ReadGroupRecord, { kind: 'groupMetadata' }>;
  if (record.value === null) throw new Error('a record of a group');
  const next = new FakeServices();
  Object.assign(next.settings, settings);
  const group = ClassicGroup.load(next, record.key, record.value);
  next.groups.put(group);
  return { next, group };
}

const anyone = { apiVersion: 9, memberId: '', instanceId: null, generationOrEpoch: -1 };

describe('a group that is loaded', () => {
  test('is Stable with the members, assignments and generation of its record', async () => {
    const services = new FakeServices();
    const client = Object.assign(new ClassicClient(services), { instanceId: 'one' });
    await stableGroup(client);
    const { next, group } = loadedFrom(services);
    expect(group.afterLoad()).toBeNull();
    expect(group).toMatchObject({ stateName: 'Stable', generation: 1, protocolType: 'consumer', membersCount: 1 });
    expect(group.stateTimestampMs).toBe(services.groups.find('group')?.stateTimestampMs);
    const again = Object.assign(new ClassicClient(next), { memberId: client.memberId, generationId: 1 });
    await expect(again.beat()).resolves.toBe(0);
    await expect(again.sync().promise).resolves.toMatchObject({ assignment: Buffer.from('for client') });
    expect(group.isSubscribedTo('orders')).toBe(true);
    expect(group.isSubscribedTo('others')).toBe(false);
  });

  test('waits a whole session for each member', async () => {
    const services = new FakeServices();
    await stableGroup(new ClassicClient(services));
    const { next, group } = loadedFrom(services);
    group.afterLoad();
    await next.clock.run(9_999);
    expect(group.membersCount).toBe(1);
    await next.clock.run(1);
    expect(group).toMatchObject({ membersCount: 0, stateName: 'Empty', generation: 2 });
  });

  test('is Empty where its record has no members, since the time of its record', async () => {
    const services = new FakeServices();
    const client = new ClassicClient(services);
    await stableGroup(client);
    await services.clock.run(5_000);
    await client.leave();
    const { group } = loadedFrom(services);
    group.afterLoad();
    expect(group).toMatchObject({ stateName: 'Empty', generation: 2, isSimple: false, protocolType: 'consumer' });
    expect(group.stateTimestampMs).toBe(services.clock.wallMs());
    expect(group.retentionBase('orders', 1)).toBe(services.clock.wallMs());
  });

  test('rebalances when it has more members than it may', async () => {
    const services = new FakeServices();
    const clients = ['a', 'b'].map((name) => new ClassicClient(services, 'group', name));
    await stableGroup(...clients);
    const { group } = loadedFrom(services, { groupMembersMax: 1 });
    expect(group.afterLoad()).not.toBeNull();
    expect(group.stateName).toBe('PreparingRebalance');
  });

  test('runs no machine before it is asked for something', async () => {
    const services = new FakeServices();
    await stableGroup(new ClassicClient(services));
    const { next, group } = loadedFrom(services);
    expect(group).toMatchObject({ membersCount: 1, protocolType: 'consumer' });
    group.unload(16);
    expect(next.journal.lastSequence).toBe(0);
  });

  test('has the session for its rebalance timeout where an old record has none', () => {
    const value = {
      protocolType: 'consumer',
      generation: 3,
      protocol: 'range',
      leader: null,
      currentStateTimestamp: -1,
      members: [
        {
          memberId: 'a',
          groupInstanceId: null,
          clientId: 'c',
          clientHost: '/h',
          rebalanceTimeout: -1,
          sessionTimeout: 7_000,
          subscription: subscriptionTo('orders'),
          assignment: Buffer.alloc(0),
        },
      ],
    };
    const group = ClassicGroup.load(new FakeServices(), { group: 'group' }, value);
    expect(group.image()).toMatchObject({
      leaderId: 'a',
      stateTimestampMs: null,
      members: [{ rebalanceTimeoutMs: 7_000, sessionTimeoutMs: 7_000 }],
    });
    expect(group.rebalance.roster.find('a')?.state).toBe('stable');
  });
});

test('a group that is made of another has its members, and can go on', async () => {
  const services = new FakeServices();
  const clients = ['a', 'b'].map((name) => new ClassicClient(services, 'group', name));
  await stableGroup(...clients);
  const image = (services.groups.find('group') as ClassicGroup).image();
  const next = new FakeServices();
  const group = ClassicGroup.of(next, image, 'its last member of the new protocol left');
  next.groups.put(group);
  group.startSessions();
  expect(group.record()).toEqual((services.groups.find('group') as ClassicGroup).record());
  expect(group.image()).toEqual(image);
  expect(next.timers.armed).toHaveLength(2);
});

describe('a description', () => {
  test('of a Stable group has protocol, metadata and assignments', async () => {
    const services = new FakeServices();
    const client = new ClassicClient(services);
    await stableGroup(client);
    expect((services.groups.find('group') as ClassicGroup).describe()).toEqual({
      errorCode: 0,
      groupId: 'group',
      groupState: 'Stable',
      protocolType: 'consumer',
      protocolData: 'range',
      members: [
        {
          memberId: client.memberId,
          groupInstanceId: null,
          clientId: 'client',
          clientHost: '/127.0.0.1',
          memberMetadata: subscriptionTo('orders'),
          memberAssignment: Buffer.from('for client'),
        },
      ],
    });
  });

  test('of a group in a rebalance has no protocol and no metadata', async () => {
    const services = new FakeServices();
    const [a, b] = [new ClassicClient(services, 'group', 'a'), new ClassicClient(services, 'group', 'b')];
    await stableGroup(a);
    await b.enter();
    const described = (services.groups.find('group') as ClassicGroup).describe();
    expect(described).toMatchObject({ groupState: 'PreparingRebalance', protocolData: '', protocolType: 'consumer' });
    expect(described.members.map(({ memberMetadata }) => memberMetadata.length)).toEqual([0, 0]);
    expect(described.members[0]?.memberAssignment).toEqual(Buffer.from('for a'));
  });

  test('of a simple group has nothing', () => {
    const group = ClassicGroup.simple(new FakeServices(), 'group');
    expect(group.describe()).toMatchObject({ groupState: 'Empty', protocolType: '', protocolData: '', members: [] });
    expect(group.isSimple).toBe(true);
    expect(group.tombstones()).toEqual([{ kind: 'groupMetadata', key: { group: 'group' }, value: null }]);
  });
});

describe('offsets', () => {
  test('of a simple group may be committed by anybody without a generation', () => {
    const group = ClassicGroup.simple(new FakeServices(), 'group');
    expect(group.judgeCommit(anyone)).toBe(0);
    expect(group.judgeCommit({ ...anyone, memberId: 'me', generationOrEpoch: 3 })).toBe(25);
    expect([group.judgeFetch(), group.judgeDelete(), group.judgeOffsetDelete()]).toEqual([0, 0, 0]);
    expect(group.retentionBase('orders', 7)).toBe(7);
    expect(group.isSubscribedTo('orders')).toBe(false);
  });

  test('of a group at work may be committed by its members, which is a sign of life', async () => {
    const services = new FakeServices();
    const client = new ClassicClient(services);
    await stableGroup(client);
    const group = services.groups.find('group') as ClassicGroup;
    const { memberId } = client;
    expect(group.judgeCommit(anyone)).toBe(25);
    expect(group.judgeCommit({ ...anyone, memberId, generationOrEpoch: 1 })).toBe(0);
    expect(group.judgeCommit({ ...anyone, memberId, generationOrEpoch: 2 })).toBe(22);
    expect(group.judgeDelete()).toBe(68);
    await services.clock.run(9_000);
    group.noteCommit(memberId);
    group.noteCommit('stranger');
    await services.clock.run(9_000);
    expect(group.membersCount).toBe(1);
    await services.clock.run(1_000);
    expect(group.membersCount).toBe(0);
  });

  test('are no sign of life while assignments are awaited', async () => {
    const services = new FakeServices();
    const client = new ClassicClient(services);
    await stableGroup(client);
    await client.join().promise;
    const group = services.groups.find('group') as ClassicGroup;
    expect(group.judgeCommit({ ...anyone, memberId: client.memberId, generationOrEpoch: 2 })).toBe(27);
    await services.clock.run(5_000);
    group.noteCommit(client.memberId);
    await services.clock.run(5_000);
    expect(group.membersCount).toBe(0);
  });

  test('of topics that nobody reads expire, those of topics that are read do not', async () => {
    const services = new FakeServices();
    const client = Object.assign(new ClassicClient(services), {
      protocols: [offer('range', subscriptionTo('orders'))],
    });
    await stableGroup(client);
    const group = services.groups.find('group');
    expect(group?.retentionBase('orders', 7)).toBeNull();
    expect(group?.retentionBase('others', 7)).toBe(7);
  });

  test('of members that cannot be read are all kept', async () => {
    const services = new FakeServices();
    const client = Object.assign(new ClassicClient(services), { protocols: [offer('range', Buffer.from('??'))] });
    await stableGroup(client);
    expect(services.groups.find('group')?.isSubscribedTo('others')).toBe(true);
    expect(services.groups.find('group')?.retentionBase('others', 7)).toBeNull();
  });
});
