import { isInternalTopic, topicNameFault, topicNamesCollide } from '@yak/model';

test.each(['a', 'orders', 'orders.v2_EU-west', '...', '-', 'x'.repeat(249)])('"%s" is a topic name', (name) => {
  expect(topicNameFault(name)).toBeNull();
});

test.each([
  ['', 'not empty'],
  ['.', 'not "."'],
  ['..', 'not ".."'],
  ['x'.repeat(250), 'at most 249'],
  ['../x', 'has only'],
  ['a b', 'has only'],
  ['bücher', 'has only'],
  ['a\n', 'has only'],
  ['a\0', 'has only'],
])('%j is no topic name: %s', (name, fault) => {
  expect(topicNameFault(name)).toContain(fault);
});

test.each([
  ['a.b', 'a_b', true],
  ['a.b.c', 'a_b_c', true],
  ['a', 'a', true],
  ['a.b', 'a-b', false],
  ['a', 'b', false],
])('the names %s and %s collide in metrics: %s', (one, other, expected) => {
  expect(topicNamesCollide(one, other)).toBe(expected);
});

test.each([
  ['__consumer_offsets', true],
  ['__transaction_state', true],
  ['__other', false],
  ['orders', false],
])('%s is an internal topic: %s', (name, expected) => {
  expect(isInternalTopic(name)).toBe(expected);
});
