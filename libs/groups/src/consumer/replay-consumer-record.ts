import type { ShardServices } from '../ports';
import { ConsumerGroup } from './consumer-group';
import type { ConsumerRecord } from './consumer-group-state';

/**
 * Changes the groups of the consumer protocol as a record says. The first record of a group makes it, in the place of a classic
 * one; a tombstone for a group that is not there is nothing. Source: Kafka GroupMetadataManager.replay.
 */
export function replayConsumerRecord(services: ShardServices, record: ConsumerRecord): void {
  const { groupId } = record.key;
  const found = services.groups.find(groupId);
  const known = found instanceof ConsumerGroup ? found : null;
  if (known === null && record.value === null) return;
  const group = known ?? new ConsumerGroup(services, groupId);
  if (known === null) services.groups.put(group);
  group.replay(record);
  if (record.kind !== 'consumerGroup' || record.value !== null) return;
  group.retire('the group was deleted');
  services.groups.remove(groupId);
}
