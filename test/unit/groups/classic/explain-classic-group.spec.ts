import { ClassicGroup } from '../../../../libs/groups/src/classic/classic-group';
import { ClassicClient, offer, stableGroup } from '../../../support/groups/classic-client';
import { FakeServices } from '../../../support/groups/fake-services';

const explained = (services: FakeServices) => services.groups.find('group')?.explain();
const clientIn = (services: FakeServices, name: string): ClassicClient => new ClassicClient(services, 'group', name);

test('a simple group is here for its offsets', () => {
  expect(ClassicGroup.simple(new FakeServices(), 'group').explain()).toEqual({
    state: 'Empty',
    facts: {
      groupId: 'group',
      generation: 0,
      protocolType: null,
      protocol: null,
      members: 0,
      leader: null,
      idsHandedOut: 0,
      awaitingSync: 0,
      joinEndsInMs: null,
      syncEndsInMs: null,
    },
    sentences: ['the group has no members and never had any: it is here for its offsets.'],
  });
});

test('a group whose members gather says how long it waits', async () => {
  const services = new FakeServices();
  services.settings.initialRebalanceDelayMs = 3_000;
  await clientIn(services, 'a').enter();
  await services.clock.run(1_000);
  expect(explained(services)?.sentences).toEqual([
    'the first members gather: 1 member so far.',
    'the rebalance waits 2 s more for others to come (group.initial.rebalance.delay.ms).',
  ]);
});

test('a group in a rebalance names whom it waits for, and since when it was heard', async () => {
  const services = new FakeServices();
  const [a, b] = [clientIn(services, 'a'), clientIn(services, 'b')];
  a.sessionTimeoutMs = 30_000;
  await stableGroup(a, b);
  b.join({ protocols: [offer('range', Buffer.from('new'))] });
  await services.clock.run(12_000);
  expect(explained(services)).toMatchObject({
    state: 'PreparingRebalance.rejoining',
    facts: { members: 2, joinEndsInMs: 48_000 },
    sentences: [
      `a rebalance is on because member ${b.memberId} joins again.`,
      `joining waits for member ${a.memberId} (a at /127.0.0.1), last heard 12 s ago.`,
      'in 48 s it goes on without those that have not joined.',
    ],
  });
});

test('a generation without assignments names its leader', async () => {
  const services = new FakeServices();
  const client = clientIn(services, 'a');
  await stableGroup(client);
  await client.join().promise;
  expect(explained(services)?.sentences).toEqual([
    `generation 2 has 1 member and waits for the assignments of its leader, member ${client.memberId} (a at /127.0.0.1), last heard 0 s ago.`,
    'in 60 s it goes on without those whose SyncGroup has not come.',
  ]);
  services.holdCommits();
  client.sync();
  expect(explained(services)?.sentences).toEqual([
    'the assignments of generation 2 are written and not committed yet.',
  ]);
});

test('a Stable group names its members, and ids that were handed out', async () => {
  const services = new FakeServices();
  const client = clientIn(services, 'a');
  await stableGroup(client);
  await services.clock.run(2_000);
  await client.beat();
  await clientIn(services, 'b').join().promise;
  await services.clock.run(3_000);
  expect(explained(services)).toMatchObject({ state: 'Stable', facts: { generation: 1, idsHandedOut: 1 } });
  expect(explained(services)?.sentences).toEqual([
    'the group is Stable in generation 1 with 1 member.',
    `member ${client.memberId} (a at /127.0.0.1), last heard 3 s ago.`,
    'client b was told its member id 3 s ago and has not come back.',
  ]);
});

test('of many members the first are named and the others counted', async () => {
  const services = new FakeServices();
  await stableGroup(...Array.from({ length: 13 }, (_, index) => clientIn(services, `client-${index}`)));
  const sentences = explained(services)?.sentences ?? [];
  expect(sentences).toHaveLength(12);
  expect(sentences.at(-1)).toBe('3 more members likewise.');
});

test('a group that has ended, and one that became Empty, say so', async () => {
  const services = new FakeServices();
  const client = clientIn(services, 'a');
  await stableGroup(client);
  await client.leave();
  expect(explained(services)?.sentences).toEqual([
    'the group has no members since generation 2; its offsets are kept until they expire.',
  ]);
  services.groups.find('group')?.unload(16);
  expect(explained(services)?.sentences).toEqual([
    'the group is no longer here: its shard was unloaded, or it was deleted.',
  ]);
});
