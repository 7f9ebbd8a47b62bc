import { brokerEpoch, brokerId, ErrorCode, leaderEpoch, offset, refusal, type Refusal } from '@yak/model';
import type { LeadershipClaim } from '@yak/replica';
import { Campaign } from '../../../../libs/replica/src/tenure/campaign';
import { PARTITION, TOPIC_ID } from '../../../support/replica/records-of-metadata';

const CLAIM: LeadershipClaim = {
  topicId: TOPIC_ID,
  partition: PARTITION,
  brokerId: brokerId(1),
  brokerEpoch: brokerEpoch(10),
  leaderEpoch: leaderEpoch(3),
  logEndOffset: offset(12),
  lastEpoch: leaderEpoch(2),
  highWatermark: offset(11),
  directoryId: 'directory-1',
};
const DENIED = refusal(ErrorCode.INELIGIBLE_REPLICA, 'not in the ISR');
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a campaign', () => {
  test.each([
    { name: 'granted', answer: (): Promise<Refusal | null> => Promise.resolve(null), heard: [] },
    { name: 'refused', answer: (): Promise<Refusal | null> => Promise.resolve(DENIED), heard: ['not in the ISR'] },
    {
      name: 'unheard',
      answer: (): Promise<Refusal | null> => Promise.reject(new Error('no route')),
      heard: ['the coordinator did not answer: no route'],
    },
  ])('sends one claim, and says why it failed: $name', async ({ answer, heard }) => {
    const sent: LeadershipClaim[] = [];
    const reasons: string[] = [];
    const claim = (sentClaim: LeadershipClaim): Promise<Refusal | null> => {
      sent.push(sentClaim);
      return answer();
    };
    new Campaign({ claim }, CLAIM, (reason) => reasons.push(reason));
    await turn();
    expect(sent).toEqual([CLAIM]);
    expect(reasons).toEqual(heard);
  });

  test('hears nothing after it was closed', async () => {
    const reasons: string[] = [];
    const campaign = new Campaign({ claim: () => Promise.resolve(DENIED) }, CLAIM, (reason) => reasons.push(reason));
    campaign.close();
    await turn();
    expect(reasons).toEqual([]);
  });
});
