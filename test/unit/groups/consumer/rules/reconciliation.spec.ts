import { topicId } from '@yak/model';
import { type Assignment, assignmentOf, entriesOf } from '../../../../../libs/groups/src/consumer/assignment';
import type { CurrentAssignment, MemberState } from '../../../../../libs/groups/src/consumer/member';
import { reconcile } from '../../../../../libs/groups/src/consumer/rules/reconciliation';

const T = topicId('0'.repeat(31) + '1');
const U = topicId('0'.repeat(31) + '2');
/** `0 1` are partitions of T, `u0` one of U; `-` is none; `?` is not told. */
const read = (text: string): Assignment =>
  assignmentOf(
    text
      .split(' ')
      .filter((word) => word !== '-')
      .map((word) => ({ topicId: word.startsWith('u') ? U : T, partitions: [Number(word.replace('u', ''))] })),
  );
const show = (assignment: Assignment): string =>
  entriesOf(assignment)
    .flatMap(({ topicId: id, partitions }) =>
      partitions.map((partition) => (id === U ? `u${partition}` : `${partition}`)),
    )
    .join(' ') || '-';

interface Row {
  readonly state: MemberState;
  readonly epoch: number;
  readonly has: string;
  readonly pending: string;
  readonly owned: string;
  readonly target: string;
  readonly free: string;
  readonly next: string;
}

const currentOf = (row: Row): CurrentAssignment => ({
  memberEpoch: row.epoch,
  previousMemberEpoch: row.epoch - 1,
  state: row.state,
  assigned: read(row.has),
  pendingRevocation: read(row.pending),
});

const facts = (row: Row) => ({
  current: currentOf(row),
  target: read(row.target),
  targetEpoch: 9,
  owned: row.owned === '?' ? null : read(row.owned),
  isFree: (id: string, partition: number) =>
    read(row.free)
      .get(id as typeof T)
      ?.includes(partition) ?? false,
  isSubscribed: () => true,
  hasSubscriptionChanged: false,
});

describe('a member on its way to the target of epoch 9', () => {
  test.each`
    state           | epoch | has       | pending | owned    | target     | free     | next
    ${'stable'}     | ${9}  | ${'0 1'}  | ${'-'}  | ${'?'}   | ${'0'}     | ${'-'}   | ${'nothing'}
    ${'stable'}     | ${8}  | ${'0 1'}  | ${'-'}  | ${'?'}   | ${'0 1'}   | ${'-'}   | ${'9 stable 0 1 / -'}
    ${'stable'}     | ${8}  | ${'0 1'}  | ${'-'}  | ${'?'}   | ${'0'}     | ${'-'}   | ${'8 unrevoked 0 / 1'}
    ${'stable'}     | ${8}  | ${'0 1'}  | ${'-'}  | ${'0 1'} | ${'0'}     | ${'-'}   | ${'8 unrevoked 0 / 1'}
    ${'stable'}     | ${8}  | ${'0 1'}  | ${'-'}  | ${'0'}   | ${'0'}     | ${'-'}   | ${'9 stable 0 / -'}
    ${'stable'}     | ${8}  | ${'0 1'}  | ${'-'}  | ${'0'}   | ${'0 2'}   | ${'2'}   | ${'9 stable 0 2 / -'}
    ${'stable'}     | ${8}  | ${'0'}    | ${'-'}  | ${'?'}   | ${'0 2 3'} | ${'2'}   | ${'9 unreleased 0 2 / -'}
    ${'stable'}     | ${8}  | ${'0'}    | ${'-'}  | ${'?'}   | ${'0 2'}   | ${'-'}   | ${'9 unreleased 0 / -'}
    ${'stable'}     | ${8}  | ${'0 u0'} | ${'-'}  | ${'?'}   | ${'0 u1'}  | ${'u1'}  | ${'8 unrevoked 0 / u0'}
    ${'stable'}     | ${0}  | ${'-'}    | ${'-'}  | ${'-'}   | ${'0 1'}   | ${'0 1'} | ${'9 stable 0 1 / -'}
    ${'stable'}     | ${0}  | ${'-'}    | ${'-'}  | ${'-'}   | ${'-'}     | ${'-'}   | ${'9 stable - / -'}
    ${'unrevoked'}  | ${8}  | ${'0'}    | ${'1'}  | ${'?'}   | ${'0'}     | ${'-'}   | ${'nothing'}
    ${'unrevoked'}  | ${8}  | ${'0'}    | ${'1'}  | ${'0 1'} | ${'0'}     | ${'-'}   | ${'nothing'}
    ${'unrevoked'}  | ${8}  | ${'0'}    | ${'1'}  | ${'0'}   | ${'0'}     | ${'-'}   | ${'9 stable 0 / -'}
    ${'unrevoked'}  | ${7}  | ${'0 2'}  | ${'1'}  | ${'0 2'} | ${'0'}     | ${'-'}   | ${'8 unrevoked 0 / 2'}
    ${'unrevoked'}  | ${8}  | ${'0'}    | ${'1'}  | ${'0'}   | ${'0 1'}   | ${'-'}   | ${'9 unreleased 0 / -'}
    ${'unreleased'} | ${9}  | ${'0'}    | ${'-'}  | ${'?'}   | ${'0 2'}   | ${'-'}   | ${'nothing'}
    ${'unreleased'} | ${9}  | ${'0'}    | ${'-'}  | ${'?'}   | ${'0 2'}   | ${'2'}   | ${'9 stable 0 2 / -'}
    ${'unreleased'} | ${8}  | ${'0'}    | ${'-'}  | ${'?'}   | ${'2'}     | ${'2'}   | ${'8 unrevoked - / 0'}
    ${'unknown'}    | ${8}  | ${'0'}    | ${'1'}  | ${'?'}   | ${'0'}     | ${'-'}   | ${'fenced'}
    ${'unknown'}    | ${8}  | ${'0'}    | ${'1'}  | ${'0'}   | ${'0'}     | ${'-'}   | ${'fenced'}
    ${'unknown'}    | ${8}  | ${'0'}    | ${'1'}  | ${'-'}   | ${'0'}     | ${'-'}   | ${'9 stable 0 / -'}
  `('$state at $epoch with $has, owns $owned, target $target, free $free: $next', (row: Row) => {
    const given = facts(row);
    const next = reconcile(given);
    if (next === 'fenced') expect(row.next).toBe('fenced');
    else if (next === given.current) expect(row.next).toBe('nothing');
    else {
      const { memberEpoch, state, assigned, pendingRevocation } = next;
      expect(`${memberEpoch} ${state} ${show(assigned)} / ${show(pendingRevocation)}`).toBe(row.next);
      expect(next.previousMemberEpoch).toBe(row.epoch);
    }
  });

  it('gives up what it no longer subscribes to, although the target is as before', () => {
    const row: Row = {
      state: 'stable',
      epoch: 9,
      has: '0 u0',
      pending: '-',
      owned: '?',
      target: '0 u0',
      free: '-',
      next: '',
    };
    const isSubscribed = (id: string): boolean => id !== U;
    const next = reconcile({ ...facts(row), hasSubscriptionChanged: true, isSubscribed });
    expect(next).toMatchObject({
      state: 'unrevoked',
      memberEpoch: 9,
      assigned: read('0'),
      pendingRevocation: read('u0'),
    });
  });
});
