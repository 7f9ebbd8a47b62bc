import type { Group, ShardServices } from '../ports';
import { timerKey } from '../timer-key';
import type { ConsumerGroupState } from './consumer-group-state';

/** What a group remembers beside its records; a load begins without it. */
export interface GroupMemory {
  /** Revision of the topics that the group has looked at; null when it has yet to look. */
  topicsRevision: number | null;
  /** The newest matching of the group's patterns: when it began, by the monotonic clock, and against which topics. */
  matching: { readonly startedMs: number; readonly revision: number } | null;
  /** Why members are about to be removed, by member id; for the journal. */
  readonly removalCauses: Map<string, string>;
  /** How to stop listening for the end of a member's connection, by member id. */
  readonly connections: Map<string, () => void>;
}

/** A group of the consumer protocol as its decisions see it. */
export interface KnownGroup extends Group {
  readonly kind: 'consumer';
  readonly state: ConsumerGroupState;
  readonly memory: GroupMemory;
  /** Another group took its place: its machines end. */
  retire(cause: string): void;
}

/** Whether a group is of the consumer protocol. */
export function isConsumerGroup(group: Group | null): group is KnownGroup {
  return group?.kind === 'consumer';
}

/** The group of that id if it is of the consumer protocol. */
export function knownGroup(services: ShardServices, groupId: string): KnownGroup | null {
  const group = services.groups.find(groupId);
  return isConsumerGroup(group) ? group : null;
}

/** Nothing happens to a member by itself any more. */
export function stopTimers(services: ShardServices, groupId: string, memberId: string): void {
  for (const kind of ['session', 'rebalance', 'join', 'sync'] as const)
    services.timers.cancel(timerKey(kind, groupId, memberId));
}
