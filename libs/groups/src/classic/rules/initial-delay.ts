/**
 * How the first rebalance of a group goes on when its delay is over: it waits another one if members have come meanwhile,
 * but never longer in all than the first member's rebalance timeout.
 * @param wait.delayMs `group.initial.rebalance.delay.ms`
 * @param wait.waitedMs the delay that has just passed
 * @param wait.remainingMs what was left of the rebalance timeout when it began
 * @returns null when the rebalance is to be completed
 * Source: KIP-134; Kafka GroupMetadataManager.tryCompleteInitialRebalanceElseSchedule.
 */
export function nextInitialDelay(wait: {
  readonly hasNewMember: boolean;
  readonly delayMs: number;
  readonly waitedMs: number;
  readonly remainingMs: number;
}): { readonly delayMs: number; readonly remainingMs: number } | null {
  if (!wait.hasNewMember || wait.remainingMs === 0) return null;
  return {
    delayMs: Math.min(wait.delayMs, wait.remainingMs),
    remainingMs: Math.max(wait.remainingMs - wait.waitedMs, 0),
  };
}
