import { ErrorCode } from '@yak/model';
import { ClassicMembers, partitionsOf } from '../../../support/groups/classic-members';
import { ConsumerWorld, idOf, owning } from '../../../support/groups/consumer-world';

let world: ConsumerWorld;
let members: ClassicMembers;
beforeEach(async () => {
  world = new ConsumerWorld();
  members = new ClassicMembers(world);
  await world.join('n');
});

/** What the first member is to keep. */
const kept = (): readonly number[] => world.group.state.targetOf('n').get(idOf('orders')) ?? [];

describe('a classic member of a consumer group', () => {
  it('is told its id first, and then its generation at once', async () => {
    const first = await members.join('');
    expect(first).toMatchObject({ errorCode: ErrorCode.MEMBER_ID_REQUIRED });
    expect(world.group.membersCount).toBe(1);
    expect(await members.join(first.memberId)).toMatchObject({
      errorCode: 0,
      generationId: 2,
      memberId: first.memberId,
    });
    expect(partitionsOf((await members.sync(first.memberId, 2)).assignment)).toEqual([]);
    expect(await members.beat(first.memberId, 2)).toEqual({ errorCode: 0 });
    await world.beat('n', { memberEpoch: 1 });
    await world.beat('n', { memberEpoch: 1, topicPartitions: [owning('orders', ...kept())] });
    expect(await members.beat(first.memberId, 2)).toEqual({ errorCode: ErrorCode.REBALANCE_IN_PROGRESS });
    await members.join(first.memberId);
    expect(partitionsOf((await members.sync(first.memberId, 2)).assignment)).toHaveLength(2);
  });

  it('is taken out when it does not sync, or does not join again, in time', async () => {
    await members.join('c');
    for (let second = 0; second < 29; second += 5) {
      await world.clock.run(5_000);
      await members.beat('c', 2);
      await world.beat('n', { memberEpoch: 1 });
    }
    expect(world.group.state.members.has('c')).toBe(false);
  });

  it('is taken out when it is silent for its own session', async () => {
    await members.join('c');
    await members.sync('c', 2);
    await world.clock.run(10_000);
    expect([...world.group.state.members.keys()]).toEqual(['n']);
  });

  it('is told what is wrong with its generation and its protocol', async () => {
    await members.join('c');
    expect(await members.beat('c', 1)).toEqual({ errorCode: ErrorCode.ILLEGAL_GENERATION });
    expect(await members.beat('n', 1)).toEqual({ errorCode: ErrorCode.UNKNOWN_MEMBER_ID });
    expect(await members.sync('c', 9)).toMatchObject({ errorCode: ErrorCode.ILLEGAL_GENERATION });
    expect(await members.sync('x', 2)).toMatchObject({ errorCode: ErrorCode.UNKNOWN_MEMBER_ID });
  });

  it('is told that its protocol is another one', async () => {
    await members.join('c');
    expect(await members.sync('c', 2, 'range')).toMatchObject({ errorCode: ErrorCode.INCONSISTENT_GROUP_PROTOCOL });
  });
});
