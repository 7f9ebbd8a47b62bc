import { ClassicClient, stableGroup } from '../../../support/groups/classic-client';
import { FakeServices } from '../../../support/groups/fake-services';

async function oneMember() {
  const services = new FakeServices();
  const client = new ClassicClient(services);
  await stableGroup(client);
  return { services, client };
}

test('a heartbeat begins the session anew, and leaves no trace in the journal', async () => {
  const { services, client } = await oneMember();
  const before = services.journal.lastSequence;
  for (let turn = 0; turn < 5; turn += 1) {
    await services.clock.run(9_999);
    await expect(client.beat()).resolves.toBe(0);
  }
  expect(services.journal.lastSequence).toBe(before);
  expect(services.batches).toHaveLength(2);
  await services.clock.run(9_999);
  expect(services.groups.find('group')?.membersCount).toBe(1);
  await services.clock.run(1);
  expect(services.groups.find('group')?.membersCount).toBe(0);
});

test.each([
  ['without a group id', { groupId: '' }, 24],
  ['to no group', { groupId: 'other' }, 25],
  ['of a stranger', { memberId: 'stranger' }, 25],
  ['of an unknown instance', { instanceId: 'one' }, 25],
  ['of another generation', { generationId: 2 }, 22],
])('a heartbeat %s is refused, and no sign of life', async (_, changes, error) => {
  const { services, client } = await oneMember();
  await services.clock.run(5_000);
  const other = Object.assign(new ClassicClient(services), { memberId: client.memberId, generationId: 1 }, changes);
  await expect(other.beat()).resolves.toBe(error);
  await services.clock.run(5_000);
  expect(services.groups.find('group')?.membersCount).toBe(0);
});

test('a heartbeat in a rebalance says so, and is a sign of life', async () => {
  const { services, client } = await oneMember();
  const other = new ClassicClient(services, 'group', 'other');
  await other.enter();
  await services.clock.run(9_000);
  await expect(client.beat()).resolves.toBe(27);
  await services.clock.run(9_000);
  expect(services.groups.find('group')).toMatchObject({ membersCount: 2, stateName: 'PreparingRebalance' });
});

test('a heartbeat while assignments are awaited is fine', async () => {
  const { services, client } = await oneMember();
  await client.join().promise;
  expect(services.groups.find('group')?.stateName).toBe('CompletingRebalance');
  await expect(client.beat()).resolves.toBe(0);
});
