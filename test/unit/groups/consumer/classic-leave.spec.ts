import { ErrorCode } from '@yak/model';
import { classicLeave } from '../../../../libs/groups/src/consumer';
import { ClassicMembers } from '../../../support/groups/classic-members';
import { ConsumerWorld } from '../../../support/groups/consumer-world';
import { FakeCaller } from '../../../support/groups/fake-services';

let world: ConsumerWorld;
let members: ClassicMembers;
beforeEach(async () => {
  world = new ConsumerWorld();
  members = new ClassicMembers(world);
  await world.join('n');
});

const named = (memberId: string, groupInstanceId: string | null = null) => ({ memberId, groupInstanceId });

describe('classic members that leave a consumer group', () => {
  it('are answered one by one, and go in one new epoch', async () => {
    await members.join('c');
    await members.join('d');
    expect(await members.leave(named('c'), named('n'), named('x'), named('d'))).toEqual({
      errorCode: 0,
      members: [
        { ...named('c'), errorCode: 0 },
        { ...named('n'), errorCode: ErrorCode.UNKNOWN_MEMBER_ID },
        { ...named('x'), errorCode: ErrorCode.UNKNOWN_MEMBER_ID },
        { ...named('d'), errorCode: 0 },
      ],
    });
    expect([...world.group.state.members.keys()]).toEqual(['n']);
    expect(world.group.state.groupEpoch).toBe(4);
  });

  it('may be named by their instance alone', async () => {
    const { memberId } = await members.join('', undefined, 'i');
    expect(await members.leave(named('', 'j'), named('other', 'i'), named('', 'i'))).toEqual({
      errorCode: 0,
      members: [
        { ...named('', 'j'), errorCode: ErrorCode.UNKNOWN_MEMBER_ID },
        { ...named('other', 'i'), errorCode: ErrorCode.FENCED_INSTANCE_ID },
        { ...named(memberId, 'i'), errorCode: 0 },
      ],
    });
    expect(world.group.membersCount).toBe(1);
  });

  it('are one in old versions, with the error at the top', async () => {
    await members.join('c');
    const leave = (memberId: string) =>
      world.run(classicLeave(world, { groupId: 'g', memberId, members: [] }, new FakeCaller(2)));
    expect(await leave('x')).toEqual({ errorCode: ErrorCode.UNKNOWN_MEMBER_ID, members: [] });
    expect(await leave('c')).toEqual({ errorCode: 0, members: [] });
  });

  it('stay when the log refuses', async () => {
    await members.join('c');
    world.refuseNext(ErrorCode.COORDINATOR_NOT_AVAILABLE);
    expect(await members.leave(named('c'))).toEqual({ errorCode: ErrorCode.COORDINATOR_NOT_AVAILABLE, members: [] });
    expect(world.group.membersCount).toBe(2);
  });
});
