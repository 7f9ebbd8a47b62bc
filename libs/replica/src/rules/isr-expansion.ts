import type { BrokerEpoch, LeaderEpoch, Offset } from '@yak/model';

/** What a follower's fetch and the leader's state say about joining the ISR. */
export interface ExpansionFacts {
  /** Where the follower's log ends: the offset that it fetches next. */
  readonly followerLogEnd: Offset;
  /** The leader epoch in the fetch; null when the follower did not say. */
  readonly fetchLeaderEpoch: LeaderEpoch | null;
  /** The broker epoch in the fetch; null when the follower did not say. */
  readonly fetchBrokerEpoch: BrokerEpoch | null;
  /** The broker epoch that the metadata knows the follower by; null while it is fenced. */
  readonly registeredBrokerEpoch: BrokerEpoch | null;
  readonly leaderEpoch: LeaderEpoch;
  readonly epochStartOffset: Offset;
  readonly highWatermark: Offset;
}

/**
 * Whether a follower may be proposed for the ISR: its fetch is of this leader epoch (R3) and of the broker epoch that is
 * registered (R8), and its log reaches both the high watermark and the start of this leader epoch (R5).
 * Source: Kafka Partition.isFollowerInSync and isBrokerEpochIsrEligible; KIP-903.
 */
export function mayJoinIsr(facts: ExpansionFacts): boolean {
  if (facts.fetchLeaderEpoch !== facts.leaderEpoch) return false;
  if (facts.fetchBrokerEpoch === null || facts.fetchBrokerEpoch !== facts.registeredBrokerEpoch) return false;
  return facts.followerLogEnd >= facts.highWatermark && facts.followerLogEnd >= facts.epochStartOffset;
}
