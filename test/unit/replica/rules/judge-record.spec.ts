import { leaderEpoch, partitionEpoch } from '@yak/model';
import { judgeRecord } from '../../../../libs/replica/src/rules/judge-record';

const at = ([leader, partition]: readonly number[]) => ({
  leaderEpoch: leaderEpoch(leader ?? 0),
  partitionEpoch: partitionEpoch(partition ?? 0),
});

describe('a partition record from the metadata feed', () => {
  test.each([
    { name: 'the first ever', record: [0, 0], obeyed: null, position: 100, verdict: 'newer' },
    { name: 'a higher leader epoch', record: [4, 7], obeyed: [3, 6], position: 100, verdict: 'newer' },
    {
      name: 'a higher leader epoch with a lower partition epoch',
      record: [4, 1],
      obeyed: [3, 6],
      position: 100,
      verdict: 'newer',
    },
    { name: 'only a higher partition epoch', record: [3, 7], obeyed: [3, 6], position: 100, verdict: 'newer' },
    { name: 'the one obeyed already', record: [3, 6], obeyed: [3, 6], position: 100, verdict: 'same' },
    { name: 'a lower partition epoch (R12)', record: [3, 5], obeyed: [3, 6], position: 100, verdict: 'older' },
    {
      name: 'a lower leader epoch with a higher partition epoch (R12)',
      record: [2, 9],
      obeyed: [3, 6],
      position: 100,
      verdict: 'older',
    },
    {
      name: 'newer, but the metadata is behind our registration (R15)',
      record: [4, 7],
      obeyed: [3, 6],
      position: 99,
      verdict: 'before registration',
    },
    {
      name: 'the first, but the metadata is behind our registration (R15)',
      record: [0, 0],
      obeyed: null,
      position: 0,
      verdict: 'before registration',
    },
    { name: 'newer, long after our registration', record: [4, 7], obeyed: [3, 6], position: 5_000, verdict: 'newer' },
  ])('$name is $verdict', ({ record, obeyed, position, verdict }) => {
    const judged = judgeRecord({
      record: at(record),
      obeyed: obeyed === null ? null : at(obeyed),
      metadataPosition: position,
      registrationPosition: 100,
    });
    expect(judged).toBe(verdict);
  });
});
