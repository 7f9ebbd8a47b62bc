import { ErrorCode, isRefusal, leaderEpoch, offset } from '@yak/model';
import { placeBatch } from '@yak/records';
import { LeaderReads, type OffsetsRequest, type ReadRequest } from '../../../../libs/replica/src/tenure/leader-reads';
import { Leadership } from '../../../../libs/replica/src/tenure/leadership';
import { NOT_LEADER } from '../../../../libs/replica/src/tenure/refusals';
import { batchOf } from '../../../support/replica/batches';
import { FakeReplicaLog } from '../../../support/replica/fake-replica-log';
import { IDENTITY, ledByUs, member, partitionFacts } from '../../../support/replica/records-of-metadata';

/** A leader in epoch 4 with batches [0,3) [3,5) [5,9), of which `written` are written. */
const lead = async ({ written = 3, isLagging = false, transactional = false } = {}) => {
  const log = new FakeReplicaLog();
  await log.beginEpoch(leaderEpoch(4));
  const record = isLagging
    ? partitionFacts({ epochs: [4, 9], leader: member(1), isr: [member(1), member(2)], replicas: [1, 2] })
    : ledByUs(4, 9);
  const leadership = new Leadership({
    log,
    record,
    brokerId: IDENTITY.brokerId,
    settings: { minInSyncReplicas: 1, parkedAcksMax: 10 },
  });
  log.onAdvanced(() => leadership.advanced());
  for (const [index, count] of [3, 2, 4].entries()) {
    const inTransaction = transactional && index === 1;
    const batch = batchOf(count, inTransaction ? { sequence: 0, isTransactional: true } : {});
    placeBatch(batch, { baseOffset: log.nextOffset, leaderEpoch: leaderEpoch(4) });
    log.append(batch);
    if (index + 1 <= written) log.write();
  }
  return { log, leadership, reads: new LeaderReads(log, leadership) };
};
const request = (more: Partial<ReadRequest>): ReadRequest => ({
  startOffset: 0,
  bytesMax: 1_000,
  wholeFirstBatch: true,
  isolation: 'read_uncommitted',
  currentLeaderEpoch: null,
  lastFetchedEpoch: null,
  ...more,
});
const offsetsRequest = (more: Partial<OffsetsRequest>): OffsetsRequest => ({
  kind: 'latest',
  isolation: 'read_uncommitted',
  currentLeaderEpoch: null,
  ...more,
});

