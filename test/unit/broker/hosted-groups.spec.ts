import { seededRandom, silentLogger, silentMeter } from '@yak/base';
import { topicKey } from '@yak/control';
import type { GroupLog } from '@yak/groups';
import { Journal } from '@yak/journal';
import { leaderEpoch, offset, partitionIndex, topicId } from '@yak/model';
import type { LeaderLog, PartitionReplica } from '@yak/replica';
import { resolveBrokerSettings } from '@yak/settings';
import { HostedGroups } from '../../../libs/broker/src/hosted-groups';
import { MetadataFeed } from '../../support/broker/metadata-feed';
import { ManualClock } from '../../support/cluster/manual-clock';
import { RULES } from '../../support/handlers/fake-broker';

const OFFSETS = '__consumer_offsets';

/** A replica as far as groups see it. */
class Replica {
  readonly partition: PartitionReplica['partition'];
  role: PartitionReplica['role'] = 'follower';
  epoch = 0;

  constructor(
    readonly topic: string,
    partition: number,
  ) {
    this.partition = partitionIndex(partition);
  }

  get leaderEpoch() {
    return leaderEpoch(this.epoch);
  }

  leaderLog(): LeaderLog {
    const log = {
      leaderEpoch: this.leaderEpoch,
      logStartOffset: offset(1),
      logEndOffset: offset(9),
      append: (batch: Buffer) => ({ endOffset: offset(batch.length) }),
      committed: () => Promise.resolve(null),
      read: (startOffset: number) => Promise.resolve({ records: [], nextOffset: offset(startOffset) }),
    };
    return log as unknown as LeaderLog;
  }
}

class World {
  readonly feed = new MetadataFeed();
  readonly told: string[] = [];
  readonly logs: GroupLog[] = [];
  readonly groups: HostedGroups;

  constructor() {
    const clock = new ManualClock();
    this.groups = new HostedGroups({
      image: this.feed.image,
      settings: resolveBrokerSettings({ flags: { 'offsets.topic.num.partitions': '4' } }).settings,
      replicas: {
        find: (topic, partition) =>
          topic === OFFSETS && partition === 2 ? { rules: { ...RULES, maxMessageBytes: 77 } } : null,
      },
      clock,
      random: seededRandom(1),
      journal: new Journal({ node: 'broker-1', clock, capacity: 10 }),
      logger: silentLogger,
      meter: silentMeter,
    });
    const { coordinator } = this.groups;
    coordinator.lead = (partition, log) => {
      this.logs.push(log);
      this.told.push(`lead ${partition} in ${log.leaderEpoch}`);
    };
    coordinator.resign = (partition, cause) => void this.told.push(`resign ${partition}: ${cause}`);
    coordinator.topicsDeleted = (names) => void this.told.push(`deleted ${names.join()}`);
    coordinator.stop = () => void this.told.push('stop');
  }

  move(replica: Replica, role: Replica['role'], epoch: number): void {
    replica.role = role;
    replica.epoch = epoch;
    this.groups.roleMoved(replica);
  }
}

describe('the groups of a broker', () => {
  let world: World;
  beforeEach(() => {
    world = new World();
  });

  it('live in a partition as long as it is led, epoch by epoch', () => {
    const replica = new Replica(OFFSETS, 2);
    world.move(replica, 'candidate', 3);
    world.move(replica, 'leader', 4);
    world.move(replica, 'leader', 4);
    world.move(replica, 'leader', 5);
    world.move(replica, 'follower', 6);
    world.move(replica, 'offline', 6);
    expect(world.told).toEqual(['lead 2 in 4', 'lead 2 in 5', 'resign 2: this replica is follower in leader epoch 6']);
  });

  it('live in no other topic', () => {
    world.move(new Replica('orders', 2), 'leader', 4);
    expect(world.told).toEqual([]);
  });

  it('are not taken away by the end of a replica of an earlier topic of that name', () => {
    const [old, young] = [new Replica(OFFSETS, 0), new Replica(OFFSETS, 0)];
    world.move(old, 'leader', 4);
    world.move(young, 'leader', 0);
    world.move(old, 'offline', 4);
    expect(world.told).toEqual(['lead 0 in 4', 'lead 0 in 0']);
  });

  it('write to the log of the leadership, in batches as large as the topic takes', async () => {
    world.move(new Replica(OFFSETS, 2), 'leader', 4);
    world.move(new Replica(OFFSETS, 3), 'leader', 4);
    const [log, other] = world.logs;
    expect(log).toMatchObject({ leaderEpoch: 4, logStartOffset: 1, logEndOffset: 9, batchBytesMax: 77 });
    expect(other?.batchBytesMax).toBe(1_048_588);
    expect(log?.append(Buffer.alloc(5))).toEqual({ endOffset: 5 });
    expect(await log?.committed(offset(5))).toBeNull();
    expect(await log?.read(offset(3), 10)).toEqual({ records: [], nextOffset: 3 });
  });

  it('are told of topics that went, also when others have their names already', () => {
    const { feed, groups } = world;
    groups.apply(feed.topic('a', 'orders'));
    groups.apply(feed.topic('a', 'orders', 2));
    expect(world.told).toEqual([]);
    feed.topic('b', 'orders');
    groups.apply(feed.remove(topicKey(topicId('a'.repeat(32)))));
    expect(feed.image.topicByName('orders')).not.toBeNull();
    expect(world.told).toEqual(['deleted orders']);
  });

  it('are spread over the partitions that the topic has, or will have', () => {
    const { coordinator } = world.groups;
    const partitions = () =>
      new Set(Array.from({ length: 200 }, (_, index) => coordinator.partitionOf(`group ${index}`)));
    expect(partitions()).toEqual(new Set([0, 1, 2, 3]));
    world.feed.topic('a', OFFSETS, 2);
    expect(partitions()).toEqual(new Set([0, 1]));
  });

  it('end with the broker', () => {
    const replica = new Replica(OFFSETS, 2);
    world.move(replica, 'leader', 4);
    world.groups.stop();
    world.move(replica, 'offline', 4);
    expect(world.told).toEqual(['lead 2 in 4', 'stop']);
  });
});
