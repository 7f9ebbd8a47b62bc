import { ClassicGroup } from '../../../../libs/groups/src/classic';
import { replayConsumerRecord } from '../../../../libs/groups/src/consumer';
import type { ConsumerRecord } from '../../../../libs/groups/src/consumer/consumer-group-state';
import { groupEpochRecord, groupTombstones } from '../../../../libs/groups/src/consumer/records';
import type { GroupRecord } from '../../../../libs/groups/src/records/group-record';
import { ConsumerWorld } from '../../../support/groups/consumer-world';
import { throughBytes } from '../../../support/groups/fake-services';

const replay = (world: ConsumerWorld, record: GroupRecord): void =>
  replayConsumerRecord(world, throughBytes(record) as ConsumerRecord);

test('the first record makes the group, also in the place of a simple one', () => {
  const world = new ConsumerWorld();
  world.groups.put(ClassicGroup.simple(world, 'g'));
  replay(world, groupEpochRecord('g', 3));
  expect(world.group.state.groupEpoch).toBe(3);
});

test('tombstones of a group that is not there make none, and leave a classic one alone', () => {
  const world = new ConsumerWorld();
  const classic = ClassicGroup.simple(world, 'g');
  for (const record of groupTombstones('g', ['m'], ['p'])) replay(world, record);
  expect([...world.groups.all()]).toEqual([]);
  world.groups.put(classic);
  for (const record of groupTombstones('g', ['m'], ['p'])) replay(world, record);
  expect([...world.groups.all()]).toEqual([classic]);
});
