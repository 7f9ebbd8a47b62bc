import { ErrorCode, topicId } from '@yak/model';
import { assignmentOf } from '../../../../../libs/groups/src/consumer/assignment';
import { blankMember } from '../../../../../libs/groups/src/consumer/member';
import { judgeMemberEpoch } from '../../../../../libs/groups/src/consumer/rules/member-epoch';

const T = topicId('0'.repeat(31) + '1');
const own = (...partitions: number[]) => assignmentOf([{ topicId: T, partitions }]);
const member = { ...blankMember('m'), memberEpoch: 7, previousMemberEpoch: 5, assigned: own(0, 1) };

test.each`
  received | owned        | fits
  ${7}     | ${null}      | ${true}
  ${0}     | ${own()}     | ${true}
  ${8}     | ${own()}     | ${false}
  ${6}     | ${own()}     | ${false}
  ${5}     | ${own()}     | ${true}
  ${5}     | ${own(1)}    | ${true}
  ${5}     | ${own(1, 2)} | ${false}
  ${5}     | ${null}      | ${false}
`(
  'epoch $received of a member of epoch 7, before 5, with what it owns: $fits',
  (row: { received: number; owned: ReturnType<typeof own> | null; fits: boolean }) => {
    const fault = judgeMemberEpoch(member, row.received, row.owned);
    expect(fault?.code ?? null).toBe(row.fits ? null : ErrorCode.FENCED_MEMBER_EPOCH);
  },
);
