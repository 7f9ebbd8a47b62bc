import { groupTombstones, memberTombstones, topicsRecord } from '../../../../libs/groups/src/consumer/records';
import { idOf } from '../../../support/groups/consumer-world';

test('a member goes by 8, 7, 5', () => {
  expect(memberTombstones('g', 'm').map(({ kind, value }) => [kind, value])).toEqual([
    ['currentAssignment', null],
    ['targetMember', null],
    ['consumerMember', null],
  ]);
});

test('a group goes by 8, 7, 6, 5, 16, 4, 3', () => {
  expect(groupTombstones('g', ['a', 'b'], ['p']).map(({ kind }) => kind)).toEqual([
    'currentAssignment',
    'currentAssignment',
    'targetMember',
    'targetMember',
    'targetEpoch',
    'consumerMember',
    'consumerMember',
    'pattern',
    'consumerTopics',
    'consumerGroup',
  ]);
});

test('topics are written by name, whatever the order in which they were found', () => {
  const topic = (name: string) => [name, { topicId: idOf(name), partitionsCount: 1 }] as const;
  expect(topicsRecord('g', new Map([topic('b'), topic('a')]))).toEqual(
    topicsRecord('g', new Map([topic('a'), topic('b')])),
  );
});
