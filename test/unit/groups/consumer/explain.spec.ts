import { ConsumerWorld } from '../../../support/groups/consumer-world';

let world: ConsumerWorld;
beforeEach(() => {
  world = new ConsumerWorld();
});

test('a group that is stable says so, with its facts', async () => {
  await world.join('A');
  expect(world.group.explain()).toEqual({
    state: 'Stable',
    facts: {
      protocol: 'consumer',
      groupEpoch: 1,
      assignmentEpoch: 1,
      members: 1,
      classicMembers: 0,
      assignor: 'uniform',
    },
    sentences: ['all 1 members hold what the target of epoch 1 gives them'],
  });
});

test('a group says who keeps what from whom, and when it was heard', async () => {
  await world.join('A');
  await world.join('B');
  await world.clock.run(4_000);
  expect(world.group.explain()).toMatchObject({
    state: 'Reconciling',
    sentences: [
      'member A has yet to learn of the target of epoch 2, last heartbeat 4 s ago',
      'member A keeps partitions orders-2, orders-3 that member B waits for, last heartbeat 4 s ago',
    ],
  });
  await world.beat('A', { memberEpoch: 1 });
  expect(world.group.explain().sentences[0]).toBe(
    'member A has to give up partitions orders-2, orders-3 and has not said that it did, last heartbeat 0 s ago',
  );
  await world.beat('A', { memberEpoch: 1, topicPartitions: [] });
  expect(world.group.explain().sentences).toEqual([
    'member B gets partitions orders-2, orders-3 with its next heartbeat, last heartbeat 4 s ago',
  ]);
});

test('a group says that its target is old, that a member is away, and that nobody is there', async () => {
  await world.join('A', { instanceId: 'i' });
  await world.join('B');
  await world.beat('A', { instanceId: 'i', memberEpoch: -2 });
  await world.beat('B', { memberEpoch: -1 });
  expect(world.group.explain()).toMatchObject({
    state: 'Assigning',
    sentences: [
      'the group is in epoch 3 and its target is still that of epoch 2: the next heartbeat of any member computes it',
      'member A of the instance i is away and keeps its partitions for 45 s more',
    ],
  });
  await world.clock.run(45_000);
  expect(world.group.explain()).toMatchObject({
    state: 'Empty',
    sentences: ['the group has no members; its epoch is 4'],
  });
});

test('a group with many members on their way counts those beyond twenty', async () => {
  world.topics.set('orders', 60);
  for (let index = 0; index < 30; index += 1) await world.join(`m${index}`);
  const { sentences } = world.group.explain();
  expect(sentences).toHaveLength(21);
  expect(sentences[20]).toMatch(/^and \d+ more of this kind$/);
});
