import { brokerId, offset } from '@yak/model';
import { explainReplica, type ReplicaSelf } from '../../../../libs/replica/src/rules/explain-replica';
import { claimable, ledByOther, ledByUs, member, partitionFacts } from '../../../support/replica/records-of-metadata';

const log = (end: number, changes: Partial<Record<keyof ReplicaSelf['log'], number>> = {}): ReplicaSelf['log'] => {
  const numbers = {
    logStartOffset: 0,
    nextOffset: end,
    logEndOffset: end,
    highWatermark: end,
    lastStableOffset: end,
    ...changes,
  };
  return Object.fromEntries(
    Object.entries(numbers).map(([name, value]) => [name, offset(value)]),
  ) as ReplicaSelf['log'];
};

const selfWith = (changes: Partial<ReplicaSelf>): ReplicaSelf => ({
  brokerId: brokerId(1),
  state: 'leader',
  record: ledByUs(4, 9),
  assignment: 'lead',
  isRecordPending: false,
  claims: 0,
  refusal: null,
  failure: null,
  minInSyncReplicas: 1,
  parkedAcks: 0,
  log: log(12),
  ...changes,
});

const threeReplicas = partitionFacts({ epochs: [4, 9], leader: member(1), isr: [member(1)], replicas: [1, 2, 3] });
const waiting = (facts: Parameters<typeof partitionFacts>[0]): Partial<ReplicaSelf> => ({
  state: 'follower',
  assignment: 'wait',
  record: partitionFacts(facts),
});
const LEADS = 'This broker, 1, leads in leader epoch 4.';
const ALONE = '1 of 1 replicas in sync (1); acks=all needs 1.';
const MAY_NOT = 'Nobody leads in leader epoch 4, and this replica may not claim.';

test.each<[string, Partial<ReplicaSelf>, string[]]>([
  ['a leader alone', {}, [LEADS, ALONE, 'Everything up to the log end, 12, is committed.']],
  [
    'a leader whose disk is behind',
    { log: log(12, { logEndOffset: 9, highWatermark: 9 }), parkedAcks: 2 },
    [LEADS, ALONE, 'Offsets 9 to 11 wait for the disk.', '2 writes wait to be acknowledged.'],
  ],
  [
    'a leader whose followers are behind',
    { log: log(12, { highWatermark: 11 }), parkedAcks: 1 },
    [LEADS, ALONE, 'Offset 11 waits for the in-sync followers.', '1 write waits to be acknowledged.'],
  ],
  [
    'a leader with an open transaction',
    { log: log(12, { lastStableOffset: 5 }) },
    [LEADS, ALONE, 'All is committed up to 12; an open transaction holds read_committed at 5.'],
  ],
  [
    'a leader with too few in-sync replicas',
    { record: threeReplicas, minInSyncReplicas: 2 },
    [
      LEADS,
      '1 of 3 replicas in sync (1); acks=all needs 2.',
      'Not in sync: broker 2, 3.',
      'Producers with acks=all are refused with NOT_ENOUGH_REPLICAS and the high watermark stands still.',
      'Everything up to the log end, 12, is committed.',
    ],
  ],
  [
    'a candidate that waits for the coordinator',
    { state: 'candidate.claiming', assignment: 'claim', record: claimable(3, 8), claims: 1 },
    [
      'Nobody leads in leader epoch 3, and this replica may claim the leadership.',
      'It has sent 1 claim and waits for the metadata to name it.',
    ],
  ],
  [
    'a candidate that was refused',
    { state: 'candidate.resting', assignment: 'claim', record: claimable(3, 8), claims: 2, refusal: 'a standby' },
    [
      'Nobody leads in leader epoch 3, and this replica may claim the leadership.',
      '2 claims refused, the last because: a standby. It claims again after a rest.',
    ],
  ],
  [
    'a candidate that was named',
    { state: 'candidate.assuming' },
    ['The metadata names this replica leader in epoch 4; it serves once that epoch is durable here.'],
  ],
  [
    'a follower',
    { state: 'follower', assignment: 'follow', record: ledByOther(5, 1) },
    ['Broker 2 leads in leader epoch 5; this replica follows it.'],
  ],
  [
    'a replica whose broker was started again',
    waiting({ epochs: [4, 9], leader: member(1, 3), isr: [member(1, 3)] }),
    ['The record still names an earlier life of this broker, 1, leader in epoch 4.'],
  ],
  [
    'a replica outside of the ISR',
    waiting({ epochs: [4, 9], isr: [member(2)], replicas: [1, 2] }),
    [MAY_NOT, 'The claim belongs to a member of the ISR, in its present registration: 2.'],
  ],
  [
    'a replica outside of the ELR',
    waiting({ epochs: [4, 9], elr: [member(2), member(3)], replicas: [1, 2, 3] }),
    [MAY_NOT, 'The ISR is empty; the claim belongs to an eligible leader replica: 2,3.'],
  ],
  [
    'a replica that did not lead last',
    waiting({ epochs: [4, 9], lastKnownLeader: { brokerId: brokerId(2), directoryId: 'd' }, replicas: [1, 2] }),
    [MAY_NOT, 'ISR and ELR are empty; only broker 2 may come back, with the disk that it led on.'],
  ],
  [
    'a replica that nobody can help',
    waiting({ epochs: [4, 9] }),
    [MAY_NOT, 'ISR and ELR are empty and no last leader is known: a person has to decide.'],
  ],
  ['a follower that is about to lead', { state: 'follower' }, ['Its role in leader epoch 4 is about to change.']],
  [
    'a replica without a record',
    { state: 'follower', record: null, assignment: null },
    ['No partition record of this registration of the broker has come yet.'],
  ],
  [
    'a replica whose newest record is not durable yet',
    { isRecordPending: true, state: 'candidate.assuming' },
    [
      'The metadata names this replica leader in epoch 4; it serves once that epoch is durable here.',
      'A newer partition record was seen; it counts once it is durable on this broker.',
    ],
  ],
  [
    'a replica whose disk failed',
    { state: 'offline', failure: 'an append failed: EIO' },
    [
      'This replica is out of service: an append failed: EIO.',
      'It answers KAFKA_STORAGE_ERROR, and neither leads nor claims until the broker is started again.',
    ],
  ],
  ['a closed replica', { state: 'stopped' }, ['This replica was closed: its topic was deleted, or the broker stops.']],
])('%s says why', (_what, changes, sentences) => {
  expect(explainReplica(selfWith(changes)).sentences).toEqual(sentences);
});

test('the facts name epochs, members and offsets; what is not known is null', () => {
  const { state, facts } = explainReplica(selfWith({ record: threeReplicas, log: log(12, { highWatermark: 10 }) }));
  expect(state).toBe('leader');
  expect(facts).toEqual({
    leader: 1,
    leaderEpoch: 4,
    partitionEpoch: 9,
    replicas: '1,2,3',
    isr: '1',
    elr: '',
    lastKnownLeader: null,
    minInSyncReplicas: 1,
    logStartOffset: 0,
    logEndOffset: 12,
    highWatermark: 10,
    lastStableOffset: 12,
    parkedAcks: 0,
    claims: 0,
    refusal: null,
  });
  const unknown = explainReplica(selfWith({ record: null, assignment: null })).facts;
  expect(unknown).toMatchObject({ leader: null, leaderEpoch: null, highWatermark: 12 });
});
