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
  it('is left for good by a member of epoch -1', async () => {
    await twoMembers();
    expect(await world.beat('A', { memberEpoch: -1 })).toMatchObject({ errorCode: 0, memberId: 'A', memberEpoch: -1 });
    expect(world.group.stateName).toBe('Assigning');
    expect(given(await world.beat('B', { memberEpoch: 2 }))).toEqual([0, 1, 2, 3]);
    await world.beat('B', { memberEpoch: -1 });
    expect([world.group.stateName, world.group.state.groupEpoch]).toEqual(['Empty', 4]);
    expect(world.timers.armed).toEqual([]);
  });

  it('keeps its member when the log refuses', async () => {
    await twoMembers();
    world.refuseNext(ErrorCode.COORDINATOR_NOT_AVAILABLE);
    expect(await world.beat('A', { memberEpoch: -1 })).toMatchObject({
      errorCode: ErrorCode.COORDINATOR_NOT_AVAILABLE,
    });
    expect(world.group.membersCount).toBe(2);
  });
});

describe('a static member', () => {
  const A = { instanceId: 'i' };

  it('is removed when it does not come back in time', async () => {
    await world.join('A', A);
    await world.beat('A', { ...A, memberEpoch: -2 });
    await world.clock.run(45_000);
    expect(world.group.membersCount).toBe(0);
  });

  it('may leave for good', async () => {
    await world.join('A', A);
    expect(await world.beat('X', { ...A, memberEpoch: -2 })).toMatchObject({ errorCode: ErrorCode.FENCED_INSTANCE_ID });
    expect(await world.beat('A', { instanceId: 'j', memberEpoch: -2 })).toMatchObject({
      errorCode: ErrorCode.UNKNOWN_MEMBER_ID,
    });
    expect(await world.beat('A', { ...A, memberEpoch: -1 })).toMatchObject({ errorCode: 0, memberEpoch: -1 });
    expect(world.group.membersCount).toBe(0);
  });
});
