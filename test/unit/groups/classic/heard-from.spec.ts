import { ClassicClient, stableGroup } from '../../../support/groups/classic-client';
import { FakeServices } from '../../../support/groups/fake-services';

async function groupOf(changes: Partial<ClassicClient> = {}, leaveOnDisconnect = true) {
  const services = new FakeServices();
  services.settings.leaveOnDisconnect = leaveOnDisconnect;
  const client = Object.assign(new ClassicClient(services), changes);
  await stableGroup(client);
  return { services, client, membersCount: () => services.groups.find('group')?.membersCount };
}

test('a dynamic member leaves when its socket is closed', async () => {
  const { services, client, membersCount } = await groupOf();
  client.caller.close();
  await services.clock.run(0);
  expect(membersCount()).toBe(0);
  const [last] = services.journal.since(0, { machine: 'classic-group' }).slice(-1);
  expect(last?.cause).toBe(`the connection of member ${client.memberId} was closed`);
});

test('a client that was told its id and goes is not waited for', async () => {
  const { services, client } = await groupOf();
  const other = new ClassicClient(services, 'group', 'other');
  await other.join().promise;
  other.caller.close();
  const join = client.join();
  await services.clock.run(0);
  expect(join.answer).toMatchObject({ errorCode: 0, generationId: 2 });
});

test('a member that has come over another socket meanwhile stays', async () => {
  const { services, client, membersCount } = await groupOf();
  const again = Object.assign(new ClassicClient(services), { memberId: client.memberId, generationId: 1 });
  await again.beat();
  client.caller.close();
  await services.clock.run(1);
  expect(membersCount()).toBe(1);
  again.caller.close();
  await services.clock.run(0);
  expect(membersCount()).toBe(0);
});

test('a static member stays until its session is over', async () => {
  const { services, client, membersCount } = await groupOf({ instanceId: 'one' });
  client.caller.close();
  await services.clock.run(9_999);
  expect(membersCount()).toBe(1);
  await services.clock.run(1);
  expect(membersCount()).toBe(0);
});

test('without the setting nobody looks at sockets', async () => {
  const { services, client, membersCount } = await groupOf({}, false);
  expect(client.caller.listeners).toBe(0);
  client.caller.close();
  await services.clock.run(9_999);
  expect(membersCount()).toBe(1);
});
