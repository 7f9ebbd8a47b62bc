import { brokerId } from '@yak/model';
import { assignmentOf } from '../../../../libs/replica/src/rules/assignment';
import { IDENTITY, member, partitionFacts } from '../../../support/replica/records-of-metadata';

const known = (id: number, directoryId: string) => ({ brokerId: brokerId(id), directoryId });
const US = member(1, 10);
const US_EARLIER = member(1, 9);
const OTHER = member(2);

describe('what a partition record asks of a replica', () => {
  test.each([
    ['this broker leads                                  ', { leader: US, isr: [US] }, 'lead'],
    ['an earlier life of this broker leads (R15)         ', { leader: US_EARLIER, isr: [US_EARLIER] }, 'wait'],
    ['a later life of this broker leads                  ', { leader: member(1, 11), isr: [] }, 'wait'],
    ['another broker leads                               ', { leader: OTHER, isr: [OTHER, US] }, 'follow'],
    ['nobody leads, in the ISR                           ', { isr: [OTHER, US] }, 'claim'],
    ['nobody leads, not in the ISR                       ', { isr: [OTHER] }, 'wait'],
    ['nobody leads, only an earlier life in the ISR (R16)', { isr: [US_EARLIER] }, 'wait'],
    ['nobody leads, in the ELR but the ISR has others    ', { isr: [OTHER], elr: [US] }, 'wait'],
    ['nobody leads, ISR empty, in the ELR                ', { elr: [OTHER, US] }, 'claim'],
    [
      'nobody leads, ISR empty, not in the ELR            ',
      { elr: [OTHER], lastKnownLeader: known(1, 'directory-1') },
      'wait',
    ],
    ['nobody leads, ISR empty, an earlier life in the ELR', { elr: [US_EARLIER] }, 'wait'],
    ['both empty, last known leader, same directory (R9) ', { lastKnownLeader: known(1, 'directory-1') }, 'claim'],
    ['both empty, last known leader, another directory   ', { lastKnownLeader: known(1, 'directory-2') }, 'wait'],
    ['both empty, another last known leader              ', { lastKnownLeader: known(2, 'directory-1') }, 'wait'],
    ['both empty, no last known leader                   ', {}, 'wait'],
  ])('%s', (_, facts, assignment) => {
    expect(assignmentOf(partitionFacts({ epochs: [3, 5], replicas: [1, 2], ...facts }), IDENTITY)).toBe(assignment);
  });

  test('a broker that holds no replica of the partition does not claim it', () => {
    expect(assignmentOf(partitionFacts({ epochs: [3, 5], replicas: [2], isr: [US] }), IDENTITY)).toBe('wait');
  });
});
