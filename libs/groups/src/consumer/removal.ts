import type { ShardServices } from '../ports';
import type { GroupRecord } from '../records/group-record';
import type { ConsumerGroupState } from './consumer-group-state';
import { groupEpochRecord, memberTombstones, patternRecord, topicsRecord } from './records';
import { areSameTopics, subscribedTopics } from './subscription/subscribed-topics';

/**
 * Takes members out: their tombstones, those of patterns that nobody uses any more, the topics if they differ, and a new group
 * epoch. The target is computed with the next heartbeat of anyone. Source: Kafka consumerGroupFenceMember.
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
