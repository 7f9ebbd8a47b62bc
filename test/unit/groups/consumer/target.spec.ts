import { assignmentOf, EMPTY_ASSIGNMENT } from '../../../../libs/groups/src/consumer/assignment';
import { blankMember } from '../../../../libs/groups/src/consumer/member';
import { computeTarget } from '../../../../libs/groups/src/consumer/target';
import { idOf, owning } from '../../../support/groups/consumer-world';

const topics = new Map(['a', 'b'].map((name) => [name, { topicId: idOf(name), partitionsCount: 2 }]));
const member = (memberId: string, topicNames: string[], assignor: string | null = null) => ({
  ...blankMember(memberId),
  topicNames,
  assignor,
});
const compute = (members: ReturnType<typeof member>[], before = new Map([['m', EMPTY_ASSIGNMENT]])) =>
  computeTarget({
    groupId: 'g',
    groupEpoch: 7,
    members,
    topics,
    patterns: new Map(),
    targetOf: (memberId) => before.get(memberId) ?? EMPTY_ASSIGNMENT,
    assignors: ['uniform', 'range'],
  });

test('a record is written for each member whose target differs, and the epoch last', () => {
  const before = new Map([['m', assignmentOf([owning('a', 0), owning('b', 0)])]]);
  const target = compute([member('n', ['a', 'b']), member('m', ['a', 'b'])], before);
  expect(target.records).toEqual([
    {
      kind: 'targetMember',
      key: { groupId: 'g', memberId: 'n' },
      value: { topicPartitions: [owning('a', 1), owning('b', 1)] },
    },
    { kind: 'targetEpoch', key: { groupId: 'g' }, value: { assignmentEpoch: 7 } },
  ]);
  expect(target.targetOf('x')).toBe(EMPTY_ASSIGNMENT);
});

test('members that read different topics get theirs', () => {
  const target = compute([member('m', ['a']), member('n', ['b', 'gone'])]);
  expect(target.targetOf('m')).toEqual(assignmentOf([owning('a', 0, 1)]));
  expect(target.targetOf('n')).toEqual(assignmentOf([owning('b', 0, 1)]));
});

test('the assignor with the most votes assigns', () => {
  const range = compute([member('m', ['a', 'b'], 'range'), member('n', ['a', 'b'])]);
  expect(range.targetOf('m')).toEqual(assignmentOf([owning('a', 0), owning('b', 0)]));
  const uniform = compute([member('m', ['a', 'b']), member('n', ['a', 'b'])]);
  expect(uniform.targetOf('m')).toEqual(assignmentOf([owning('a', 0, 1)]));
});
