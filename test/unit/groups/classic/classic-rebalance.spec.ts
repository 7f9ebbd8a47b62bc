import type { ClassicGroup } from '../../../../libs/groups/src/classic/classic-group';
import { timerKey } from '../../../../libs/groups/src/timer-key';
import { settle } from '../../../support/cluster/manual-clock';
import { ClassicClient, offer, stableGroup } from '../../../support/groups/classic-client';
import { FakeServices } from '../../../support/groups/fake-services';

const clientIn = (services: FakeServices, name: string, changes: Partial<ClassicClient> = {}): ClassicClient =>
  Object.assign(new ClassicClient(services, 'group', name), changes);
const groupIn = (services: FakeServices) => services.groups.find('group');
const causesOf = (services: FakeServices, machine: string) =>
  services.journal.since(0, { machine }).map(({ from, to, cause }) => `${from} → ${to}: ${cause}`);

describe('the initial delay', () => {
  test('ends when nobody new has come', async () => {
    const services = new FakeServices();
    services.settings.initialRebalanceDelayMs = 3_000;
    const join = await clientIn(services, 'a').enter();
    await services.clock.run(2_999);
    expect(join.answer).toBeNull();
    await services.clock.run(1);
    expect(join.answer).toMatchObject({ errorCode: 0, generationId: 1 });
  });

  test('begins anew with every newcomer, up to the first rebalance timeout', async () => {
    const services = new FakeServices();
    services.settings.initialRebalanceDelayMs = 3_000;
    const first = await clientIn(services, 'first', { rebalanceTimeoutMs: 8_000 }).enter();
    for (let turn = 0; turn < 3; turn += 1) {
      await services.clock.run(2_000);
      await clientIn(services, `newcomer ${turn}`, { rebalanceTimeoutMs: 8_000 }).enter();
    }
    await services.clock.run(1_999);
    expect(first.answer).toBeNull();
    await services.clock.run(1);
    expect(first.answer?.members).toHaveLength(4);
  });

  test('does not end early because all that are known have joined', async () => {
    const services = new FakeServices();
    services.settings.initialRebalanceDelayMs = 3_000;
    const [a, b] = [clientIn(services, 'a'), clientIn(services, 'b')];
    const joins = [await a.enter(), await b.enter()];
    joins.push(a.join());
    await settle();
    expect(joins.map(({ answer }) => answer?.errorCode ?? null)).toEqual([27, null, null]);
  });

  test('with everybody gone leaves an empty group of the next generation', async () => {
    const services = new FakeServices();
    services.settings.initialRebalanceDelayMs = 3_000;
    const client = clientIn(services, 'a');
    await client.enter();
    await client.leave();
    await services.clock.run(3_000);
    expect(groupIn(services)).toMatchObject({ stateName: 'Empty', generation: 1, protocolType: 'consumer' });
  });
});

