import { topicId } from '@yak/model';
import { EMPTY_ASSIGNMENT } from '../../../../../libs/groups/src/consumer/assignment';
import { Shares, subscribersByTopic } from '../../../../../libs/groups/src/consumer/assignors/assignor';

const T = topicId('0'.repeat(31) + '1');
const member = (memberId: string, ...topics: (typeof T)[]) => ({
  memberId,
  instanceId: null,
  topics: new Set(topics),
  target: EMPTY_ASSIGNMENT,
});

test('subscribers of a topic are the members that read it', () => {
  expect([...subscribersByTopic([member('a'), member('b', T), member('c', T)])]).toEqual([[T, [1, 2]]]);
});

test('shares give and take, and leave out topics without partitions', () => {
  const shares = new Shares([member('a', T), member('b', T)]);
  for (const partition of [2, 0, 1]) shares.give(0, T, partition);
  expect([shares.size(0), shares.sizeOfTopic(0, T), shares.size(1), shares.sizeOfTopic(1, T)]).toEqual([3, 3, 0, 0]);
  expect(shares.takeHighest(0, T)).toBe(2);
  expect(shares.size(0)).toBe(2);
  expect(Object.fromEntries(shares.result())).toEqual({ a: new Map([[T, [0, 1]]]), b: new Map() });
});
