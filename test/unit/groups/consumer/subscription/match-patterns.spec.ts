import { ErrorCode } from '@yak/model';
import { ConsumerWorld, given, owning } from '../../../../support/groups/consumer-world';
import { FakeCaller } from '../../../../support/groups/fake-services';

let world: ConsumerWorld;
beforeEach(() => {
  world = new ConsumerWorld();
});

/** Lets what was begun go on. */
const matched = () => world.clock.run(0);

describe('a subscription by pattern', () => {
  it('gives its topics with the heartbeat after they were matched', async () => {
    world.topics.set('orders.eu', 1);
    const joined = await world.join('A', { subscribedTopicRegex: 'orders.*' });
    expect([joined.errorCode, joined.memberEpoch, given(joined)]).toEqual([0, 1, []]);
    await matched();
    expect(world.batches.at(-1)).toEqual(['pattern', 'consumerTopics', 'consumerGroup']);
    const told = await world.beat('A', { memberEpoch: 1 });
    expect([told.memberEpoch, given(told), given(told, 'orders.eu')]).toEqual([2, [0, 1, 2, 3], [0]]);
    expect(world.group.isSubscribedTo('orders.eu')).toBe(true);
    expect(world.group.isSubscribedTo('refunds')).toBe(false);
  });

  it('matches whole names only', async () => {
    await world.join('A', { subscribedTopicRegex: 'order' });
    await matched();
    expect(given(await world.beat('A', { memberEpoch: 1 }))).toBeNull();
    expect(world.group.state.patterns.get('order')?.topics).toEqual([]);
  });

  it('goes beside names', async () => {
    world.topics.set('refunds', 2);
    const joined = await world.join('A', { subscribedTopicNames: ['orders'], subscribedTopicRegex: 'ref.*' });
    expect(given(joined)).toHaveLength(4);
    await matched();
    expect(given(await world.beat('A', { memberEpoch: 1 }), 'refunds')).toEqual([0, 1]);
  });

  it('is shared by members that use the same text, without another matching', async () => {
    await world.join('A', { subscribedTopicRegex: 'orders.*' });
    await matched();
    await world.beat('A', { memberEpoch: 1 });
    const joined = await world.join('B', { subscribedTopicRegex: 'orders.*' });
    expect(joined.memberEpoch).toBe(3);
    expect(world.timers.remainingMs('regex/1/g/')).toBeNull();
  });

  it('finds topics that are made later, 10 s apart at most', async () => {
    await world.join('A', { subscribedTopicRegex: 'orders.*' });
    await matched();
    await world.beat('A', { memberEpoch: 1 });
    world.topics.set('orders.us', 1);
    await world.beat('A', { memberEpoch: 2 });
    expect(world.timers.remainingMs('regex/1/g/')).toBeNull();
    await world.clock.run(10_001);
    await world.beat('A', { memberEpoch: 2 });
    await matched();
    expect(given(await world.beat('A', { memberEpoch: 2 }), 'orders.us')).toEqual([0]);
  });

  it('writes nothing when a matching finds what was known', async () => {
    await world.join('A', { subscribedTopicRegex: 'orders.*' });
    await matched();
    await world.beat('A', { memberEpoch: 1 });
    const { length } = world.batches;
    world.topics.set('refunds', 1);
    await world.clock.run(10_001);
    await world.beat('A', { memberEpoch: 2 });
    await matched();
    expect(world.batches).toHaveLength(length);
  });

  it('leaves out topics that the sender may not describe', async () => {
    world.topics.set('orders.secret', 1);
    const caller = Object.assign(new FakeCaller(1), { mayDescribe: (topic: string) => topic !== 'orders.secret' });
    await world.join('A', { subscribedTopicRegex: 'orders.*' }, caller);
    await matched();
    expect(world.group.state.patterns.get('orders.*')?.topics).toEqual(['orders']);
  });

  it('is given up with an empty text, and its record goes with its last user', async () => {
    await world.join('A', { subscribedTopicRegex: 'orders.*' });
    await matched();
    await world.beat('A', { memberEpoch: 1 });
    const told = await world.beat('A', { memberEpoch: 2, subscribedTopicRegex: '' });
    expect(given(told)).toEqual([]);
    expect(world.group.state.patterns.size).toBe(0);
    await world.join('B', { subscribedTopicRegex: 'or.*' });
    await matched();
    await world.beat('B', { memberEpoch: -1 });
    expect(world.batches.at(-1)).toContain('-pattern');
  });

  it('is matched in slices, and goes on where topics are many', async () => {
    for (let index = 0; index < 2_500; index += 1) world.topics.set(`t${index}`, 1);
    await world.join('A', { subscribedTopicRegex: 't24.*' });
    await matched();
    expect(world.group.state.patterns.get('t24.*')?.topics).toHaveLength(111);
  });

  it('does not bring a group down by being slow: it is given up', async () => {
    for (let index = 0; index < 50; index += 1) world.topics.set(`t${index}`, 1);
    const { clock } = world;
    const monotonicMs = clock.monotonicMs.bind(clock);
    let heldUpMs = 0;
    clock.monotonicMs = () => monotonicMs() + (heldUpMs += 100);
    await world.join('A', { subscribedTopicRegex: 't.*' });
    await matched();
    expect(world.group.state.patterns.size).toBe(0);
    expect(world.timers.armed).toEqual(['session/1/g/A']);
  });

  test.each(['(', 'a**', '(?=look)', '(?<!behind)', '(a)\\1', 'x{1001}', '((a{100}){100}){100}', 'x'.repeat(1_001)])(
    'is refused where it cannot be compiled: %s',
    async (pattern) => {
      expect(await world.join('A', { subscribedTopicRegex: pattern })).toMatchObject({
        errorCode: ErrorCode.INVALID_REGULAR_EXPRESSION,
      });
      expect([...world.groups.all()]).toEqual([]);
    },
  );

  it('ends for a pattern over which a backtracking engine would never', async () => {
    world.topics.set('a'.repeat(240), 1);
    await world.join('A', { subscribedTopicRegex: '(a*)*(a*)*(a*)*b' });
    await matched();
    expect(world.group.state.patterns.size).toBe(1);
  });

  it('survives a load', async () => {
    await world.join('A', { subscribedTopicRegex: 'orders.*' });
    await matched();
    await world.beat('A', { memberEpoch: 1 });
    const again = new ConsumerWorld();
    for (const record of world.appended) again.replay(record);
    again.group.afterLoad();
    expect(again.group.state.patterns).toEqual(world.group.state.patterns);
    expect(await again.beat('A', { memberEpoch: 2, topicPartitions: [owning('orders', 0, 1, 2, 3)] })).toMatchObject({
      errorCode: 0,
      memberEpoch: 2,
    });
  });
});