describe('a rebalance', () => {
  test('goes on without the dynamic members that have not joined in time', async () => {
    const services = new FakeServices();
    const [a, b] = [
      clientIn(services, 'a', { rebalanceTimeoutMs: 5_000 }),
      clientIn(services, 'b', { rebalanceTimeoutMs: 4_000 }),
    ];
    await stableGroup(a, b);
    const join = b.join({ protocols: [offer('range', Buffer.from('new'))] });
    await services.clock.run(4_999);
    expect(join.answer).toBeNull();
    await services.clock.run(1);
    expect(join.answer).toMatchObject({ errorCode: 0, generationId: 2, leader: b.memberId });
    expect(join.answer?.members).toHaveLength(1);
    expect(causesOf(services, 'classic-group').at(-1)).toBe(
      'PreparingRebalance.rejoining → CompletingRebalance.awaitingLeader: the rebalance timeout is over',
    );
    await expect(a.beat()).resolves.toBe(25);
  });

  test('keeps static members that have not joined, until the sync phase is over', async () => {
    const services = new FakeServices();
    const [a, b] = [clientIn(services, 'a', { instanceId: 'one', rebalanceTimeoutMs: 5_000 }), clientIn(services, 'b')];
    Object.assign(a, { sessionTimeoutMs: 60_000 });
    Object.assign(b, { rebalanceTimeoutMs: 5_000, sessionTimeoutMs: 60_000 });
    await stableGroup(a, b);
    const join = b.join({ protocols: [offer('range', Buffer.from('new'))] });
    await services.clock.run(5_000);
    expect(join.answer).toMatchObject({ errorCode: 0, generationId: 2, leader: b.memberId });
    expect(join.answer?.members).toHaveLength(2);
    await b.sync({ [b.memberId]: 'mine' }).promise;
    expect(groupIn(services)).toMatchObject({ stateName: 'Stable', membersCount: 2 });
    await services.clock.run(5_000);
    expect(groupIn(services)).toMatchObject({ stateName: 'PreparingRebalance', membersCount: 1 });
  });

  test('waits on while nobody but absent static members is there', async () => {
    const services = new FakeServices();
    const [a, b] = [clientIn(services, 'a', { instanceId: 'one' }), clientIn(services, 'b')];
    Object.assign(a, { rebalanceTimeoutMs: 5_000, sessionTimeoutMs: 8_000 });
    await stableGroup(a, b);
    await b.leave();
    await services.clock.run(5_000);
    expect(groupIn(services)).toMatchObject({ stateName: 'PreparingRebalance', membersCount: 1, generation: 1 });
    await services.clock.run(5_000);
    expect(groupIn(services)).toMatchObject({ stateName: 'Empty', membersCount: 0, generation: 2 });
  });

  test('does not look again and again where absent static members give it no time', async () => {
    const services = new FakeServices();
    const [a, b] = [clientIn(services, 'a', { instanceId: 'one' }), clientIn(services, 'b')];
    for (const client of [a, b]) Object.assign(client, { rebalanceTimeoutMs: 1, sessionTimeoutMs: 60_000 });
    await stableGroup(a, b);
    await b.leave();
    await services.clock.run(1);
    expect(groupIn(services)).toMatchObject({ stateName: 'PreparingRebalance', membersCount: 1 });
    expect(services.timers.remainingMs(timerKey('join', 'group'))).toBe(1_000);
  });

  test('waits for an id that was handed out', async () => {
    const services = new FakeServices();
    const [a, b] = [clientIn(services, 'a'), clientIn(services, 'b')];
    await stableGroup(a);
    await b.join().promise;
    const join = a.join();
    await services.clock.run(9_999);
    expect(join.answer).toBeNull();
    await services.clock.run(1);
    expect(join.answer).toMatchObject({ errorCode: 0, generationId: 2 });
  });

  test('selects the protocol that the present members most want', async () => {
    const services = new FakeServices();
    const protocols = [offer('range'), offer('sticky')];
    const clients = [clientIn(services, 'a', { protocols }), clientIn(services, 'b', { protocols })];
    clients.push(clientIn(services, 'c', { protocols: [offer('sticky')] }));
    const joins = [];
    for (const client of clients) joins.push(await client.enter());
    await services.clock.run(0);
    for (const join of joins) expect(join.answer?.protocolName).toBe('sticky');
  });
});

