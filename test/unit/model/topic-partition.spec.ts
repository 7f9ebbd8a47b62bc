import { partitionIndex, topicPartitionKey } from '@yak/model';

test.each([
  ['orders', 3, 'orders-3'],
  ['a-1', 0, 'a-1-0'],
])('partition %s %i has the key %s, as its directory has', (topic, partition, key) => {
  expect(topicPartitionKey(topic, partitionIndex(partition))).toBe(key);
});
