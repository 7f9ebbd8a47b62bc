import { ErrorCode } from '@yak/model';
import { encodePlainBatch, encodeTransactionMarker } from '@yak/records';
import { encodeGroupRecord, type GroupRecord } from '../../../../libs/groups/src/records/group-record';
import { LoadFailure, loadShard } from '../../../../libs/groups/src/shard/load-shard';
import { ManualClock, settle } from '../../../support/cluster/manual-clock';
import { FakeGroupLog } from '../../../support/groups/fake-group-log';

const commit = (offset: number): GroupRecord => ({
  kind: 'offsetCommit',
  key: { group: 'g', topic: 't', partition: offset },
  value: { offset, metadata: '', commitTimestamp: 1 },
});

function loading(log: FakeGroupLog, bytes = 1_000_000) {
  const clock = new ManualClock();
  const read: string[] = [];
  const state = { isWanted: true };
  const done = loadShard(log, {
    reader: {
      replay: (record, { offset, producerId }) =>
        void read.push(`${offset} ${record.kind}${producerId === null ? '' : ` of ${producerId}`}`),
      endTransaction: (producerId, type) => void read.push(`${type} ${producerId}`),
    },
    bytes,
    isWanted: () => state.isWanted,
    clock,
  });
  return { clock, read, state, done };
}

describe('a load', () => {
  test('reads from the log start to the log end, in as many reads as it takes', async () => {
    const log = FakeGroupLog.of([commit(0), commit(1), commit(2)]);
    const { read, done } = loading(log, 1);
    await expect(done).resolves.toMatchObject({ records: 3, skipped: 0 });
    expect(read).toEqual(['0 offsetCommit', '1 offsetCommit', '2 offsetCommit']);
    expect(log.reads).toBe(3);
  });

  test('of an empty log reads nothing', async () => {
    const log = new FakeGroupLog();
    await expect(loading(log).done).resolves.toEqual({ records: 0, skipped: 0, tookMs: 0 });
    expect(log.reads).toBe(0);
  });

  test('gives transactional records with their producer, and the markers', async () => {
    const log = new FakeGroupLog();
    const producer = { producerId: 9, producerEpoch: 1, baseSequence: 0 };
    const records = [{ timestampMs: 1, ...encodeGroupRecord(commit(5)) }];
    log.put(encodePlainBatch({ records, producer, isTransactional: true }));
    log.put(encodeTransactionMarker({ type: 'commit', coordinatorEpoch: 0 }, producer, 1));
    log.put(encodePlainBatch({ records, producer })); // an idempotent producer is no transaction
    const { read, done } = loading(log);
    await done;
    expect(read).toEqual(['0 offsetCommit of 9', 'commit 9', '2 offsetCommit']);
  });

  test('counts records of unknown types and passes them over', async () => {
    const log = new FakeGroupLog();
    log.put(encodePlainBatch({ records: [{ timestampMs: 1, key: Buffer.from([0, 99, 7]), value: Buffer.from([1]) }] }));
    log.put(encodePlainBatch({ records: [{ timestampMs: 1, ...encodeGroupRecord(commit(1)) }] }));
    await expect(loading(log).done).resolves.toMatchObject({ records: 1, skipped: 1 });
  });

  test('passes over what lies before the log start inside a batch', async () => {
    const log = new FakeGroupLog();
    log.put(
      encodePlainBatch({ records: [0, 1, 2].map((at) => ({ timestampMs: 1, ...encodeGroupRecord(commit(at)) })) }),
    );
    log.logStartOffset = 2 as typeof log.logStartOffset;
    const { read, done } = loading(log);
    await done;
    expect(read).toEqual(['2 offsetCommit']);
  });

  test('is over only when all that it read is committed', async () => {
    const log = new FakeGroupLog();
    log.holdCommits();
    log.put(encodePlainBatch({ records: [{ timestampMs: 1, ...encodeGroupRecord(commit(1)) }] }));
    const { read, done } = loading(log);
    let isOver = false;
    void done.then(() => (isOver = true));
    await settle();
    expect([read.length, isOver]).toEqual([1, false]);
    log.commit();
    await done;
  });

  test('that is not wanted any more ends without a word', async () => {
    const log = FakeGroupLog.of([commit(0), commit(1)]);
    const release = log.holdReads();
    const { read, state, done } = loading(log);
    state.isWanted = false;
    release();
    await expect(done).resolves.toBeNull();
    expect(read).toEqual([]);
  });

  test('of many batches lets others run in between', async () => {
    const log = FakeGroupLog.of(Array.from({ length: 450 }, (_, index) => commit(index)));
    const { clock, read, done } = loading(log);
    while (read.length === 0) await settle();
    for (let turn = 0; turn < 20; turn += 1) await settle();
    expect(read).toHaveLength(200);
    await clock.run(0);
    for (let turn = 0; turn < 20; turn += 1) await clock.run(0);
    await expect(done).resolves.toMatchObject({ records: 450 });
  });

  test.each([
    ['a key that ends early', { key: Buffer.from([0, 2, 0]), value: null }, 'YAK_MALFORMED_REQUEST'],
    ['no key', { key: null, value: null }, 'YAK_MALFORMED_REQUEST'],
    [
      'a value of an unknown version',
      { key: encodeGroupRecord(commit(0)).key, value: Buffer.from([0, 9]) },
      'YAK_MALFORMED_REQUEST',
    ],
  ])('fails at a record with %s', async (_what, record, code) => {
    const log = new FakeGroupLog();
    log.put(encodePlainBatch({ records: [{ timestampMs: 1, ...record }] }));
    await expect(loading(log).done).rejects.toMatchObject({ code });
  });

  test('fails at bytes that are no batch', async () => {
    const log = new FakeGroupLog();
    const batch = encodePlainBatch({ records: [{ timestampMs: 1, ...encodeGroupRecord(commit(1)) }] });
    batch[batch.length - 1] = 77;
    log.put(batch);
    await expect(loading(log).done).rejects.toMatchObject({ code: 'YAK_CORRUPT_BATCH' });
  });

  test('fails with what the log says', async () => {
    const refusing = FakeGroupLog.of([commit(0)]);
    refusing.failReads(ErrorCode.NOT_LEADER_OR_FOLLOWER);
    await expect(loading(refusing).done).rejects.toThrow(LoadFailure);
    const failing = FakeGroupLog.of([commit(0)]);
    failing.failReads(new Error('EIO'));
    await expect(loading(failing).done).rejects.toThrow('EIO');
    const lost = new FakeGroupLog();
    lost.end();
    await expect(loading(lost).done).rejects.toThrow('NOT_LEADER_OR_FOLLOWER');
  });
});