describe('a session', () => {
  test('that ends without a sign of life makes the others rebalance', async () => {
    const services = new FakeServices();
    const [a, b] = [clientIn(services, 'a'), clientIn(services, 'b', { sessionTimeoutMs: 30_000 })];
    await stableGroup(a, b);
    await services.clock.run(10_000);
    expect(groupIn(services)).toMatchObject({ stateName: 'PreparingRebalance', membersCount: 1 });
    expect(causesOf(services, 'classic-group').at(-1)).toBe(
      `Stable → PreparingRebalance.rejoining: member ${a.memberId} was silent for its session`,
    );
    await expect(b.join().promise).resolves.toMatchObject({ generationId: 2, leader: b.memberId });
  });

  test('does not end while its member waits for others', async () => {
    const services = new FakeServices();
    const [a, b] = [clientIn(services, 'a'), clientIn(services, 'b', { sessionTimeoutMs: 60_000 })];
    await stableGroup(a, b);
    const join = a.join();
    await services.clock.run(30_000);
    expect(join.answer).toBeNull();
    await b.join().promise;
    expect(join.answer).toMatchObject({ errorCode: 0 });
    const sync = (join.answer?.leader === a.memberId ? b : a).sync();
    await services.clock.run(9_000);
    expect(sync.answer).toBeNull();
    expect(groupIn(services)?.membersCount).toBe(2);
  });

  test('of a new member is five minutes long, whatever it asks for', async () => {
    const services = new FakeServices();
    const [a, b] = [clientIn(services, 'a', { rebalanceTimeoutMs: 600_000 }), clientIn(services, 'b')];
    Object.assign(a, { sessionTimeoutMs: 1_000_000 });
    await stableGroup(a);
    const join = await b.enter();
    await services.clock.run(299_999);
    expect(join.answer).toBeNull();
    await services.clock.run(1);
    expect(join.answer).toMatchObject({ errorCode: 25, memberId: '' });
  });

  test('that ends in a rebalance lets it go on when nobody else is waited for', async () => {
    const services = new FakeServices();
    const [a, b] = [clientIn(services, 'a'), clientIn(services, 'b', { sessionTimeoutMs: 30_000 })];
    await stableGroup(a, b);
    const join = b.join({ protocols: [offer('range', Buffer.from('new'))] });
    await services.clock.run(10_000);
    expect(join.answer).toMatchObject({ errorCode: 0, generationId: 2 });
  });
});

describe('the session of a member that waits for its assignment', () => {
  async function completing() {
    const services = new FakeServices();
    const [leader, follower] = [clientIn(services, 'a', { sessionTimeoutMs: 60_000 }), clientIn(services, 'b')];
    await stableGroup(leader, follower);
    const joins = [leader.join(), follower.join()];
    for (const { promise } of joins) await promise;
    return { services, leader, follower };
  }

  test('does not end, and begins anew when it has it', async () => {
    const { services, leader, follower } = await completing();
    const sync = follower.sync();
    await services.clock.run(15_000);
    expect(groupIn(services)?.membersCount).toBe(2);
    await leader.sync().promise;
    expect(sync.answer).toMatchObject({ errorCode: 0 });
    await services.clock.run(9_999);
    expect(groupIn(services)?.membersCount).toBe(2);
    await services.clock.run(1);
    expect(groupIn(services)?.membersCount).toBe(1);
  });

  test('begins with the generation, whether or not it asks for it', async () => {
    const { services } = await completing();
    await services.clock.run(10_000);
    expect(groupIn(services)).toMatchObject({ membersCount: 1, stateName: 'PreparingRebalance' });
  });

  test('is not told an assignment of the generation before', async () => {
    const { services, leader, follower } = await completing();
    leader.join({ protocols: [offer('range', Buffer.from('new'))] });
    await follower.join().promise;
    const image = (groupIn(services) as ClassicGroup).image();
    expect(image.members.map(({ assignment }) => assignment.length)).toEqual([0, 0]);
  });
});

test('a silent client in the initial delay is not waited for, and the delay ends with the last of them', async () => {
  const services = new FakeServices();
  services.settings.initialRebalanceDelayMs = 30_000;
  const [a, b] = [clientIn(services, 'a'), clientIn(services, 'b')];
  await b.join().promise;
  const join = await a.enter();
  await services.clock.run(9_999);
  expect(join.answer).toBeNull();
  await services.clock.run(1);
  expect(join.answer).toMatchObject({ errorCode: 0, generationId: 1 });
});

