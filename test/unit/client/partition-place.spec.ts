import { byTopic } from '../../../libs/client/src/partition-place';

it('places come under their topics, in the order in which they were first named', () => {
  const places = [
    { topic: 'b', partition: 1 },
    { topic: 'a', partition: 0 },
    { topic: 'b', partition: 0 },
  ];
  expect(byTopic(places, ({ partition }) => partition)).toEqual([
    { name: 'b', partitions: [1, 0] },
    { name: 'a', partitions: [0] },
  ]);
});
