import { topicId } from '@yak/model';
import { EMPTY_ASSIGNMENT } from '../../../../../libs/groups/src/consumer/assignment';
import { assignRange } from '../../../../../libs/groups/src/consumer/assignors/range';

const ONE = topicId('0'.repeat(31) + '1');
const TWO = topicId('0'.repeat(31) + '2');
const member = (memberId: string, instanceId: string | null, ...topics: (typeof ONE)[]) => ({
  memberId,
  instanceId,
  topics: new Set(topics),
  target: EMPTY_ASSIGNMENT,
});

test('members get neighbouring partitions, the first ones one more, static ones before all others', () => {
  const result = assignRange({
    members: [member('a', null, ONE, TWO), member('b', null, ONE), member('z', 'i', ONE, TWO)],
    isHomogeneous: false,
    partitionsCount: (id) => (id === ONE ? 7 : 3),
  });
  expect(Object.fromEntries([...result].map(([id, assignment]) => [id, Object.fromEntries(assignment)]))).toEqual({
    z: { [ONE]: [0, 1, 2], [TWO]: [0, 1] },
    a: { [ONE]: [3, 4], [TWO]: [2] },
    b: { [ONE]: [5, 6] },
  });
});

test('members beyond the partitions get nothing', () => {
  const result = assignRange({
    members: [member('a', null, ONE), member('b', null, ONE)],
    isHomogeneous: true,
    partitionsCount: () => 1,
  });
  expect(result.get('b')).toEqual(new Map());
});