describe('a read from the leader', () => {
  test('gives the batches from the one that holds the offset, in the same turn from the hot tail', async () => {
    const { log, reads } = await lead();
    expect(reads.read(request({ startOffset: 4 }))).toEqual({
      records: log.batches.slice(1).map((batch) => batch.bytes),
      sizeInBytes: (log.batches[1]?.bytes.length ?? 0) + (log.batches[2]?.bytes.length ?? 0),
      highWatermark: 9,
      lastStableOffset: 9,
      logStartOffset: 0,
      abortedTransactions: null,
      divergingEpoch: null,
    });
  });

  test('gives what is below the high watermark only', async () => {
    const { reads } = await lead({ written: 2 });
    expect(reads.read(request({}))).toMatchObject({
      records: [expect.any(Buffer), expect.any(Buffer)],
      highWatermark: 5,
    });
  });

  test('above the high watermark and not above the log end is empty and no error', async () => {
    const { reads } = await lead({ isLagging: true });
    expect(reads.read(request({ startOffset: 7 }))).toMatchObject({ records: [], sizeInBytes: 0, highWatermark: 0 });
  });

  test.each(['read_uncommitted', 'read_committed'] as const)(
    'by one who waits at the end with %s is empty at once, and the log knows of the reader',
    async (isolation) => {
      const { log, reads } = await lead();
      const asked: unknown[] = [];
      const read = log.read.bind(log);
      log.read = (range) => {
        asked.push([range.startOffset, range.endOffsetExclusive]);
        return read(range);
      };
      expect(reads.read(request({ startOffset: 9, isolation }))).toMatchObject({ records: [], highWatermark: 9 });
      expect(asked).toEqual([[9, 9]]);
    },
  );

  test.each([
    { name: 'above the log end', more: { startOffset: 10 }, code: ErrorCode.OFFSET_OUT_OF_RANGE },
    { name: 'below the log start', more: { startOffset: 1 }, code: ErrorCode.OFFSET_OUT_OF_RANGE },
    {
      name: 'in an epoch that is over',
      more: { startOffset: 4, currentLeaderEpoch: 3 },
      code: ErrorCode.FENCED_LEADER_EPOCH,
    },
    {
      name: 'in an epoch not known yet',
      more: { startOffset: 4, currentLeaderEpoch: 5 },
      code: ErrorCode.UNKNOWN_LEADER_EPOCH,
    },
    {
      name: 'after an epoch not known here',
      more: { startOffset: 4, lastFetchedEpoch: 6 },
      code: ErrorCode.OFFSET_OUT_OF_RANGE,
    },
  ])('$name is refused', async ({ more, code }) => {
    const { log, reads } = await lead();
    log.logStartOffset = offset(2);
    expect(reads.read(request(more))).toMatchObject({ kind: 'refusal', code });
  });

  test('by a reader whose log parts from the leader’s gives the point and no records', async () => {
    const { reads } = await lead();
    expect(reads.read(request({ startOffset: 12, lastFetchedEpoch: 4 }))).toMatchObject({
      records: [],
      divergingEpoch: { epoch: 4, endOffset: 9 },
    });
    expect(reads.read(request({ startOffset: 9, lastFetchedEpoch: 4 }))).toMatchObject({
      records: [],
      divergingEpoch: null,
    });
  });

  test('of committed records ends at the open transaction and lists aborted ones, maybe none', async () => {
    const { log, reads } = await lead({ transactional: true });
    expect(await reads.read(request({ isolation: 'read_committed' }))).toMatchObject({
      records: [log.batches[0]?.bytes],
      highWatermark: 9,
      lastStableOffset: 3,
      abortedTransactions: [],
    });
    expect(reads.read(request({ isolation: 'read_committed', startOffset: 4 }))).toMatchObject({
      records: [],
      abortedTransactions: [],
    });
    expect(reads.read(request({ startOffset: 4 }))).toMatchObject({ abortedTransactions: null });
  });

  test('of committed records names the aborted transactions that overlap what it gives', async () => {
    const { log, reads } = await lead();
    log.aborted = [
      { producerId: 7, firstOffset: 1, lastOffset: 4, lastStableOffset: 5 },
      { producerId: 8, firstOffset: 9, lastOffset: 12, lastStableOffset: 13 },
    ];
    expect(await reads.read(request({ isolation: 'read_committed' }))).toMatchObject({
      abortedTransactions: [{ producerId: 7, firstOffset: 1 }],
    });
  });

  test('that waits for the disk answers NOT_LEADER_OR_FOLLOWER when the leadership ends meanwhile', async () => {
    const { log, leadership, reads } = await lead();
    log.isHot = false;
    const reading = reads.read(request({}));
    leadership.close(NOT_LEADER);
    expect(await reading).toBe(NOT_LEADER);
  });

  test('that waits for the disk answers like one that does not', async () => {
    const { log, reads } = await lead();
    const hot = reads.read(request({}));
    log.isHot = false;
    expect(await reads.read(request({}))).toEqual(hot);
  });

  test('from a failing disk is KAFKA_STORAGE_ERROR', async () => {
    const { log, reads } = await lead();
    log.isHot = false;
    log.failure = new Error('EIO');
    expect(await reads.read(request({}))).toMatchObject({ code: ErrorCode.KAFKA_STORAGE_ERROR, detail: 'EIO' });
  });

  test('from a log that is offline is KAFKA_STORAGE_ERROR', async () => {
    const { log, reads } = await lead();
    log.isOffline = true;
    expect(reads.read(request({}))).toMatchObject({ code: ErrorCode.KAFKA_STORAGE_ERROR });
  });
});

describe('the bytes that a reader could get', () => {
  test.each([
    [0, true],
    [8, true],
    [9, false],
    [20, false],
    [-1, false],
  ])('from offset %i on: something is %p', async (startOffset, isSomething) => {
    const { reads } = await lead();
    expect(reads.bytesAvailable(startOffset, 'read_uncommitted') > 0).toBe(isSomething);
  });

  test('are all of them from the start, and none past an open transaction', async () => {
    const { log, reads } = await lead({ transactional: true });
    expect(reads.bytesAvailable(0, 'read_uncommitted')).toBe(log.sizeInBytes);
    expect(reads.bytesAvailable(3, 'read_committed')).toBe(0);
  });
});

