import { leaveGroup } from '../../../../libs/groups/src/classic/leave-group';
import { settle } from '../../../support/cluster/manual-clock';
import { ClassicClient, stableGroup } from '../../../support/groups/classic-client';
import { FakeCaller, FakeServices } from '../../../support/groups/fake-services';

interface Leave {
  readonly memberId: string;
  readonly groupInstanceId?: string | null;
}
const leave = (services: FakeServices, leaves: readonly Leave[], groupId = 'group') => {
  const members = leaves.map((one) => ({ groupInstanceId: null, reason: null, ...one }));
  return services.run(leaveGroup(services, { groupId, memberId: '', members }, new FakeCaller(5)));
};
const leaveAlone = (services: FakeServices, memberId: string, groupId = 'group') =>
  services.run(leaveGroup(services, { groupId, memberId, members: [] }, new FakeCaller(2)));

async function groupOf(...names: string[]) {
  const services = new FakeServices();
  const clients = names.map((name) => new ClassicClient(services, 'group', name));
  await stableGroup(...clients);
  return { services, clients, ids: clients.map(({ memberId }) => memberId) };
}

test('a member that leaves makes the others rebalance', async () => {
  const { services, clients, ids } = await groupOf('a', 'b');
  await expect(leave(services, [{ memberId: ids[1] ?? '' }])).resolves.toMatchObject({ errorCode: 0 });
  expect(services.groups.find('group')).toMatchObject({ stateName: 'PreparingRebalance', membersCount: 1 });
  await expect(clients[0]?.join().promise).resolves.toMatchObject({ errorCode: 0, generationId: 2 });
});

test('several leave at once, and each has an answer of its own', async () => {
  const { services, ids } = await groupOf('a', 'b', 'c');
  const [a = '', b = ''] = ids;
  const answer = await leave(services, [
    { memberId: a },
    { memberId: 'stranger' },
    { memberId: b, groupInstanceId: 'unknown' },
    { memberId: '' },
  ]);
  expect(answer).toEqual({
    errorCode: 0,
    members: [
      { memberId: a, groupInstanceId: null, errorCode: 0 },
      { memberId: 'stranger', groupInstanceId: null, errorCode: 25 },
      { memberId: b, groupInstanceId: 'unknown', errorCode: 25 },
      { memberId: '', groupInstanceId: null, errorCode: 25 },
    ],
  });
  expect(services.groups.find('group')?.membersCount).toBe(2);
});

test('the last to leave empties the group, and the answer waits until that is committed', async () => {
  const { services, ids } = await groupOf('a');
  services.holdCommits();
  const answer = leave(services, [{ memberId: ids[0] ?? '' }]);
  expect(services.groups.find('group')).toMatchObject({ stateName: 'Empty', generation: 2 });
  expect(services.appended.at(-1)).toMatchObject({
    value: { protocolType: 'consumer', generation: 2, protocol: null, leader: null, members: [] },
  });
  let isAnswered = false;
  void answer.then(() => (isAnswered = true));
  await settle();
  expect(isAnswered).toBe(false);
  await services.commit();
  await expect(answer).resolves.toMatchObject({ errorCode: 0, members: [{ errorCode: 0 }] });
});

test('the last to leave is told when that was not written', async () => {
  const { services, ids } = await groupOf('a');
  services.refuseNext(15);
  await expect(leave(services, [{ memberId: ids[0] ?? '' }])).resolves.toMatchObject({ errorCode: 15 });
  expect(services.groups.find('group')).toMatchObject({ stateName: 'Empty', membersCount: 0 });
});

test('versions before lists have one member and one error', async () => {
  const { services, ids } = await groupOf('a', 'b');
  await expect(leaveAlone(services, 'stranger')).resolves.toEqual({ errorCode: 25, members: [] });
  await expect(leaveAlone(services, ids[0] ?? '')).resolves.toEqual({ errorCode: 0, members: [] });
  await expect(leaveAlone(services, 'any', 'nowhere')).resolves.toEqual({ errorCode: 25, members: [] });
  await expect(leaveAlone(services, 'any', '')).resolves.toMatchObject({ errorCode: 24 });
});

test('who leaves no group is a stranger there', async () => {
  const answer = await leave(new FakeServices(), [{ memberId: 'me' }], 'nowhere');
  expect(answer).toMatchObject({ errorCode: 0, members: [{ memberId: 'me', errorCode: 25 }] });
});

test('a JoinGroup that waits is answered when its member leaves', async () => {
  const { services, clients } = await groupOf('a', 'b');
  const join = clients[0]?.join();
  await expect(leave(services, [{ memberId: clients[0]?.memberId ?? '' }])).resolves.toMatchObject({ errorCode: 0 });
  await expect(join?.promise).resolves.toMatchObject({ errorCode: 25, memberId: '' });
});

test('an id that was handed out can be given back, and is not waited for any longer', async () => {
  const { services, clients } = await groupOf('a');
  const other = new ClassicClient(services, 'group', 'other');
  await other.join().promise;
  const join = clients[0]?.join();
  await settle();
  expect(join?.answer).toBeNull();
  await expect(leave(services, [{ memberId: other.memberId }])).resolves.toMatchObject({ members: [{ errorCode: 0 }] });
  await expect(join?.promise).resolves.toMatchObject({ errorCode: 0, generationId: 2 });
});

test('an operator removes a static member by its instance id alone', async () => {
  const services = new FakeServices();
  const client = Object.assign(new ClassicClient(services), { instanceId: 'one' });
  await stableGroup(client);
  const answer = await leave(services, [{ memberId: '', groupInstanceId: 'one' }]);
  expect(answer).toMatchObject({ members: [{ memberId: '', groupInstanceId: 'one', errorCode: 0 }] });
  expect(services.groups.find('group')?.membersCount).toBe(0);
});

test('a departure does not cut the initial delay short', async () => {
  const services = new FakeServices();
  services.settings.initialRebalanceDelayMs = 3_000;
  const [a, b] = [new ClassicClient(services, 'group', 'a'), new ClassicClient(services, 'group', 'b')];
  const join = await a.enter();
  await b.enter();
  await b.leave();
  await settle();
  expect(join.answer).toBeNull();
  await services.clock.run(6_000);
  expect(join.answer).toMatchObject({ errorCode: 0, generationId: 1 });
});

test('the journal has the reason that a member gave, within bounds', async () => {
  const { services, clients } = await groupOf('a');
  await clients[0]?.leave(`the consumer is being closed${'!'.repeat(1_000)}`);
  const causes = services.journal.since(0, { machine: 'classic-member' }).map(({ cause }) => cause);
  expect(causes.at(-1)).toMatch(/^member a-[0-9a-f-]+ left: the consumer is being closed!+$/);
  expect(causes.at(-1)?.length).toBeLessThan(400);
});
