import { answered } from '../../../../libs/groups/src/decision';
import { ClassicMember } from '../../../../libs/groups/src/classic/classic-member';
import { ClassicRoster } from '../../../../libs/groups/src/classic/classic-roster';
import { FakeServices } from '../../../support/groups/fake-services';

const services = new FakeServices();
const profileOf = (protocols: readonly string[], instanceId: string | null = null, rebalanceTimeoutMs = 1_000) => ({
  instanceId,
  clientId: 'client',
  clientHost: '/127.0.0.1',
  sessionTimeoutMs: 1_000,
  rebalanceTimeoutMs,
  protocols: protocols.map((name) => ({ name, metadata: Buffer.alloc(0) })),
});
const memberOf = (id: string, ...profile: Parameters<typeof profileOf>): ClassicMember =>
  new ClassicMember(services, { id, groupId: 'group', profile: profileOf(...profile), cause: 'test' }, () =>
    answered(undefined),
  );

function rosterOf(...members: readonly ClassicMember[]): ClassicRoster {
  const roster = new ClassicRoster(null);
  for (const member of members) roster.add(member, 'consumer');
  return roster;
}

test('the first member leads and says of which type the group is', () => {
  const roster = rosterOf(memberOf('a', ['range']), memberOf('b', ['range']));
  expect(roster).toMatchObject({ leaderId: 'a', protocolType: 'consumer', size: 2 });
});

test('when the leader goes another member leads, and nobody when all have gone', () => {
  const [a, b] = [memberOf('a', ['range']), memberOf('b', ['range'])];
  const roster = rosterOf(a, b);
  roster.remove(a);
  expect(roster.leaderId).toBe('b');
  roster.remove(b);
  expect(roster).toMatchObject({ leaderId: null, size: 0, protocolType: 'consumer' });
  expect([...roster.listed]).toEqual([]);
});

test('protocols are counted once for each member, through joins, updates and departures', () => {
  const [a, b] = [memberOf('a', ['range', 'sticky', 'range']), memberOf('b', ['range'])];
  const roster = rosterOf(a, b);
  expect(Object.fromEntries(roster.listed)).toEqual({ range: 2, sticky: 1 });
  roster.update(a, profileOf(['range', 'other']));
  expect(Object.fromEntries(roster.listed)).toEqual({ range: 2, other: 1 });
  roster.remove(b);
  roster.remove(b);
  expect(Object.fromEntries(roster.listed)).toEqual({ range: 1, other: 1 });
});

test('a claim tells members, instances and strangers apart', () => {
  const roster = rosterOf(memberOf('a', ['range'], 'one'), memberOf('b', ['range']));
  expect(roster.claimOf('a', 'one')).toEqual({ isMember: true, instance: 'own' });
  expect(roster.claimOf('a', null)).toEqual({ isMember: true, instance: 'none' });
  expect(roster.claimOf('b', 'one')).toEqual({ isMember: true, instance: 'other' });
  expect(roster.claimOf('', 'one')).toEqual({ isMember: false, instance: 'other' });
  expect(roster.claimOf('c', 'two')).toEqual({ isMember: false, instance: 'unknown' });
  expect(roster.findInstance('one')?.id).toBe('a');
  expect(roster.findInstance('two')).toBeNull();
  expect(roster.findInstance(null)).toBeNull();
});

test('a member that takes the place of another has its instance id and its lead', () => {
  const old = memberOf('a', ['range'], 'one');
  const roster = rosterOf(old, memberOf('b', ['range']));
  roster.awaitingSync.add('a');
  roster.replace(old, memberOf('c', ['range'], 'one'));
  expect(roster).toMatchObject({ leaderId: 'c', size: 2, protocolType: 'consumer' });
  expect(roster.findInstance('one')?.id).toBe('c');
  expect(roster.find('a')).toBeNull();
  expect([...roster.awaitingSync]).toEqual([]);
});

test('all have joined when every member has and no id is out', () => {
  const [a, b] = [memberOf('a', ['range']), memberOf('b', ['range'])];
  const roster = rosterOf(a, b);
  void a.parkJoin(9, 'test');
  expect(roster).toMatchObject({ haveAllJoined: false, joinsCount: 1 });
  void b.parkJoin(9, 'test');
  expect(roster).toMatchObject({ haveAllJoined: true, joinsCount: 2 });
  roster.addPending(memberOf('c', []));
  expect(roster.haveAllJoined).toBe(false);
  expect(roster.takePending('c')?.id).toBe('c');
  expect(roster.takePending('c')).toBeNull();
  expect(roster.haveAllJoined).toBe(true);
});

test('a leader that has not joined hands over to the first that has', () => {
  const [a, b] = [memberOf('a', ['range']), memberOf('b', ['range'])];
  const roster = rosterOf(a, b);
  expect(roster.electJoinedLeader()).toBe(false);
  void b.parkJoin(9, 'test');
  expect(roster.electJoinedLeader()).toBe(true);
  expect(roster.leaderId).toBe('b');
  void a.parkJoin(9, 'test');
  expect(roster.electJoinedLeader()).toBe(true);
  expect(roster.leaderId).toBe('b');
});

test('the group waits as long as its most patient member', () => {
  expect(rosterOf().rebalanceTimeoutMs).toBe(0);
  expect(rosterOf(memberOf('a', ['range'], null, 5), memberOf('b', ['range'], null, 3)).rebalanceTimeoutMs).toBe(5);
});

test('the leader decides between protocols with equally many votes', () => {
  const roster = rosterOf(memberOf('a', ['range', 'sticky']), memberOf('b', ['sticky', 'range']));
  expect(roster.selectProtocol()).toBe('range');
  roster.lead('b');
  expect(roster.selectProtocol()).toBe('sticky');
  expect(roster.isSame('a', profileOf(['range', 'sticky']))).toBe(true);
  expect(roster.isSame('a', profileOf(['sticky', 'range']))).toBe(false);
  expect(roster.isSame('c', profileOf(['range']))).toBe(false);
});
