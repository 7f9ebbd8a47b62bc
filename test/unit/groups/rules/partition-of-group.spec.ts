import { partitionOfGroup } from '../../../../libs/groups/src/rules/partition-of-group';

describe('the partition of a group', () => {
  // hashes as Java's String.hashCode gives them
  test.each([
    ['', 50, 0],
    ['a', 50, 97 % 50],
    ['hello', 50, 99_162_322 % 50],
    ['console-consumer', 50, 648_006_740 % 50], // a negative hash,
    ['Δ-Δ', 7, (916 * 961 + 45 * 31 + 916) % 7],
    ['polygenelubricants', 50, 0], // its hash is −2^31
    ['aaaaaaa', 3, 1_236_860_927 % 3], // wrapped,
    ['anything', 1, 0],
  ])('of %p among %i is %i', (groupId, partitionsCount, partition) => {
    expect(partitionOfGroup(groupId, partitionsCount)).toBe(partition);
  });

  test('is never asked of no partitions', () => {
    expect(() => partitionOfGroup('g', 0)).toThrow('at least one partition');
  });
});