describe('the sync phase', () => {
  test('drops who has not synced when the rebalance timeout is over', async () => {
    const services = new FakeServices();
    const changes = { rebalanceTimeoutMs: 5_000, sessionTimeoutMs: 60_000 };
    const [a, b] = [clientIn(services, 'a', changes), clientIn(services, 'b', changes)];
    await stableGroup(a, b);
    const joins = [a.join(), b.join()];
    for (const { promise } of joins) await promise;
    const [leader, follower] = joins[0]?.answer?.leader === a.memberId ? [a, b] : [b, a];
    const sync = follower.sync();
    await services.clock.run(4_999);
    expect(sync.answer).toBeNull();
    await services.clock.run(1);
    expect(sync.answer).toMatchObject({ errorCode: 27 });
    expect(groupIn(services)).toMatchObject({ stateName: 'PreparingRebalance', membersCount: 1 });
    await expect(leader.beat()).resolves.toBe(25);
  });

  test('has no limit left when everybody has synced', async () => {
    const services = new FakeServices();
    await stableGroup(clientIn(services, 'a', { rebalanceTimeoutMs: 5_000, sessionTimeoutMs: 60_000 }));
    expect(services.timers.armed.filter((key) => !key.startsWith('session'))).toEqual([]);
  });
});

test('the journal tells the whole life of a group, with its facts', async () => {
  const services = new FakeServices();
  const client = clientIn(services, 'a');
  await stableGroup(client);
  await client.leave('bye');
  const { memberId } = client;
  expect(causesOf(services, 'classic-group')).toEqual([
    'none → Empty: created',
    `Empty → PreparingRebalance.gathering: member ${memberId} joins`,
    'PreparingRebalance.gathering → CompletingRebalance.awaitingLeader: the initial delay is over',
    'CompletingRebalance.awaitingLeader → CompletingRebalance.writing: the leader handed in the assignments',
    'CompletingRebalance.writing → Stable: the assignments are committed',
    `Stable → PreparingRebalance.rejoining: member ${memberId} left: bye`,
    `PreparingRebalance.rejoining → Empty: member ${memberId} left: bye`,
  ]);
  expect(causesOf(services, 'classic-member')).toEqual([
    'none → identified: its id was handed out',
    'identified → joining: it joins',
    'joining → awaitingSync: the initial delay is over',
    'awaitingSync → syncing: it waits for its assignment',
    'syncing → stable: it was given its assignment',
    `stable → gone: member ${memberId} left: bye`,
  ]);
  const facts = services.journal.since(0, { machine: 'classic-group' }).map((record) => record.facts);
  expect(facts[4]).toEqual({ groupId: 'group', generation: 1, protocol: 'range', members: 1, leader: memberId });
  expect(facts.at(-1)).toEqual({ groupId: 'group', generation: 2, protocol: null, members: 0, leader: null });
});

test('timers and answers of a group that ends do not outlive it', async () => {
  const services = new FakeServices();
  const [a, b] = [clientIn(services, 'a'), clientIn(services, 'b')];
  await stableGroup(a);
  await b.join().promise;
  const join = a.join();
  groupIn(services)?.unload(16);
  groupIn(services)?.unload(16);
  await expect(join.promise).resolves.toMatchObject({ errorCode: 16, memberId: '' });
  expect(services.timers.armed).toEqual([]);
  expect(groupIn(services)?.stateName).toBe('Dead');
  await expect(a.beat()).resolves.toBe(15);
  await expect(a.leave()).resolves.toMatchObject({ errorCode: 15 });
  await expect(a.sync().promise).resolves.toMatchObject({ errorCode: 15 });
  await expect(a.join().promise).resolves.toMatchObject({ errorCode: 15 });
  await expect(b.join({ memberId: '' }).promise).resolves.toMatchObject({ errorCode: 15 });
});
