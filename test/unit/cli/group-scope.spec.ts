import { byPlace, scopeText, topicScopes } from '../../../apps/cli/src/group-scope';

test.each([
  [['orders'], [{ topic: 'orders', partitions: null }]],
  [['orders:0'], [{ topic: 'orders', partitions: [0] }]],
  [
    ['orders:0,2', 'bills'],
    [
      { topic: 'orders', partitions: [0, 2] },
      { topic: 'bills', partitions: null },
    ],
  ],
  [['orders:0', 'orders:1,0'], [{ topic: 'orders', partitions: [0, 1] }]],
  [['orders:0', 'orders'], [{ topic: 'orders', partitions: null }]],
  [['orders', 'orders:0'], [{ topic: 'orders', partitions: null }]],
])('--topic %j', (texts, scopes) => {
  expect(topicScopes(texts)).toEqual(scopes);
});

test.each(['', ':1', 'orders:', 'orders:a', 'orders:-1', 'orders:1,', 'orders:9999999999'])(
  '--topic "%s" is a usage error',
  (text) => {
    expect(() => topicScopes([text])).toThrow('--topic');
  },
);

it('places are sorted and written in the form that --topic takes', () => {
  const places = [
    { topic: 'b', partition: 10 },
    { topic: 'b', partition: 2 },
    { topic: 'a', partition: 0 },
  ];
  expect(scopeText(places)).toBe('a:0 b:2,10');
  expect([...places].sort(byPlace).map(({ partition }) => partition)).toEqual([0, 2, 10]);
  expect(scopeText([])).toBe('');
});
