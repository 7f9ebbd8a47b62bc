import { seededRandom } from '@yak/base';
import type { CoordinatorLink } from '@yak/bus';
import type { ClaimRequest } from '@yak/control';
import {
  brokerEpoch,
  brokerId,
  ErrorCode,
  leaderEpoch,
  offset,
  partitionEpoch,
  partitionIndex,
  refusal,
  topicId,
} from '@yak/model';
import type { LeadershipClaim } from '@yak/replica';
import { ClaimBatches } from '../../../libs/broker/src/claim-batches';
import { ManualClock } from '../../support/cluster/manual-clock';

const claimOf = (partition: number): LeadershipClaim => ({
  topicId: topicId('a'.repeat(32)),
  partition: partitionIndex(partition),
  brokerId: brokerId(1),
  brokerEpoch: brokerEpoch(4),
  leaderEpoch: leaderEpoch(2),
  logEndOffset: offset(0),
  lastEpoch: null,
  highWatermark: offset(0),
  directoryId: 'directory',
});
const GRANTED = { kind: 'granted' as const, leaderEpoch: leaderEpoch(3), partitionEpoch: partitionEpoch(1) };

describe('claims', () => {
  let clock: ManualClock;
  let sent: ClaimRequest[];
  let answer: (request: ClaimRequest) => Promise<unknown>;
  let batches: ClaimBatches;

  beforeEach(() => {
    clock = new ManualClock();
    sent = [];
    answer = ({ claims }) => Promise.resolve({ kind: 'claimed', outcomes: claims.map(() => GRANTED) });
    const request = (_verb: string, message: ClaimRequest) => {
      sent.push(message);
      return answer(message);
    };
    batches = new ClaimBatches({
      link: { request } as unknown as CoordinatorLink,
      clock,
      random: seededRandom('claims'),
    });
  });

  it('of one turn travel in one message', async () => {
    const claims = [0, 1, 2].map((partition) => batches.claim(claimOf(partition)));
    await clock.run(0);
    expect(await Promise.all(claims)).toEqual([null, null, null]);
    expect(sent.map((request) => request.claims.map(({ partition }) => partition))).toEqual([[0, 1, 2]]);
    expect(sent[0]).toMatchObject({ brokerId: 1, brokerEpoch: 4 });
  });

  it('travel a thousand a message, one message after the other', async () => {
    const claims = Array.from({ length: 2_500 }, (_, partition) => batches.claim(claimOf(partition)));
    await clock.run(0);
    await Promise.all(claims);
    expect(sent.map((request) => request.claims.length)).toEqual([1_000, 1_000, 500]);
  });

  it('are answered each by its own outcome', async () => {
    const no = refusal(ErrorCode.INELIGIBLE_REPLICA);
    answer = () => Promise.resolve({ kind: 'claimed', outcomes: [GRANTED, no] });
    const claims = [batches.claim(claimOf(0)), batches.claim(claimOf(1))];
    await clock.run(0);
    expect(await Promise.all(claims)).toEqual([null, no]);
  });

  it('are all refused with their message', async () => {
    const stale = refusal(ErrorCode.STALE_BROKER_EPOCH);
    answer = () => Promise.resolve(stale);
    const claim = batches.claim(claimOf(0));
    await clock.run(0);
    expect(await claim).toEqual(stale);
  });

  it('fail where nobody answers, and later ones travel again', async () => {
    answer = () => Promise.reject(new Error('no coordinator'));
    const failed = expect(batches.claim(claimOf(0))).rejects.toThrow('no coordinator');
    await clock.run(0);
    await failed;
    answer = () => Promise.resolve({ kind: 'claimed', outcomes: [GRANTED] });
    const again = batches.claim(claimOf(0));
    await clock.run(0);
    expect(await again).toBeNull();
  });
});
