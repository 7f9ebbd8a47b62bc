import { readOffsetRecord } from '../offsets/offset-record';
import type { RecordPosition } from '../records/group-batch';
import type { ReadGroupRecord } from '../records/group-record';
import type { GroupProtocols, RecordOf } from './group-protocols';
import type { ShardState } from './shard-state';

/**
 * Changes the state as one record says: the only way in which a shard changes, whether the record was just appended or is
 * loaded (but for what classic groups have in memory alone). A tombstone of what is not there is nothing.
 */
export function replayRecord(
  state: ShardState,
  protocols: GroupProtocols,
  record: ReadGroupRecord,
  position: RecordPosition,
): void {
  if (record.kind === 'offsetCommit') replayOffset(state, protocols, record, position);
  else if (record.kind === 'groupMetadata') replayClassicGroup(state, protocols, record);
  else protocols.replayConsumerRecord(state, record);
}

function replayOffset(
  state: ShardState,
  protocols: GroupProtocols,
  record: RecordOf<'offsetCommit'>,
  position: RecordPosition,
): void {
  const { place, committed } = readOffsetRecord(record, position.offset);
  if (committed === null) {
    state.offsets.delete(place);
    return;
  }
  if (state.groups.find(place.groupId) === null) state.groups.put(protocols.simpleGroup(state, place.groupId));
  state.offsets.put(place, committed, position.producerId);
}

function replayClassicGroup(
  state: ShardState,
  protocols: GroupProtocols,
  { key, value }: RecordOf<'groupMetadata'>,
): void {
  if (value !== null) state.groups.put(protocols.loadedClassicGroup(state, key, value));
  else if (state.groups.find(key.group)?.kind === 'classic') state.groups.remove(key.group);
}
