import { decideRegistration, partitionAfterReturn } from '@yak/cluster';
import { brokerEpoch, ErrorCode, isRefusal } from '@yak/model';
import {
  brokerRecord,
  member,
  members,
  partitionRecord,
  registerRequest,
  shown,
} from '../../../support/cluster/records';

const facts = { clusterId: 'cluster-a', known: brokerRecord(1, { brokerEpoch: brokerEpoch(4) }), isSessionLive: false };
const clean = { brokerEpoch: brokerEpoch(4), directoryId: 'disk-1' };

test('a broker that was never here gets broker epoch 1, fenced and not clean', () => {
  const registration = decideRegistration(registerRequest(), { ...facts, known: null });
  expect(registration).toMatchObject({
    isClean: false,
    isRepeated: false,
    record: { brokerEpoch: 1, state: 'fenced', recordEpoch: 0 },
  });
});

test('a restarted broker gets the next broker epoch', () => {
  expect(decideRegistration(registerRequest(), facts)).toMatchObject({
    record: { brokerEpoch: 5, incarnationId: 'incarnation-new', state: 'fenced' },
  });
});

test('a broker is written down with where its HTTP answers', () => {
  const httpEndpoint = { host: 'h', port: 8080 };
  expect(decideRegistration(registerRequest({ httpEndpoint }), facts)).toMatchObject({ record: { httpEndpoint } });
});

test('the same process asking again gets what it has', () => {
  const registration = decideRegistration(registerRequest({ incarnationId: 'incarnation-1' }), {
    ...facts,
    isSessionLive: true,
  });
  expect(registration).toMatchObject({ isRepeated: true, record: { brokerEpoch: 4 } });
});

test.each([
  ['a disk of another cluster', registerRequest({ clusterId: 'cluster-b' }), facts, ErrorCode.INCONSISTENT_CLUSTER_ID],
  ['no log directory', registerRequest({ directoryIds: [] }), facts, ErrorCode.INVALID_REGISTRATION],
  ['no endpoint', registerRequest({ endpoints: [] }), facts, ErrorCode.INVALID_REGISTRATION],
  [
    'a second process with a live id',
    registerRequest(),
    { ...facts, isSessionLive: true },
    ErrorCode.DUPLICATE_BROKER_REGISTRATION,
  ],
])('a broker with %s is refused', (_, request, known, code) => {
  expect(decideRegistration(request, known)).toMatchObject({ kind: 'refusal', code });
});

test.each([
  ['a clean-shutdown file of the last registration', clean, ['disk-1'], true],
  ['no clean-shutdown file', null, ['disk-1'], false],
  ['a clean-shutdown file of an earlier registration', { ...clean, brokerEpoch: brokerEpoch(3) }, ['disk-1'], false],
  ['a clean-shutdown file of a strange directory', { ...clean, directoryId: 'disk-9' }, ['disk-1', 'disk-9'], false],
  ['a wiped disk', clean, ['disk-new'], false],
  ['one more directory than before', clean, ['disk-1', 'disk-2'], true],
])('R7: a broker with %s stopped cleanly: %s', (_, cleanShutdown, directoryIds, isClean) => {
  const registration = decideRegistration(registerRequest({ cleanShutdown, directoryIds }), facts);
  expect(isRefusal(registration) ? null : registration.isClean).toBe(isClean);
});

interface Row {
  readonly title: string;
  readonly isClean: boolean;
  readonly before: { leader: [number, number] | null; isr: string; elr?: string };
  readonly after: { leader: string; epoch: number; isr: string; elr?: string; last?: string } | null;
}

const rows: Row[] = [
  {
    title: 'clean, in the ISR and leading: moves to the new registration and no longer leads',
    isClean: true,
    before: { leader: [1, 4], isr: '1@4 2@1' },
    after: { leader: '', epoch: 5, isr: '1@5 2@1' },
  },
  {
    title: 'clean, following: moves, the leader stays',
    isClean: true,
    before: { leader: [2, 1], isr: '2@1 1@4' },
    after: { leader: '2@1', epoch: 5, isr: '2@1 1@5' },
  },
  {
    title: 'clean, in the ELR: moves there',
    isClean: true,
    before: { leader: null, isr: '', elr: '1@4' },
    after: { leader: '', epoch: 5, isr: '', elr: '1@5' },
  },
  {
    title: 'clean, but the record names a registration before the last (R16): leaves',
    isClean: true,
    before: { leader: null, isr: '1@3 2@1' },
    after: { leader: '', epoch: 5, isr: '2@1' },
  },
  {
    title: 'unclean, leading: leaves, the epoch is bumped',
    isClean: false,
    before: { leader: [1, 4], isr: '1@4 2@1' },
    after: { leader: '', epoch: 6, isr: '2@1' },
  },
  {
    title: 'unclean, following: leaves, the epoch stays',
    isClean: false,
    before: { leader: [2, 1], isr: '2@1 1@4' },
    after: { leader: '2@1', epoch: 5, isr: '2@1' },
  },
  {
    title: 'unclean, alone in the ISR: is kept as last known leader',
    isClean: false,
    before: { leader: [1, 4], isr: '1@4' },
    after: { leader: '', epoch: 6, isr: '', last: '1 disk-1' },
  },
  {
    title: 'unclean, alone in the ELR: is kept as last known leader',
    isClean: false,
    before: { leader: null, isr: '', elr: '1@4' },
    after: { leader: '', epoch: 5, isr: '', last: '1 disk-1' },
  },
  {
    title: 'unclean, with another in the ELR: leaves, nobody is last known leader',
    isClean: false,
    before: { leader: [1, 4], isr: '1@4', elr: '2@1' },
    after: { leader: '', epoch: 6, isr: '', elr: '2@1' },
  },
  { title: 'not concerned: nothing', isClean: false, before: { leader: [2, 1], isr: '2@1' }, after: null },
  {
    title: 'already there with the new registration: nothing',
    isClean: false,
    before: { leader: [1, 5], isr: '1@5' },
    after: null,
  },
];

test.each(rows)('R7: a broker that returns $title', ({ isClean, before, after }) => {
  const record = partitionRecord({
    leader: before.leader === null ? null : member(...before.leader),
    isr: members(before.isr),
    elr: members(before.elr ?? ''),
  });
  const next = partitionAfterReturn(record, {
    member: member(1, 5),
    epochBefore: brokerEpoch(4),
    directoryIdBefore: 'disk-1',
    isClean,
    operationId: 'return',
  });
  if (after === null || next === null) {
    expect(next).toBe(after);
    return;
  }
  expect({
    leader: next.leader === null ? '' : shown([next.leader]),
    epoch: next.leaderEpoch,
    isr: shown(next.isr),
    elr: shown(next.elr),
    last: next.lastKnownLeader === null ? '' : `${next.lastKnownLeader.brokerId} ${next.lastKnownLeader.directoryId}`,
  }).toEqual({ elr: '', last: '', ...after });
  expect([next.partitionEpoch, next.operationId]).toEqual([record.partitionEpoch + 1, 'return']);
});

test('R7: a second crash before anybody led again keeps the last known leader', () => {
  const lastKnownLeader = { brokerId: member(1, 4).brokerId, directoryId: 'disk-1' };
  const record = partitionRecord({ leader: null, isr: [], elr: [], lastKnownLeader });
  expect(
    partitionAfterReturn(record, {
      member: member(1, 5),
      epochBefore: brokerEpoch(4),
      directoryIdBefore: 'disk-1',
      isClean: false,
      operationId: 'x',
    }),
  ).toBeNull();
});
