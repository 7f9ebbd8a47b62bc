import { ErrorCode } from '@yak/model';
import { ConsumerWorld, given } from '../../../support/groups/consumer-world';

let world: ConsumerWorld;
beforeEach(() => {
  world = new ConsumerWorld();
});

/** A alone with 4 partitions, then B joins. */
async function twoMembers(): Promise<void> {
  await world.join('A');
  await world.join('B');
}

describe('a group of the consumer protocol', () => {
  it('fences a member that does not give up what it must within its rebalance timeout', async () => {
    await twoMembers();
    await world.beat('A', { memberEpoch: 1 });
    for (let beat = 0; beat < 3; beat += 1) {
      await world.clock.run(19_000);
      await world.beat('A', { memberEpoch: 1 });
      await world.beat('B', { memberEpoch: 2 });
    }
    await world.clock.run(4_000);
    expect(await world.beat('A', { memberEpoch: 1 })).toMatchObject({ errorCode: ErrorCode.UNKNOWN_MEMBER_ID });
    expect(world.group.state.groupEpoch).toBe(3);
    const answer = await world.beat('B', { memberEpoch: 2 });
    expect([answer.memberEpoch, given(answer)]).toEqual([3, [0, 1, 2, 3]]);
  });

  it('fences a member that is silent for its session', async () => {
    await twoMembers();
    await world.clock.run(30_000);
    await world.beat('B', { memberEpoch: 2 });
    await world.clock.run(16_000);
    expect([...world.group.state.members.keys()]).toEqual(['B']);
    expect(world.timers.armed).toEqual(['session/1/g/B']);
  });

  it('has another try at a member that it could not take out', async () => {
    await world.join('A');
    world.refuseNext(ErrorCode.COORDINATOR_NOT_AVAILABLE);
    await world.clock.run(45_000);
    expect(world.group.membersCount).toBe(1);
    await world.clock.run(45_000);
    expect(world.group.membersCount).toBe(0);
  });
});
