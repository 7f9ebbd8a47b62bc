import type { ClassicState } from './group-state';

/**
 * From when the retention of a committed offset counts, ms since the epoch; null while it does not expire.
 * A group with members keeps what they are subscribed to; where that is not known, all.
 * @param group.isSubscriptionKnown false where the members' metadata cannot be read
 * Source: KIP-211; Kafka ClassicGroup.offsetExpirationCondition.
 */
export function retentionBase(
  group: {
    readonly state: ClassicState;
    readonly protocolType: string | null;
    readonly stateTimestampMs: number | null;
    readonly isSubscriptionKnown: boolean;
  },
  offset: { readonly isSubscribed: boolean; readonly commitTimestampMs: number },
): number | null {
  if (group.protocolType === null) return offset.commitTimestampMs;
  if (group.state === 'Empty') return group.stateTimestampMs ?? offset.commitTimestampMs;
  const isJudged = group.protocolType === 'consumer' && group.state === 'Stable' && group.isSubscriptionKnown;
  return isJudged && !offset.isSubscribed ? offset.commitTimestampMs : null;
}
