import { ErrorCode } from '@yak/model';
import { ClassicMembers, subscription } from '../../../support/groups/classic-members';
import { ConsumerWorld } from '../../../support/groups/consumer-world';

let world: ConsumerWorld;
let members: ClassicMembers;
beforeEach(async () => {
  world = new ConsumerWorld();
  members = new ClassicMembers(world);
  await world.join('n');
});

describe('a classic member of a consumer group', () => {
  test.each`
    what                                | change                                                                | error
    ${'another type'}                   | ${{ protocolType: 'connect' }}                                        | ${'INCONSISTENT_GROUP_PROTOCOL'}
    ${'no protocols'}                   | ${{ protocols: [] }}                                                  | ${'INCONSISTENT_GROUP_PROTOCOL'}
    ${'bytes that are no subscription'} | ${{ protocols: [{ name: 'x', metadata: Buffer.from('00', 'hex') }] }} | ${'INCONSISTENT_GROUP_PROTOCOL'}
    ${'an instance nobody has'}         | ${{ groupInstanceId: 'i' }}                                           | ${'UNKNOWN_MEMBER_ID'}
    ${'a session that is too short'}    | ${{ sessionTimeoutMs: 1 }}                                            | ${'INVALID_SESSION_TIMEOUT'}
  `('is refused with $what', async ({ change, error }: { change: object; error: keyof typeof ErrorCode }) => {
    const answer = await members.join('c', undefined, null, change);
    expect(answer.errorCode).toBe(ErrorCode[error]);
  });

  it('that is static comes back under a new id with what it had', async () => {
    const first = await members.join('', undefined, 'i');
    const again = await members.join('', undefined, 'i');
    expect(again.memberId).not.toBe(first.memberId);
    expect([...world.group.state.instances]).toEqual([['i', again.memberId]]);
    expect(await members.join(first.memberId, undefined, 'i')).toMatchObject({
      errorCode: ErrorCode.FENCED_INSTANCE_ID,
    });
  });

  it('is told its id first from version 4 on', async () => {
    const first = await members.join('');
    expect(first).toMatchObject({ errorCode: ErrorCode.MEMBER_ID_REQUIRED, generationId: -1 });
    expect(world.group.membersCount).toBe(1);
    expect(await members.join(first.memberId)).toMatchObject({
      errorCode: 0,
      generationId: 2,
      memberId: first.memberId,
    });
  });

  it('has no place in a full group', async () => {
    world.settings.consumer.membersMax = 1;
    expect(await members.join('c')).toMatchObject({ errorCode: ErrorCode.GROUP_MAX_SIZE_REACHED, memberId: '' });
  });

  it('must offer a protocol that the other classic members list', async () => {
    await members.join('c');
    const protocols = [{ name: 'other', metadata: subscription() }];
    const answer = await members.join('d', undefined, null, { protocols });
    expect(answer.errorCode).toBe(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
  });

  it('stays as it was when the log refuses', async () => {
    world.refuseNext(ErrorCode.COORDINATOR_NOT_AVAILABLE);
    expect(await members.join('c')).toMatchObject({ errorCode: ErrorCode.COORDINATOR_NOT_AVAILABLE });
    expect(world.timers.armed).toEqual(['session/1/g/n']);
  });
});
