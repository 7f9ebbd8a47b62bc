import { seededRandom } from '@yak/base';
import { partitionOfKey } from '@yak/client';
import { StickyPartition } from '../../../libs/client/src/partitioner';

describe('the partition of a record', () => {
  test.each([
    {
      title: 'a hash below zero counts without its sign bit',
      key: '21',
      hash: 'murmur2',
      count: 7,
      partition: (-973932308 & 0x7fffffff) % 7,
    },
    { title: 'as Kafka has it', key: 'abc', hash: 'murmur2', count: 12, partition: 479470107 % 12 },
    { title: 'as librdkafka has it', key: 'abc', hash: 'crc32', count: 12, partition: 0x352441c2 % 12 },
    { title: 'an empty key is a key', key: '', hash: 'murmur2', count: 1_000, partition: 275646681 % 1_000 },
  ] as const)('with a key: $title', ({ key, hash, count, partition }) => {
    expect(partitionOfKey(Buffer.from(key), count, hash)).toBe(partition);
  });

  it('without a key sticks until a batch is full and then may change', () => {
    const sticky = new StickyPartition(seededRandom('sticky'), 100);
    const chosen = Array.from({ length: 400 }, () => sticky.next(25, 8));
    for (let at = 0; at < chosen.length; at += 4) expect(new Set(chosen.slice(at, at + 4)).size).toBe(1);
    expect(new Set(chosen).size).toBe(8);
  });

  it('without a key leaves a partition that is gone', () => {
    const sticky = new StickyPartition(seededRandom('sticky'), 1_000_000);
    for (let count = 0; count < 50; count += 1) sticky.next(1, 64);
    expect(sticky.next(1, 1)).toBe(0);
  });
});
