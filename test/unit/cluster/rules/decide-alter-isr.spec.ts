import { type AlterIsrFacts, decideAlterIsr } from '@yak/cluster';
import type { IsrChange } from '@yak/control';
import { brokerEpoch, ErrorCode, leaderEpoch, partitionEpoch, partitionIndex } from '@yak/model';
import { brokerRecord, member, members, partitionRecord, shown, TOPIC } from '../../../support/cluster/records';

const change = (isr: string, more: Partial<IsrChange> = {}): IsrChange => ({
  topicId: TOPIC,
  partition: partitionIndex(0),
  leaderEpoch: leaderEpoch(5),
  partitionEpoch: partitionEpoch(9),
  isr: members(isr),
  isRecovering: false,
  ...more,
});
const facts = (more: Partial<AlterIsrFacts> = {}): AlterIsrFacts => ({
  sender: member(1, 1),
  record: partitionRecord(),
  brokerOf: (id) => brokerRecord(id),
  minInSyncReplicas: 1,
  operationId: 'alter',
  ...more,
});

test.each([
  ['shrinks', '1@1 2@1 3@1', '', '1@1 2@1', 1, ''],
  ['shrinks under the minimum: leavers stay eligible (R10)', '1@1 2@1 3@1', '', '1@1', 2, '2@1 3@1'],
  ['shrinks further: the eligible stay', '1@1 2@1', '3@1', '1@1', 2, '3@1 2@1'],
  ['grows to the minimum: nobody else is eligible (I-08)', '1@1', '2@1 3@1', '1@1 2@1', 2, ''],
  ['grows, still short: the grown one is no longer in the ELR', '1@1', '2@1 3@1', '1@1 2@1', 3, '3@1'],
  ['a member of the ELR comes back in a new registration', '1@1', '2@0 3@1', '1@1 2@1', 3, '3@1'],
])('an ISR that %s', (...[, before, elr, after, minInSyncReplicas, elrAfter]) => {
  const altered = decideAlterIsr(
    change(after),
    facts({ record: partitionRecord({ isr: members(before), elr: members(elr) }), minInSyncReplicas }),
  );
  if (altered.kind === 'refusal') throw new Error(altered.detail);
  expect([shown(altered.record.isr), shown(altered.record.elr)]).toEqual([after, elrAfter]);
  expect(altered.record).toMatchObject({
    leader: member(1, 1),
    leaderEpoch: 5,
    partitionEpoch: 10,
    operationId: 'alter',
  });
});

const brokers =
  (two: Parameters<typeof brokerRecord>[1]): AlterIsrFacts['brokerOf'] =>
  (id) =>
    brokerRecord(id, id === 2 ? two : {});
const recovering = partitionRecord({ isRecovering: true, isr: members('1@1') });

test.each<[string, IsrChange, Partial<AlterIsrFacts>, number]>([
  ['of an unknown partition', change('1@1'), { record: null }, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION],
  ['with a leader epoch from the future', change('1@1', { leaderEpoch: leaderEpoch(6) }), {}, ErrorCode.NOT_CONTROLLER],
  [
    'with a partition epoch from the future',
    change('1@1', { partitionEpoch: partitionEpoch(10) }),
    {},
    ErrorCode.NOT_CONTROLLER,
  ],
  ['of a deposed leader', change('1@1', { leaderEpoch: leaderEpoch(4) }), {}, ErrorCode.FENCED_LEADER_EPOCH],
  ['of a follower', change('1@1'), { sender: member(2, 1) }, ErrorCode.INVALID_REQUEST],
  ['of the leader in another registration', change('1@1'), { sender: member(1, 2) }, ErrorCode.INVALID_REQUEST],
  [
    'computed from an older record (R1)',
    change('1@1', { partitionEpoch: partitionEpoch(8) }),
    {},
    ErrorCode.INVALID_UPDATE_VERSION,
  ],
  ['with a broker twice', change('1@1 2@1 2@1'), {}, ErrorCode.INVALID_REQUEST],
  ['with a broker that has no replica', change('1@1 4@1'), {}, ErrorCode.INVALID_REQUEST],
  ['without the leader', change('2@1'), {}, ErrorCode.INVALID_REQUEST],
  ['that is empty', change(''), {}, ErrorCode.INVALID_REQUEST],
  ['that goes back to recovering', change('1@1', { isRecovering: true }), {}, ErrorCode.INVALID_REQUEST],
  [
    'that grows while recovering',
    change('1@1 2@1', { isRecovering: true }),
    { record: recovering },
    ErrorCode.INVALID_REQUEST,
  ],
  [
    'with a member in an earlier registration (R8)',
    change('1@1 2@1'),
    { brokerOf: brokers({ brokerEpoch: brokerEpoch(2) }) },
    ErrorCode.INELIGIBLE_REPLICA,
  ],
  ['with a fenced member', change('1@1 2@1'), { brokerOf: brokers({ state: 'fenced' }) }, ErrorCode.INELIGIBLE_REPLICA],
  [
    'with a member that shuts down',
    change('1@1 2@1'),
    { brokerOf: brokers({ state: 'shutting-down' }) },
    ErrorCode.INELIGIBLE_REPLICA,
  ],
])('an ISR change %s is refused', (_, proposed, more, code) => {
  expect(decideAlterIsr(proposed, facts(more))).toMatchObject({ kind: 'refusal', code });
});

test('a leader that recovered says so and may then grow', () => {
  expect(decideAlterIsr(change('1@1'), facts({ record: recovering }))).toMatchObject({
    kind: 'altered',
    record: { isRecovering: false },
  });
});
