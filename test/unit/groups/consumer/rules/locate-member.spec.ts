import { errorName, isRefusal } from '@yak/model';
import { type ConsumerRecord, ConsumerGroupState } from '../../../../../libs/groups/src/consumer/consumer-group-state';
import { blankMember } from '../../../../../libs/groups/src/consumer/member';
import { currentRecord, memberRecord } from '../../../../../libs/groups/src/consumer/records';
import { locateMember } from '../../../../../libs/groups/src/consumer/rules/locate-member';
import { throughBytes } from '../../../../support/groups/fake-services';

const CLASSIC = { classic: { sessionTimeoutMs: 1, protocols: [] } };

/** d dynamic at epoch 5; s of instance i lives at 5; a of instance j is away; c of instance k is classic. */
function group(): ConsumerGroupState {
  const state = new ConsumerGroupState('g');
  const put = (memberId: string, instanceId: string | null, memberEpoch: number, change = {}): void => {
    const member = { ...blankMember(memberId), instanceId, memberEpoch, previousMemberEpoch: 4, ...change };
    for (const record of [memberRecord('g', memberId, member), currentRecord('g', memberId, member)])
      state.apply(throughBytes(record) as ConsumerRecord);
  };
  put('d', null, 5);
  put('s', 'i', 5);
  put('a', 'j', -2);
  put('c', 'k', 5, CLASSIC);
  return state;
}

test.each`
  memberId | instanceId | memberEpoch | result
  ${'d'}   | ${null}    | ${5}        | ${'d'}
  ${'d'}   | ${null}    | ${0}        | ${'d'}
  ${'d'}   | ${null}    | ${6}        | ${'FENCED_MEMBER_EPOCH'}
  ${'n'}   | ${null}    | ${0}        | ${'n new'}
  ${'n'}   | ${null}    | ${5}        | ${'UNKNOWN_MEMBER_ID'}
  ${'n'}   | ${'new'}   | ${0}        | ${'n new'}
  ${'n'}   | ${'new'}   | ${5}        | ${'UNKNOWN_MEMBER_ID'}
  ${'s'}   | ${'i'}     | ${5}        | ${'s'}
  ${'s'}   | ${'i'}     | ${6}        | ${'FENCED_MEMBER_EPOCH'}
  ${'s'}   | ${'i'}     | ${0}        | ${'UNRELEASED_INSTANCE_ID'}
  ${'n'}   | ${'i'}     | ${0}        | ${'UNRELEASED_INSTANCE_ID'}
  ${'n'}   | ${'i'}     | ${5}        | ${'FENCED_INSTANCE_ID'}
  ${'n'}   | ${'j'}     | ${0}        | ${'n for a'}
  ${'a'}   | ${'j'}     | ${0}        | ${'a for a'}
  ${'n'}   | ${'k'}     | ${0}        | ${'n for c'}
`(
  '$memberId of the instance $instanceId with epoch $memberEpoch: $result',
  (row: { memberId: string; instanceId: string | null; memberEpoch: number; result: string }) => {
    const { result, ...sender } = row;
    const located = locateMember(group(), { ...sender, owned: null });
    if (isRefusal(located)) {
      expect(errorName(located.code)).toBe(result);
      return;
    }
    const { before, replaced } = located;
    const isNew = before.memberEpoch === 0 && replaced === null;
    expect(`${before.memberId}${isNew ? ' new' : ''}${replaced === null ? '' : ` for ${replaced.memberId}`}`).toBe(
      result,
    );
  },
);
