import { assignmentOf } from '../../../../libs/groups/src/consumer/assignment';
import { type ConsumerRecord, ConsumerGroupState } from '../../../../libs/groups/src/consumer/consumer-group-state';
import { blankMember } from '../../../../libs/groups/src/consumer/member';
import {
  currentRecord,
  groupEpochRecord,
  memberRecord,
  memberTombstones,
  patternRecord,
  targetEpochRecord,
  targetRecord,
  topicsRecord,
} from '../../../../libs/groups/src/consumer/records';
import type { GroupRecord } from '../../../../libs/groups/src/records/group-record';
import { idOf, owning } from '../../../support/groups/consumer-world';
import { throughBytes } from '../../../support/groups/fake-services';

const state = (...records: GroupRecord[]): ConsumerGroupState => {
  const group = new ConsumerGroupState('g');
  for (const record of records) group.apply(throughBytes(record) as ConsumerRecord);
  return group;
};
const T = idOf('orders');
const member = (memberId: string, change = {}) => memberRecord('g', memberId, { ...blankMember(memberId), ...change });
const current = (memberId: string, memberEpoch: number, ...partitions: number[]) =>
  currentRecord('g', memberId, {
    ...blankMember(memberId),
    memberEpoch,
    assigned: assignmentOf([owning('orders', ...partitions)]),
  });

test('records make up the group', () => {
  const group = state(
    member('A', { instanceId: 'i', topicNames: ['orders'], pattern: 'o.*', clientId: 'c', rebalanceTimeoutMs: 9 }),
    topicsRecord('g', new Map([['orders', { topicId: T, partitionsCount: 2 }]])),
    groupEpochRecord('g', 4),
    targetRecord('g', 'A', assignmentOf([owning('orders', 0, 1)])),
    targetEpochRecord('g', 4),
    current('A', 4, 1),
    patternRecord('g', 'o.*', { topics: ['other'], revision: 7, timestampMs: 8 }),
  );
  expect(group).toMatchObject({ groupEpoch: 4, assignmentEpoch: 4, classicCount: 0 });
  expect(group.members.get('A')).toMatchObject({
    instanceId: 'i',
    memberEpoch: 4,
    clientId: 'c',
    rebalanceTimeoutMs: 9,
  });
  expect(group.instances.get('i')).toBe('A');
  expect(group.topics.get('orders')).toEqual({ topicId: T, partitionsCount: 2 });
  expect([group.holderOf(T, 0), group.holderOf(T, 1)]).toEqual([null, 'A']);
  expect(group.targetOf('A')).toEqual(assignmentOf([owning('orders', 0, 1)]));
  expect(['orders', 'other', 'else'].map((name) => group.isSubscribedTo(name))).toEqual([true, true, false]);
  expect(group.facts()).toEqual({ membersCount: 1, groupEpoch: 4, assignmentEpoch: 4, unsettledCount: 0 });
});

test('tombstones take a member away, in their order, and those of nobody do nothing', () => {
  const group = state(
    member('A', { topicNames: ['orders'], instanceId: 'i', pattern: 'o' }),
    current('A', 3, 0),
    ...memberTombstones('g', 'A'),
    ...memberTombstones('g', 'X'),
  );
  expect([group.members.size, group.instances.size, group.patternUsers.size]).toEqual([0, 0, 0]);
  expect([group.holderOf(T, 0), group.isSubscribedTo('orders')]).toEqual([null, false]);
});

test('a member whose assignment comes before it is the same', () => {
  const first = state(member('A', { clientId: 'c' }), current('A', 3, 0));
  const second = state(current('A', 3, 0), member('A', { clientId: 'c' }));
  expect([...second.members]).toEqual([...first.members]);
});

test('the holder of a partition is the last that got it, and in the end the one that has it', () => {
  const group = state(current('A', 1, 0), current('B', 2, 0), current('A', 2, 1));
  expect(group.holderOf(T, 0)).toBe('B');
  group.rebuildHolders();
  expect([group.holderOf(T, 0), group.holderOf(T, 1)]).toEqual(['B', 'A']);
});

test('a tombstone of the group leaves an empty one', () => {
  const group = state(groupEpochRecord('g', 4), { kind: 'consumerGroup', key: { groupId: 'g' }, value: null });
  expect(group.groupEpoch).toBe(0);
});
