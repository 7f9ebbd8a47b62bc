import { leaderEpoch as epochOf, type PartitionIndex, type TopicId } from '@yak/model';
import type { LeaderFetch, LeaderLink, LinkedFollower, ReplicaLog } from '../ports';
import type { PartitionFacts, ReplicaMember } from '../rules/partition-facts';

/** What a following starts with. */
export interface FollowingOptions {
  readonly topicId: TopicId;
  readonly partition: PartitionIndex;
  readonly log: ReplicaLog;
  readonly link: LeaderLink;
  readonly leader: ReplicaMember;
  readonly leaderEpoch: PartitionFacts['leaderEpoch'];
}

/** The tenure of a follower: one leader in one epoch. It says what to ask of that leader, and nothing once it is closed. */
export class Following implements LinkedFollower {
  readonly #options: FollowingOptions;
  readonly #unlink: () => void;
  #isOpen = true;

  /** Starts to ask the leader. */
  constructor(options: FollowingOptions) {
    this.#options = options;
    this.#unlink = options.link.follow(options.leader, this);
  }

  /** The next fetch: from our log end, saying the last epoch we have, so that the leader can tell us where our logs part. */
  nextFetch(): LeaderFetch | null {
    if (!this.#isOpen) return null;
    const { topicId, partition, log, leaderEpoch } = this.#options;
    const latest = log.leaderEpochs.latest();
    const lastFetchedEpoch = latest === null ? null : epochOf(latest.epoch);
    return { topicId, partition, leaderEpoch, fetchOffset: log.nextOffset, lastFetchedEpoch };
  }

  /** Ends it. */
  close(): void {
    this.#isOpen = false;
    this.#unlink();
  }
}
