import { Coordinators } from '../../../libs/client/src/coordinators';
import { GroupMembership, type MembershipOptions } from '../../../libs/client/src/group-membership';
import { FakeCluster } from '../../support/client/fake-broker';
import { FakeGroup } from '../../support/client/fake-group';
import { drive, runFor } from '../../support/network/drive';

const OPTIONS: MembershipOptions = {
  groupId: 'g',
  topics: ['orders'],
  assignors: ['cooperative-sticky'],
  sessionTimeoutMs: 10_000,
  heartbeatIntervalMs: 1_000,
  rebalanceTimeoutMs: 60_000,
  pollIntervalMaxMs: 300_000,
};
const HEARTBEAT = 12;

async function world(options: Partial<MembershipOptions> = {}) {
  const [cluster, group] = [await FakeCluster.start(), new FakeGroup()];
  cluster.createTopic('orders', [1, 1]);
  cluster.intercept = group.answer;
  const client = await cluster.client();
  const member = new GroupMembership(client, new Coordinators(client), { ...OPTIONS, ...options });
  const join = () =>
    drive(
      cluster.clock,
      member.join(() => []),
    );
  return { cluster, group, client, member, join };
}

describe('a membership', () => {
  it('is joined in two turns, the first of which gives the member its id', async () => {
    const { member, join, cluster } = await world();
    expect(await join()).toEqual([
      { topic: 'orders', partition: 0 },
      { topic: 'orders', partition: 1 },
    ]);
    expect([member.phase, member.memberId, cluster.countOf(11), cluster.countOf(14)]).toEqual(['stable', 'm1', 2, 1]);
  });

  it('is kept up by heartbeats, one per interval, until it ends', async () => {
    const { member, join, cluster } = await world();
    await join();
    await runFor(cluster.clock, 5_500);
    expect(cluster.countOf(HEARTBEAT)).toBe(5);
    member.end();
    await runFor(cluster.clock, 5_000);
    expect([cluster.countOf(HEARTBEAT), member.phase]).toEqual([5, 'left']);
  });

  it('tells its reader of a rebalance, and goes on with heartbeats until it comes', async () => {
    const { member, join, cluster, group } = await world();
    await join();
    group.rebalance();
    await drive(cluster.clock, member.news.raised());
    expect(member.phase).toBe('rebalancing');
    await runFor(cluster.clock, 3_500);
    expect([cluster.countOf(HEARTBEAT), member.phase]).toEqual([4, 'rebalancing']);
  });

  it('has its answers held back without holding back others’', async () => {
    const { member, cluster, group, client } = await world();
    group.membersWanted = 2;
    const joined = member.join(() => []);
    await runFor(cluster.clock, 50);
    expect(member.phase).toBe('joining');
    await drive(cluster.clock, client.describe([]));
    member.startLeaving();
    expect(await drive(cluster.clock, joined)).toBeNull();
  });

  test.each([
    [['range', 'cooperative-sticky'] as const, true],
    [['range'] as const, true],
    [['cooperative-sticky'] as const, false],
  ])('with %j gives everything back before a rebalance: %s', async (assignors, isEager) => {
    expect((await world({ assignors })).member.isEager).toBe(isEager);
  });

  it('leads its group and sees that a topic has grown', async () => {
    const { member, join, cluster } = await world();
    await join();
    expect(await drive(cluster.clock, member.isOutgrown())).toBe(false);
    cluster.topics.get('orders')?.push({ leaderId: 1, batches: [], lastSequences: new Map() });
    expect(await drive(cluster.clock, member.isOutgrown())).toBe(true);
  });

  it('cannot commit once it is lost', async () => {
    const { member, join, cluster, group } = await world();
    await join();
    group.expel('m1');
    await runFor(cluster.clock, 1_500);
    const commit = member.commit([{ topic: 'orders', partition: 0, offset: 5 }]);
    await expect(drive(cluster.clock, commit)).rejects.toMatchObject({ kafkaName: 'UNKNOWN_MEMBER_ID' });
    expect(cluster.countOf(8)).toBe(0);
  });
});
