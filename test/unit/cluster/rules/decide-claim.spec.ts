import { type ClaimFacts, decideClaim } from '@yak/cluster';
import type { Claim } from '@yak/control';
import { brokerEpoch, brokerId, ErrorCode, leaderEpoch, offset, partitionIndex } from '@yak/model';
import { brokerRecord, member, members, partitionRecord, shown, TOPIC } from '../../../support/cluster/records';

const claim = (change: Partial<Claim> = {}): Claim => ({
  topicId: TOPIC,
  partition: partitionIndex(0),
  leaderEpoch: leaderEpoch(5),
  logEndOffset: offset(100),
  lastEpoch: leaderEpoch(5),
  highWatermark: offset(90),
  directoryId: 'disk-1',
  ...change,
});
const leaderless = (isr: string, elr = '', lastDirectory: string | null = null) =>
  partitionRecord({
    leader: null,
    isr: members(isr),
    elr: members(elr),
    lastKnownLeader: lastDirectory === null ? null : { brokerId: brokerId(1), directoryId: lastDirectory },
  });
const facts = (change: Partial<ClaimFacts>): ClaimFacts => ({
  claimant: member(1, 1),
  record: leaderless('1@1 2@1'),
  broker: brokerRecord(1),
  isUncleanElectionEnabled: false,
  operationId: 'claim',
  ...change,
});

test.each([
  ['isr', leaderless('1@1 2@1'), false, '1@1 2@1', '', false],
  ['isr', leaderless('1@1', '2@1'), false, '1@1', '2@1', false],
  ['elr', leaderless('', '1@1 2@1'), false, '1@1', '2@1', false],
  ['last-known-leader', leaderless('', '', 'disk-1'), false, '1@1', '', true],
  ['unclean', leaderless('', '2@1'), true, '1@1', '', true],
  ['unclean', leaderless('', '', 'disk-9'), true, '1@1', '', true],
] as const)('R9: a replica leads from %s', (...[source, record, isUncleanElectionEnabled, isr, elr, isRecovering]) => {
  const granted = decideClaim(claim(), facts({ record, isUncleanElectionEnabled }));
  if (granted.kind === 'refusal') throw new Error(granted.detail);
  expect(granted.source).toBe(source);
  expect([shown(granted.record.isr), shown(granted.record.elr), granted.record.isRecovering]).toEqual([
    isr,
    elr,
    isRecovering,
  ]);
  expect(granted.record).toMatchObject({
    leader: member(1, 1),
    leaderEpoch: 6,
    partitionEpoch: 10,
    lastKnownLeader: null,
    operationId: 'claim',
  });
});

test.each<[string, Partial<ClaimFacts>, Partial<Claim>, number]>([
  ['of an unknown partition', { record: null }, {}, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION],
  ['of a broker that never registered', { broker: null }, {}, ErrorCode.STALE_BROKER_EPOCH],
  [
    'of an earlier registration',
    { broker: brokerRecord(1, { brokerEpoch: brokerEpoch(2) }) },
    {},
    ErrorCode.STALE_BROKER_EPOCH,
  ],
  ['for an epoch from the future', {}, { leaderEpoch: leaderEpoch(6) }, ErrorCode.NOT_CONTROLLER],
  ['for an epoch of the past', {}, { leaderEpoch: leaderEpoch(4) }, ErrorCode.FENCED_LEADER_EPOCH],
  ['while another leads', { record: partitionRecord({ leader: member(2, 1) }) }, {}, ErrorCode.ELECTION_NOT_NEEDED],
  ['of a fenced broker', { broker: brokerRecord(1, { state: 'fenced' }) }, {}, ErrorCode.INELIGIBLE_REPLICA],
  [
    'of a broker that shuts down',
    { broker: brokerRecord(1, { state: 'shutting-down' }) },
    {},
    ErrorCode.INELIGIBLE_REPLICA,
  ],
  [
    'of a broker without a replica',
    { record: partitionRecord({ leader: null, replicas: [brokerId(2)] }) },
    {},
    ErrorCode.INELIGIBLE_REPLICA,
  ],
  ['from outside of an ISR that has members', { record: leaderless('2@1') }, {}, ErrorCode.INELIGIBLE_REPLICA],
  ['from an ISR entry of another registration (R16)', { record: leaderless('1@2') }, {}, ErrorCode.INELIGIBLE_REPLICA],
  ['from the ELR while the ISR has members', { record: leaderless('2@1', '1@1') }, {}, ErrorCode.INELIGIBLE_REPLICA],
  ['from outside of the ELR', { record: leaderless('', '2@1') }, {}, ErrorCode.INELIGIBLE_REPLICA],
  [
    'of the last known leader while the ELR has members',
    { record: leaderless('', '2@1', 'disk-1') },
    {},
    ErrorCode.INELIGIBLE_REPLICA,
  ],
  [
    'of the last known leader on another disk',
    { record: leaderless('', '', 'disk-1') },
    { directoryId: 'disk-2' },
    ErrorCode.INELIGIBLE_REPLICA,
  ],
  [
    'of the last known leader whose log vanished',
    { record: leaderless('', '', 'disk-1') },
    { logEndOffset: offset(0) },
    ErrorCode.INELIGIBLE_REPLICA,
  ],
  ['of a stranger where another led last', { record: leaderless('') }, {}, ErrorCode.INELIGIBLE_REPLICA],
  [
    'even unclean, while the ISR has members',
    { record: leaderless('2@1'), isUncleanElectionEnabled: true },
    {},
    ErrorCode.INELIGIBLE_REPLICA,
  ],
])('a claim %s is refused', (_, factChange, claimChange, code) => {
  expect(decideClaim(claim(claimChange), facts(factChange))).toMatchObject({ kind: 'refusal', code });
});

test('R9: the last known leader of a partition that never held anything comes back with an empty log', () => {
  const empty = claim({ logEndOffset: offset(0), highWatermark: offset(0), lastEpoch: null });
  expect(decideClaim(empty, facts({ record: leaderless('', '', 'disk-1') }))).toMatchObject({
    kind: 'granted',
    source: 'last-known-leader',
  });
});
