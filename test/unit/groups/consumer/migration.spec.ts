import { ErrorCode } from '@yak/model';
import { ClassicGroup, joinGroup } from '../../../../libs/groups/src/classic';
import { settle } from '../../../support/cluster/manual-clock';
import { ClassicMembers, joinRequest, partitionsOf, subscription } from '../../../support/groups/classic-members';
import { ConsumerWorld, given } from '../../../support/groups/consumer-world';

let world: ConsumerWorld;
let members: ClassicMembers;
beforeEach(() => {
  world = new ConsumerWorld();
  members = new ClassicMembers(world);
});

describe('a classic group that a member of the consumer protocol joins', () => {
  it('becomes a consumer group in which everybody keeps what it has, and is asked for its share', async () => {
    members.beginClassic();
    const joined = await world.join('n');
    expect([joined.errorCode, joined.memberEpoch, given(joined)]).toEqual([0, 4, []]);
    expect(world.batches[0]?.[0]).toBe('-groupMetadata');
    expect(world.timers.armed).toEqual(['session/1/g/c1', 'session/1/g/c2', 'session/1/g/n']);
    expect(world.timers.remainingMs('session/1/g/c1')).toBe(10_000);
    expect(await members.beat('c1', 3)).toEqual({ errorCode: ErrorCode.REBALANCE_IN_PROGRESS });
    expect(await members.join('c1', subscription([0, 1]))).toMatchObject({
      errorCode: 0,
      generationId: 4,
      leader: '',
      members: [],
    });
    expect(partitionsOf((await members.sync('c1', 4)).assignment)).toEqual([0, 1]);
    expect(await members.beat('c2', 3)).toEqual({ errorCode: ErrorCode.REBALANCE_IN_PROGRESS });
    const told = await members.join('c2', subscription([2, 3]));
    expect(told).toMatchObject({ errorCode: 0, generationId: 3, protocolName: 'cooperative-sticky' });
    expect(partitionsOf((await members.sync('c2', 3)).assignment)).toEqual([2]);
    expect(await members.beat('c2', 3)).toEqual({ errorCode: ErrorCode.REBALANCE_IN_PROGRESS });
    expect(given(await world.beat('n', { memberEpoch: 4 }))).toBeNull();
    expect(await members.join('c2', subscription([2]))).toMatchObject({ generationId: 4 });
    expect(partitionsOf((await members.sync('c2', 4)).assignment)).toEqual([2]);
    expect(given(await world.beat('n', { memberEpoch: 4 }))).toEqual([3]);
    expect(await members.beat('c2', 4)).toEqual({ errorCode: 0 });
    expect(world.group.stateName).toBe('Stable');
  });

  it('tells whoever waits for a classic generation to join again', async () => {
    const first = world.run(joinGroup(world, joinRequest('', subscription(), 'i'), members.caller));
    await settle();
    await world.clock.run(0);
    const { memberId } = await first;
    const waiting = world.run(joinGroup(world, { ...joinRequest('', subscription(), 'j') }, members.caller));
    await world.join('n');
    expect(await waiting).toMatchObject({ errorCode: ErrorCode.REBALANCE_IN_PROGRESS });
    expect(world.group.state.members.has(memberId)).toBe(true);
    expect(world.group.state.classicCount).toBe(2);
  });

  test.each(['downgrade', 'disabled'] as const)('stays classic where the policy is %s', async (policy) => {
    world.settings.consumer.migrationPolicy = policy;
    members.beginClassic();
    expect(await world.join('n')).toMatchObject({ errorCode: ErrorCode.GROUP_ID_NOT_FOUND });
    expect(world.groups.find('g')?.stateName).toBe('Stable');
  });

  it('stays classic when the log refuses the change', async () => {
    members.beginClassic();
    world.refuseNext(ErrorCode.COORDINATOR_NOT_AVAILABLE);
    expect(await world.join('n')).toMatchObject({ errorCode: ErrorCode.COORDINATOR_NOT_AVAILABLE });
    expect(world.groups.find('g')).toMatchObject({ kind: 'classic', membersCount: 2, stateName: 'Stable' });
    expect(world.timers.remainingMs('session/1/g/c1')).toBe(10_000);
  });

  it('is replaced at once when it is empty', async () => {
    world.groups.put(ClassicGroup.simple(world, 'g'));
    expect(await world.join('n')).toMatchObject({ errorCode: 0, memberEpoch: 1 });
    expect(world.batches[0]?.[0]).toBe('-groupMetadata');
  });
});

describe('a consumer group whose last member of the new protocol goes', () => {
  it('becomes a classic group that rebalances', async () => {
    members.beginClassic();
    await world.join('n');
    await world.beat('n', { memberEpoch: -1 });
    const group = world.groups.find('g');
    expect(group).toMatchObject({ kind: 'classic', stateName: 'PreparingRebalance', membersCount: 2 });
    expect(world.batches.at(-1)).toEqual([
      ...Array<string>(3).fill('-currentAssignment'),
      ...Array<string>(3).fill('-targetMember'),
      '-targetEpoch',
      ...Array<string>(3).fill('-consumerMember'),
      '-consumerTopics',
      '-consumerGroup',
      'groupMetadata',
    ]);
    expect(world.journal.since(0, { machine: 'consumer-group' }).at(-1)).toMatchObject({ to: 'Dead' });
    expect(world.timers.remainingMs('session/1/g/c2')).toBe(10_000);
  });

  it('waits for nobody as a consumer group does', async () => {
    members.beginClassic();
    await world.join('n');
    expect(await members.beat('c1', 3)).toEqual({ errorCode: ErrorCode.REBALANCE_IN_PROGRESS });
    await members.join('c2', subscription([2, 3]));
    expect(world.timers.armed).toEqual(expect.arrayContaining(['join/1/g/c1', 'session/1/g/n', 'sync/1/g/c2']));
    await world.beat('n', { memberEpoch: -1 });
    expect(world.timers.armed).toEqual(['join/1/g/', 'session/1/g/c1', 'session/1/g/c2']);
  });

  it('stays as it is where the policy does not allow more', async () => {
    world.settings.consumer.migrationPolicy = 'upgrade';
    members.beginClassic();
    await world.join('n');
    await world.beat('n', { memberEpoch: -1 });
    expect(world.group.state.classicCount).toBe(2);
  });

  it('stays as it is when the log refuses the change', async () => {
    members.beginClassic();
    await world.join('n');
    world.refuseNext(ErrorCode.COORDINATOR_NOT_AVAILABLE);
    expect(await world.beat('n', { memberEpoch: -1 })).toMatchObject({
      errorCode: ErrorCode.COORDINATOR_NOT_AVAILABLE,
    });
    expect(world.group.membersCount).toBe(3);
    expect(await world.beat('n', { memberEpoch: 4 })).toMatchObject({ errorCode: 0 });
  });
});
