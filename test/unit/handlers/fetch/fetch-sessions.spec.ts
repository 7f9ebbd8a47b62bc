import { seededRandom } from '@yak/base';
import { ErrorCode, isRefusal } from '@yak/model';
import type { FetchEntry, FetchOutcome } from '../../../../libs/handlers/src/fetch/fetch-entry';
import { type FetchPlan, FetchSessions, type SessionRequest } from '../../../../libs/handlers/src/fetch/fetch-sessions';
import { ManualClock } from '../../../support/cluster/manual-clock';

const entryOf = (key: string, fetchOffset = 0): FetchEntry => ({
  key,
  topic: key,
  topicId: null,
  partition: 0,
  fetchOffset,
  partitionBytesMax: 100,
  currentLeaderEpoch: null,
  lastFetchedEpoch: null,
});

const outcomeOf = (entry: FetchEntry, changes: Partial<FetchOutcome['partition']> = {}): FetchOutcome => ({
  entry,
  partition: {
    partitionIndex: 0,
    errorCode: 0,
    highWatermark: 10,
    lastStableOffset: 10,
    logStartOffset: 0,
    divergingEpoch: { epoch: -1, endOffset: -1 },
    currentLeader: { leaderId: -1, leaderEpoch: -1 },
    abortedTransactions: null,
    preferredReadReplica: -1,
    records: [],
    sizeInBytes: 0,
    ...changes,
  },
});

const requestOf = (
  sessionId: number,
  sessionEpoch: number,
  keys: readonly string[] = [],
  changes: Partial<SessionRequest> = {},
): SessionRequest => ({
  sessionId,
  sessionEpoch,
  entries: new Map(keys.map((key) => [key, entryOf(key)])),
  forgotten: [],
  usesTopicIds: false,
  ...changes,
});

const planOf = (plan: FetchPlan | ReturnType<FetchSessions['begin']>): FetchPlan => {
  if (isRefusal(plan)) throw new Error(plan.detail);
  return plan;
};
const keysOf = (plan: FetchPlan): string[] => plan.entries.map(({ key }) => key);
const allOf = (plan: FetchPlan, changes: Partial<FetchOutcome['partition']> = {}): FetchOutcome[] =>
  plan.entries.map((entry) => outcomeOf(entry, changes));

describe('fetch sessions', () => {
  let clock: ManualClock;
  let sessions: FetchSessions;
  const open = (...keys: string[]): number => {
    const plan = planOf(sessions.begin(requestOf(0, 0, keys)));
    return plan.settle(allOf(plan)).sessionId;
  };

  beforeEach(() => {
    clock = new ManualClock();
    sessions = new FetchSessions({ capacity: 2, clock, random: seededRandom('sessions') });
  });

  it('gives a sessionless reader everything and no session', () => {
    const plan = planOf(sessions.begin(requestOf(0, -1, ['a'])));
    expect(plan.settle(allOf(plan))).toMatchObject({ sessionId: 0, outcomes: [{}] });
    expect(sessions.size).toBe(0);
  });

  it('opens a session for a reader that asks for one, and remembers what it was told', () => {
    const id = open('a', 'b');
    expect(id).toBeGreaterThan(0);
    const plan = planOf(sessions.begin(requestOf(id, 1)));
    expect(keysOf(plan)).toEqual(['a', 'b']);
    expect(plan.settle(allOf(plan))).toEqual({ sessionId: id, outcomes: [] });
  });

  test.each([
    ['records', { sizeInBytes: 1 }],
    ['a high watermark that moved', { highWatermark: 11 }],
    ['a log start that moved', { logStartOffset: 1 }],
    ['an error', { errorCode: 6, highWatermark: -1 }],
    ['a diverging epoch', { divergingEpoch: { epoch: 2, endOffset: 3 } }],
  ])('tells %s', (_what, changes) => {
    const id = open('a');
    const plan = planOf(sessions.begin(requestOf(id, 1)));
    expect(plan.settle(allOf(plan, changes)).outcomes).toHaveLength(1);
  });

  it('tells that an error is over, though nothing moved', () => {
    const id = open('a');
    const failing = planOf(sessions.begin(requestOf(id, 1)));
    failing.settle(allOf(failing, { errorCode: 6, highWatermark: -1, logStartOffset: -1 }));
    const again = planOf(sessions.begin(requestOf(id, 2)));
    expect(again.settle(allOf(again)).outcomes).toHaveLength(1);
  });

  it('reads partitions that gave records last, so that the others get their turn', () => {
    const id = open('a', 'b', 'c');
    const plan = planOf(sessions.begin(requestOf(id, 1)));
    plan.settle(plan.entries.map((entry) => outcomeOf(entry, entry.key === 'a' ? { sizeInBytes: 5 } : {})));
    expect(keysOf(planOf(sessions.begin(requestOf(id, 2))))).toEqual(['b', 'c', 'a']);
  });

  it('adds, changes and forgets partitions', () => {
    const id = open('a', 'b');
    const entries = new Map([
      ['a', entryOf('a', 7)],
      ['c', entryOf('c')],
    ]);
    const plan = planOf(sessions.begin(requestOf(id, 1, [], { entries, forgotten: ['b'] })));
    expect(plan.entries.map(({ key, fetchOffset }) => [key, fetchOffset])).toEqual([
      ['a', 7],
      ['c', 0],
    ]);
  });

  test.each([
    ['a session that it does not know', (id: number) => requestOf(id + 1, 1), ErrorCode.FETCH_SESSION_ID_NOT_FOUND],
    ['an epoch out of step', (id: number) => requestOf(id, 2), ErrorCode.INVALID_FETCH_SESSION_EPOCH],
    [
      'names where the session has ids',
      (id: number) => requestOf(id, 1, [], { usesTopicIds: true }),
      ErrorCode.FETCH_SESSION_TOPIC_ID_ERROR,
    ],
  ])('refuses %s', (_what, request, code) => {
    expect(sessions.begin(request(open('a')))).toMatchObject({ kind: 'refusal', code });
  });

  test.each([[0], [-1]])('closes the old session of a reader that begins anew with epoch %i', (epoch) => {
    const id = open('a');
    sessions.begin(requestOf(id, epoch, ['a']));
    expect(sessions.begin(requestOf(id, 1))).toMatchObject({ code: ErrorCode.FETCH_SESSION_ID_NOT_FOUND });
  });

  it('answers in full for ever where there is no room', () => {
    open('a');
    open('b');
    expect(open('c')).toBe(0);
    expect(sessions.size).toBe(2);
  });

  it('makes room by the session that was unused longest, after two minutes', async () => {
    const first = open('a');
    open('b');
    await clock.run(120_000);
    expect(open('c')).toBeGreaterThan(0);
    expect(sessions.begin(requestOf(first, 1))).toMatchObject({ code: ErrorCode.FETCH_SESSION_ID_NOT_FOUND });
  });
});
