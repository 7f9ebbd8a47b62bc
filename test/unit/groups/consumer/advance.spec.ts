import { ErrorCode } from '@yak/model';
import { type Advance, advance } from '../../../../libs/groups/src/consumer/advance';
import { assignmentOf } from '../../../../libs/groups/src/consumer/assignment';
import { blankMember } from '../../../../libs/groups/src/consumer/member';
import { currentRecord } from '../../../../libs/groups/src/consumer/records';
import { ConsumerWorld, owning } from '../../../support/groups/consumer-world';

let world: ConsumerWorld;
beforeEach(async () => {
  world = new ConsumerWorld();
  await world.join('A');
});

function kindsOf(change: Partial<Advance> & { readonly says?: object }): string[] {
  const before = change.before ?? world.group.state.members.get('A') ?? blankMember('A');
  const advanced = advance(world, {
    state: world.group.state,
    before,
    description: { ...before, ...change.says },
    replaced: null,
    owned: null,
    isRefreshDue: false,
    ...change,
  });
  if ('kind' in advanced) return [String(advanced.code)];
  return advanced.records.map(({ kind, value }) => (value === null ? `-${kind}` : kind));
}

test.each`
  says                                  | records
  ${{}}                                 | ${[]}
  ${{ rackId: 'r' }}                    | ${['consumerMember']}
  ${{ assignor: 'range' }}              | ${['consumerMember']}
  ${{ topicNames: [] }}                 | ${['consumerMember', 'consumerTopics', 'consumerGroup', 'targetMember', 'targetEpoch', 'currentAssignment']}
  ${{ topicNames: ['orders', 'gone'] }} | ${['consumerMember', 'consumerGroup', 'targetEpoch', 'currentAssignment']}
  ${{ pattern: 'o.*' }}                 | ${['consumerMember']}
  ${{ pattern: '(' }}                   | ${[String(ErrorCode.INVALID_REGULAR_EXPRESSION)]}
`('a member that says $says anew leads to $records', ({ says, records }: { says: object; records: string[] }) => {
  expect(kindsOf({ says })).toEqual(records);
});

test('topics are looked up only when they may have changed', () => {
  world.topics.set('orders', 5);
  expect(kindsOf({})).toEqual([]);
  expect(kindsOf({ isRefreshDue: true })).toEqual([
    'consumerTopics',
    'consumerGroup',
    'targetMember',
    'targetEpoch',
    'currentAssignment',
  ]);
});

test('who takes a place takes the target and the partitions, in one batch', () => {
  const holder = world.group.state.members.get('A') ?? blankMember('A');
  const before = { ...holder, memberId: 'B', memberEpoch: 0 };
  expect(kindsOf({ before, replaced: holder })).toEqual([
    '-currentAssignment',
    '-targetMember',
    '-consumerMember',
    'consumerMember',
    'targetMember',
    'currentAssignment',
  ]);
});

test('a member in a state of a newer broker has to join anew', async () => {
  const known = world.group.state.members.get('A') ?? blankMember('A');
  const records = [currentRecord('g', 'A', { ...known, state: 'unknown' })];
  await world.run({ records, answer: undefined, onRefused: () => undefined });
  expect(kindsOf({ owned: assignmentOf([owning('orders', 0)]) })).toEqual([String(ErrorCode.FENCED_MEMBER_EPOCH)]);
  expect(kindsOf({ owned: assignmentOf([]) })).toEqual(['currentAssignment']);
});
