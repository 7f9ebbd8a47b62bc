import { leaderEpoch } from '@yak/model';
import type { LinkedFollower, ReplicaMember } from '@yak/replica';
import { Following } from '../../../../libs/replica/src/tenure/following';
import { FakeReplicaLog } from '../../../support/replica/fake-replica-log';
import { member, PARTITION, TOPIC_ID } from '../../../support/replica/records-of-metadata';

const follow = (log: FakeReplicaLog) => {
  const linked: { leader: ReplicaMember; follower: LinkedFollower }[] = [];
  let stops = 0;
  const link = {
    follow: (leader: ReplicaMember, follower: LinkedFollower) => {
      linked.push({ leader, follower });
      return () => {
        stops += 1;
      };
    },
  };
  const following = new Following({
    topicId: TOPIC_ID,
    partition: PARTITION,
    log,
    link,
    leader: member(2),
    leaderEpoch: leaderEpoch(5),
  });
  return { following, linked, stops: () => stops };
};

describe('a following', () => {
  test('asks its leader from the end of the log on and says which epoch it has last', () => {
    const { following, linked } = follow(new FakeReplicaLog().holding({ end: 12, highWatermark: 7, epoch: 4 }));
    expect(linked).toEqual([{ leader: member(2), follower: following }]);
    expect(following.nextFetch()).toEqual({
      topicId: TOPIC_ID,
      partition: PARTITION,
      leaderEpoch: 5,
      fetchOffset: 12,
      lastFetchedEpoch: 4,
    });
  });

  test('of an empty log says no last epoch', () => {
    expect(follow(new FakeReplicaLog()).following.nextFetch()).toMatchObject({
      fetchOffset: 0,
      lastFetchedEpoch: null,
    });
  });

  test('asks nothing once it is closed', () => {
    const { following, stops } = follow(new FakeReplicaLog());
    following.close();
    expect([following.nextFetch(), stops()]).toEqual([null, 1]);
  });
});
