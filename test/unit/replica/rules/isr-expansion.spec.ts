import { brokerEpoch, leaderEpoch, offset } from '@yak/model';
import { type ExpansionFacts, mayJoinIsr } from '../../../../libs/replica/src/rules/isr-expansion';

const eligible: ExpansionFacts = {
  followerLogEnd: offset(20),
  fetchLeaderEpoch: leaderEpoch(4),
  fetchBrokerEpoch: brokerEpoch(9),
  registeredBrokerEpoch: brokerEpoch(9),
  leaderEpoch: leaderEpoch(4),
  epochStartOffset: offset(15),
  highWatermark: offset(20),
};

describe('a follower', () => {
  test.each([
    ['joins the ISR at the high watermark                       ', {}, true],
    ['joins above it                                            ', { followerLogEnd: offset(21) }, true],
    ['does not join below the high watermark (R5)               ', { followerLogEnd: offset(19) }, false],
    [
      'joins at the start of the epoch when that is higher       ',
      { epochStartOffset: offset(20), highWatermark: offset(5) },
      true,
    ],
    [
      'does not join below the start of the leader epoch (R5)    ',
      { epochStartOffset: offset(21), highWatermark: offset(5) },
      false,
    ],
    ['does not join by a fetch of an earlier leader epoch (R3)  ', { fetchLeaderEpoch: leaderEpoch(3) }, false],
    ['does not join by a fetch of a later leader epoch          ', { fetchLeaderEpoch: leaderEpoch(5) }, false],
    ['does not join by a fetch without a leader epoch           ', { fetchLeaderEpoch: null }, false],
    ['does not join by a fetch of its earlier life (R8)         ', { fetchBrokerEpoch: brokerEpoch(8) }, false],
    ['does not join by a fetch of a life not yet known (R8)     ', { fetchBrokerEpoch: brokerEpoch(10) }, false],
    ['does not join by a fetch without a broker epoch           ', { fetchBrokerEpoch: null }, false],
    ['does not join while its broker is fenced                  ', { registeredBrokerEpoch: null }, false],
    [
      'does not join with neither epoch known                    ',
      { fetchBrokerEpoch: null, registeredBrokerEpoch: null },
      false,
    ],
  ])('%s', (_, facts, joins) => {
    expect(mayJoinIsr({ ...eligible, ...facts })).toBe(joins);
  });
});
