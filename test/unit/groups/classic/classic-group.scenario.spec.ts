import { ClassicClient, stableGroup } from '../../../support/groups/classic-client';
import { FakeServices } from '../../../support/groups/fake-services';

test('a first member joins in two steps, leads, assigns and works', async () => {
  const services = new FakeServices();
  const client = new ClassicClient(services);
  const first = client.join();
  await services.clock.run(0);
  expect(first.answer?.errorCode).toBe(79);
  expect(first.answer?.memberId).toMatch(/^client-[0-9a-f-]{36}$/);
  const second = client.join();
  expect(services.groups.find('group')?.stateName).toBe('PreparingRebalance');
  await services.clock.run(0);
  expect(second.answer).toMatchObject({
    errorCode: 0,
    generationId: 1,
    protocolType: 'consumer',
    protocolName: 'range',
    leader: client.memberId,
    members: [{ memberId: client.memberId, metadata: client.protocols[0]?.metadata }],
  });
  const sync = await client.sync({ [client.memberId]: 'all of it' }).promise;
  expect(sync).toMatchObject({ errorCode: 0, protocolName: 'range', assignment: Buffer.from('all of it') });
  expect(services.groups.find('group')?.stateName).toBe('Stable');
  await expect(client.beat()).resolves.toBe(0);
  expect(services.batches).toEqual([['groupMetadata'], ['groupMetadata']]);
  await expect(client.leave()).resolves.toMatchObject({ errorCode: 0, members: [{ errorCode: 0 }] });
  expect(services.groups.find('group')?.stateName).toBe('Empty');
  expect(services.timers.armed).toEqual([]);
});

test('three members share what their leader gives them', async () => {
  const services = new FakeServices();
  const clients = ['one', 'two', 'three'].map((name) => new ClassicClient(services, 'group', name));
  await stableGroup(...clients);
  expect(services.groups.find('group')).toMatchObject({ stateName: 'Stable', membersCount: 3, generation: 1 });
});
