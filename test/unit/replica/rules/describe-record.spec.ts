import { describeRecord } from '../../../../libs/replica/src/rules/describe-record';
import { claimable, ledByOther, ledByUs, member, partitionFacts } from '../../../support/replica/records-of-metadata';

test.each([
  [ledByUs(3, 4), 'lead', 'this replica leads in leader epoch 3'],
  [ledByOther(3, 4), 'follow', 'broker 2 leads in leader epoch 3'],
  [claimable(3, 4), 'claim', 'nobody leads in leader epoch 3 and this replica may claim'],
  [partitionFacts({ epochs: [3, 4] }), 'wait', 'nobody leads in leader epoch 3 and this replica may not claim'],
  [
    partitionFacts({ epochs: [3, 4], leader: member(1, 9) }),
    'wait',
    'an earlier life of this broker leads in leader epoch 3',
  ],
] as const)('the journal says of a record %#: %3$s', (record, assignment, words) => {
  expect(describeRecord(record, assignment)).toBe(words);
});
