import type { ShardServices } from '../ports';
import type { Decision } from '../decision';
import type { GroupRecord } from '../records/group-record';
import type { ConsumerGroupState } from './consumer-group-state';
import type { KnownGroup } from './known-group';
import { downgrade } from './migration';
import { groupEpochRecord, memberTombstones, patternRecord, topicsRecord } from './records';
import { areSameTopics, subscribedTopics } from './subscription/subscribed-topics';

/** A decision but for its answer. */
export type Removal = Pick<Decision<void>, 'records' | 'isReplayed' | 'onCommitted'> & {
  /** Undoes what was done at once. */
  readonly onRefused: () => void;
};

/**
 * Takes members out of a group, which may become a classic group thereby. The journal will say why.
 * @param cause in words, of each of them
 * Source: Kafka consumerGroupFenceMembers.
 */
export function removeMembers(
  services: ShardServices,
  group: KnownGroup,
  memberIds: ReadonlySet<string>,
  cause: string,
): Removal {
  for (const memberId of memberIds) group.memory.removalCauses.set(memberId, cause);
  const downgraded = downgrade(services, group, memberIds, `member ${[...memberIds].join(', ')} is gone, ${cause}`);
  if (downgraded !== null) return { ...downgraded, isReplayed: false };
  return { records: removalRecords(services, group.state, memberIds), onRefused: () => undefined };
}

/**
 * The tombstones of members, those of patterns that nobody uses any more, the topics if they differ, and a new group epoch. The
 * target is computed with the next heartbeat of anyone.
 */
export function removalRecords(
  services: Pick<ShardServices, 'topics'>,
  state: ConsumerGroupState,
  memberIds: ReadonlySet<string>,
): GroupRecord[] {
  const staying = [...state.members.values()].filter(({ memberId }) => !memberIds.has(memberId));
  const used = new Set(staying.map(({ pattern }) => pattern));
  const topics = subscribedTopics(staying, state.patterns, services.topics);
  return [
    ...[...memberIds].flatMap((memberId) => memberTombstones(state.id, memberId)),
    ...[...state.patterns.keys()]
      .filter((pattern) => !used.has(pattern))
      .map((pattern) => patternRecord(state.id, pattern, null)),
    ...(areSameTopics(topics, state.topics) ? [] : [topicsRecord(state.id, topics)]),
    groupEpochRecord(state.id, state.groupEpoch + 1),
  ];
}
