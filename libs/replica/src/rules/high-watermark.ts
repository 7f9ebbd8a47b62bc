import type { Offset } from '@yak/model';

/** What the high watermark follows from. */
export interface HighWatermarkFacts {
  readonly current: Offset;
  readonly ownLogEnd: Offset;
  /** Log ends of the *maximal* ISR without the leader: committed members and pending additions (R2). */
  readonly followerLogEnds: readonly Offset[];
  /** Members of the committed ISR, the leader included. */
  readonly committedIsrSize: number;
  /** `min.insync.replicas` */
  readonly minInSyncReplicas: number;
  /** Replicas of the partition. */
  readonly replicaCount: number;
}

/** How many in-sync replicas a write needs: `min.insync.replicas`, but never more than the partition has replicas. */
export function effectiveMinInSyncReplicas(minInSyncReplicas: number, replicaCount: number): number {
  return Math.min(minInSyncReplicas, replicaCount);
}

/**
 * The leader's high watermark: the smallest log end of the maximal ISR (R2), unmoved while the committed ISR is too
 * small (R6), never going back within a tenure (I-12, I-13).
 * Source: Kafka Partition.maybeIncrementLeaderHW, KIP-966.
 *
 *   leader 14, followers 12 and 13, current 10, ISR 3 of 3, min 2   →  12
 */
export function highWatermarkOf(facts: HighWatermarkFacts): Offset {
  const needed = effectiveMinInSyncReplicas(facts.minInSyncReplicas, facts.replicaCount);
  if (facts.committedIsrSize < needed) return facts.current;
  let smallest = facts.ownLogEnd;
  for (const end of facts.followerLogEnds) if (end < smallest) smallest = end;
  return smallest > facts.current ? smallest : facts.current;
}