describe('an offset asked for by kind or time', () => {
  const found = { offset: offset(6), timestampMs: 1_234, leaderEpoch: leaderEpoch(4) };

  test.each([
    { name: 'latest', more: {}, answer: { offset: 9, timestampMs: null, leaderEpoch: 4 } },
    {
      name: 'latest of committed records',
      more: { isolation: 'read_committed' },
      answer: { offset: 3, timestampMs: null, leaderEpoch: 4 },
    },
    { name: 'earliest', more: { kind: 'earliest' }, answer: { offset: 0, timestampMs: null, leaderEpoch: 4 } },
    { name: 'of the largest timestamp', more: { kind: 'maxTimestamp' }, answer: found },
    { name: 'by time', more: { kind: { timestampMs: 1_000 } }, answer: found },
    {
      name: 'by time, but above the open transaction',
      more: { kind: { timestampMs: 1_000 }, isolation: 'read_committed' },
      answer: null,
    },
  ] as const)('$name', async ({ more, answer }) => {
    const { log, reads } = await lead({ transactional: true });
    log.found = found;
    expect(await reads.offsets(offsetsRequest(more))).toEqual(answer);
  });

  test('by time, with nothing that late, is none', async () => {
    expect(await (await lead()).reads.offsets(offsetsRequest({ kind: { timestampMs: 99_999 } }))).toBeNull();
  });

  test('earliest of a log whose first epoch is not known says no epoch', async () => {
    const { log, reads } = await lead();
    log.leaderEpochs.truncateFromEnd(0);
    expect(await reads.offsets(offsetsRequest({ kind: 'earliest' }))).toEqual({
      offset: 0,
      timestampMs: null,
      leaderEpoch: null,
    });
  });

  test.each(['latest', 'maxTimestamp', 'earliest'] as const)(
    '%s while the high watermark is below the start of the epoch',
    async (kind) => {
      const log = new FakeReplicaLog().holding({ end: 12, highWatermark: 7, epoch: 3 });
      await log.beginEpoch(leaderEpoch(4));
      const record = partitionFacts({
        epochs: [4, 9],
        leader: member(1),
        isr: [member(1), member(2)],
        replicas: [1, 2],
      });
      const leadership = new Leadership({
        log,
        record,
        brokerId: IDENTITY.brokerId,
        settings: { minInSyncReplicas: 1, parkedAcksMax: 10 },
      });
      const answer = await new LeaderReads(log, leadership).offsets(offsetsRequest({ kind }));
      expect(isRefusal(answer) ? answer.code : answer?.offset).toBe(
        kind === 'earliest' ? 0 : ErrorCode.OFFSET_NOT_AVAILABLE,
      );
    },
  );

  test.each([
    { name: 'in an epoch that is over', currentLeaderEpoch: 3, code: ErrorCode.FENCED_LEADER_EPOCH },
    { name: 'in an epoch not known yet', currentLeaderEpoch: 5, code: ErrorCode.UNKNOWN_LEADER_EPOCH },
  ])('$name is refused', async ({ currentLeaderEpoch, code }) => {
    const { reads } = await lead();
    expect(await reads.offsets(offsetsRequest({ currentLeaderEpoch }))).toMatchObject({ code });
    expect(reads.endOffsetForEpoch({ leaderEpoch: 4, currentLeaderEpoch })).toMatchObject({ code });
  });

  test('is refused when the disk fails or the leadership ends while it is looked for', async () => {
    const { log, leadership, reads } = await lead();
    log.failure = new Error('EIO');
    expect(await reads.offsets(offsetsRequest({ kind: 'maxTimestamp' }))).toMatchObject({
      code: ErrorCode.KAFKA_STORAGE_ERROR,
    });
    log.failure = null;
    const search = reads.offsets(offsetsRequest({ kind: 'maxTimestamp' }));
    leadership.close(NOT_LEADER);
    expect(await search).toBe(NOT_LEADER);
  });
});

describe('the end of a leader epoch', () => {
  test.each([
    [4, { leaderEpoch: 4, endOffset: 9 }],
    [3, { leaderEpoch: 3, endOffset: 0 }],
    [5, { leaderEpoch: -1, endOffset: -1 }],
  ])('%i', async (asked, end) => {
    expect((await lead()).reads.endOffsetForEpoch({ leaderEpoch: asked, currentLeaderEpoch: null })).toEqual(end);
  });
});
