import { ConsumerWorld } from '../../../support/groups/consumer-world';
import { FakeCaller } from '../../../support/groups/fake-services';

let world: ConsumerWorld;
beforeEach(() => {
  world = new ConsumerWorld();
});

describe('a group of the consumer protocol', () => {
  it('takes a member out when its socket is closed, where that is wanted', async () => {
    world.settings.leaveOnDisconnect = true;
    const former = new FakeCaller(1);
    await world.join('A', {}, former);
    const caller = new FakeCaller(1);
    await world.beat('A', { memberEpoch: 1 }, caller);
    expect([former.listeners, caller.listeners]).toEqual([0, 1]);
    caller.close();
    await world.clock.run(0);
    expect(world.group.membersCount).toBe(0);
  });

  it('listens to no socket where that is not wanted, and to none of a static member', async () => {
    const caller = new FakeCaller(1);
    await world.join('A', {}, caller);
    world.settings.leaveOnDisconnect = true;
    await world.join('B', { instanceId: 'i' }, caller);
    expect(caller.listeners).toBe(0);
  });

  it('stops to listen when the member has left', async () => {
    world.settings.leaveOnDisconnect = true;
    const caller = new FakeCaller(1);
    await world.join('A', {}, caller);
    await world.beat('A', { memberEpoch: -1 });
    expect(caller.listeners).toBe(0);
  });
});
