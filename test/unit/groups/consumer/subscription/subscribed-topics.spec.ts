import {
  areSameTopics,
  namesOf,
  subscribedTopics,
  topicIdsOf,
} from '../../../../../libs/groups/src/consumer/subscription/subscribed-topics';
import { ConsumerWorld, idOf } from '../../../../support/groups/consumer-world';

const patterns = new Map([['o.*', { topics: ['orders', 'old'] }]]);
const reads = (topicNames: string[], pattern: string | null = null) => ({ topicNames, pattern });

test('a member reads the names that it gave and those that its pattern matches', () => {
  expect([...namesOf(reads(['a', 'old'], 'o.*'), patterns)]).toEqual(['a', 'old', 'orders']);
  expect([...namesOf(reads(['a'], 'unresolved'), patterns)]).toEqual(['a']);
});

test('only topics that exist are subscribed to', () => {
  const { topics } = new ConsumerWorld();
  const found = subscribedTopics([reads(['a']), reads([], 'o.*')], patterns, topics);
  expect([...found]).toEqual([['orders', { topicId: idOf('orders'), partitionsCount: 4 }]]);
  expect([...topicIdsOf(['a', 'orders'], found)]).toEqual([idOf('orders')]);
});

test('topics differ by name, id and number of partitions', () => {
  const one = (name: string, id = 'x', partitionsCount = 1) =>
    new Map([[name, { topicId: idOf(id), partitionsCount }]]);
  expect(areSameTopics(one('a'), one('a'))).toBe(true);
  expect(areSameTopics(one('a'), one('b'))).toBe(false);
  expect(areSameTopics(one('a'), one('a', 'y'))).toBe(false);
  expect(areSameTopics(one('a'), one('a', 'x', 2))).toBe(false);
  expect(areSameTopics(one('a'), new Map())).toBe(false);
});
