import { groupStateOf } from '../../../../../libs/groups/src/consumer/rules/group-state';

test.each`
  membersCount | groupEpoch | assignmentEpoch | unsettledCount | state
  ${0}         | ${0}       | ${0}            | ${0}           | ${'Empty'}
  ${0}         | ${5}       | ${4}            | ${0}           | ${'Empty'}
  ${1}         | ${5}       | ${4}            | ${0}           | ${'Assigning'}
  ${2}         | ${5}       | ${4}            | ${2}           | ${'Assigning'}
  ${2}         | ${5}       | ${5}            | ${1}           | ${'Reconciling'}
  ${2}         | ${5}       | ${5}            | ${0}           | ${'Stable'}
`(
  'a group of $membersCount in epoch $groupEpoch with the target of $assignmentEpoch and $unsettledCount on their way is $state',
  (row: {
    membersCount: number;
    groupEpoch: number;
    assignmentEpoch: number;
    unsettledCount: number;
    state: string;
  }) => {
    const { state, ...facts } = row;
    expect(groupStateOf(facts)).toBe(state);
  },
);
