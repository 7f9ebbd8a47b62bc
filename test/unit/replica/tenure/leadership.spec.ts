import { ErrorCode, isRefusal, offset, type Refusal } from '@yak/model';
import { readBatchHeader } from '@yak/records';
import type { Appended } from '@yak/replica';
import { Leadership } from '../../../../libs/replica/src/tenure/leadership';
import { NOT_LEADER, STORAGE_FAILED } from '../../../../libs/replica/src/tenure/refusals';
import { batchOf } from '../../../support/replica/batches';
import { FakeReplicaLog } from '../../../support/replica/fake-replica-log';
import { IDENTITY, ledByUs, member, partitionFacts } from '../../../support/replica/records-of-metadata';

const SETTINGS = { minInSyncReplicas: 1, parkedAcksMax: 3 };
const THREE = partitionFacts({ epochs: [4, 9], leader: member(1), isr: [member(1), member(2)], replicas: [1, 2, 3] });

const lead = async ({ log = new FakeReplicaLog(), record = ledByUs(4, 9), settings = SETTINGS } = {}) => {
  await log.beginEpoch(record.leaderEpoch);
  const leadership = new Leadership({ log, record, brokerId: IDENTITY.brokerId, settings });
  log.onAdvanced(() => leadership.advanced());
  return { log, leadership };
};
const appended = (answer: Refusal | Appended): Appended => {
  if (isRefusal(answer)) throw new Error(`refused: ${answer.detail}`);
  return answer;
};
const codeOf = (answer: Refusal | Appended): number | null => (isRefusal(answer) ? answer.code : null);
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
/** 'waiting', or how the acks of an append were settled. */
const stateOf = async (answer: Refusal | Appended): Promise<number | 'kept' | 'waiting'> => {
  await turn();
  return Promise.race([
    appended(answer).done.then((broken) => (broken === null ? 'kept' : broken.code)),
    turn().then(() => 'waiting' as const),
  ]);
};

describe('a leader that appends', () => {
  test('places the batch at the log end under its epoch, in place', async () => {
    const { log, leadership } = await lead({
      log: new FakeReplicaLog().holding({ end: 40, highWatermark: 40, epoch: 2 }),
    });
    const batch = batchOf(3);
    expect(appended(leadership.append(batch, 1))).toMatchObject({
      baseOffset: 40,
      logAppendTimeMs: null,
      logStartOffset: 0,
    });
    expect(readBatchHeader(batch.bytes)).toMatchObject({ baseOffset: 40, partitionLeaderEpoch: 4 });
    expect(log.nextOffset).toBe(43);
    expect(appended(leadership.append(batchOf(1), 1)).baseOffset).toBe(43);
  });

  test('says the append time where the topic keeps the broker’s time', async () => {
    const { leadership } = await lead();
    expect(appended(leadership.append(batchOf(1, { logAppendTimeMs: 77 }), 1)).logAppendTimeMs).toBe(77);
  });

  test.each([
    [0, ['kept', 'kept', 'kept']],
    [1, ['waiting', 'kept', 'kept']],
    [-1, ['waiting', 'waiting', 'kept']],
  ] as const)(
    'keeps the promise of acks=%i when it can: before the write, after it, replicated: %j',
    async (requiredAcks, expected) => {
      const { log, leadership } = await lead({ record: THREE });
      const answer = leadership.append(batchOf(2), requiredAcks);
      const seen = [await stateOf(answer)];
      log.write();
      seen.push(await stateOf(answer));
      leadership.adopt(partitionFacts({ epochs: [4, 10], leader: member(1), isr: [member(1)], replicas: [1, 2, 3] }));
      seen.push(await stateOf(answer));
      expect(seen).toEqual(expected);
    },
  );

  test('alone in its ISR moves the high watermark with the log end', async () => {
    const { log, leadership } = await lead();
    const answer = leadership.append(batchOf(5), -1);
    expect(log.highWatermark).toBe(0);
    log.write();
    expect(log.highWatermark).toBe(5);
    expect(await stateOf(answer)).toBe('kept');
  });

  test('of a log that came back with more than its high watermark catches up at once', async () => {
    const { log, leadership } = await lead({
      log: new FakeReplicaLog().holding({ end: 12, highWatermark: 7, epoch: 3 }),
    });
    expect([log.highWatermark, leadership.epochStartOffset]).toEqual([12, 12]);
  });

  test('with followers that have not fetched leaves the high watermark where it was', async () => {
    const { log } = await lead({
      log: new FakeReplicaLog().holding({ end: 12, highWatermark: 7, epoch: 3 }),
      record: THREE,
    });
    expect(log.highWatermark).toBe(7);
  });

  test('again in an epoch that it had begun before keeps the start of that epoch', async () => {
    const log = new FakeReplicaLog().holding({ end: 12, highWatermark: 7, epoch: 4 });
    expect((await lead({ log })).leadership.epochStartOffset).toBe(0);
  });

  test('answers a batch sent twice with its first offset, appends it once, and acknowledges it only when the first is', async () => {
    const { log, leadership } = await lead();
    leadership.append(batchOf(4), 1);
    const first = leadership.append(batchOf(3, { sequence: 0 }), -1);
    const again = leadership.append(batchOf(3, { sequence: 0 }), -1);
    expect([appended(first).baseOffset, appended(again).baseOffset]).toEqual([4, 4]);
    expect(appended(again).logAppendTimeMs).toBeNull();
    expect(log.batches).toHaveLength(2);
    expect(await stateOf(again)).toBe('waiting');
    log.write();
    expect([await stateOf(again), await stateOf(leadership.append(batchOf(3, { sequence: 0 }), -1))]).toEqual([
      'kept',
      'kept',
    ]);
  });

  test('acknowledges a batch sent twice only when it is replicated, though it is written', async () => {
    const { log, leadership } = await lead({ record: THREE });
    leadership.append(batchOf(3, { sequence: 0 }), 1);
    log.write();
    const again = (requiredAcks: 1 | -1): Refusal | Appended =>
      leadership.append(batchOf(3, { sequence: 0 }), requiredAcks);
    expect([await stateOf(again(1)), await stateOf(again(-1))]).toEqual(['kept', 'waiting']);
  });

  test.each([
    { name: 'a gap in the sequence', batch: batchOf(1, { sequence: 9 }), code: ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER },
    {
      name: 'a transaction',
      batch: batchOf(1, { sequence: 3, isTransactional: true }),
      code: ErrorCode.INVALID_TXN_STATE,
    },
  ])('refuses $name and appends nothing', async ({ batch, code }) => {
    const { log, leadership } = await lead();
    leadership.append(batchOf(3, { sequence: 0 }), 1);
    expect(codeOf(leadership.append(batch, 1))).toBe(code);
    expect(log.batches).toHaveLength(1);
  });

  test('refuses acks=all while the ISR is smaller than min.insync.replicas, also when the setting changes', async () => {
    const { log, leadership } = await lead({ record: THREE, settings: { ...SETTINGS, minInSyncReplicas: 3 } });
    expect(codeOf(leadership.append(batchOf(1), -1))).toBe(ErrorCode.NOT_ENOUGH_REPLICAS);
    expect(log.batches).toHaveLength(0);
    leadership.configure({ ...SETTINGS, minInSyncReplicas: 2 });
    expect(codeOf(leadership.append(batchOf(1), -1))).toBeNull();
  });

  test.each([1, -1] as const)(
    'keeps at most so many acks=%i waiting, and refuses before it appends',
    async (requiredAcks) => {
      const { log, leadership } = await lead();
      for (let i = 0; i < 3; i += 1) expect(codeOf(leadership.append(batchOf(1), requiredAcks))).toBeNull();
      expect(codeOf(leadership.append(batchOf(1), requiredAcks))).toBe(ErrorCode.REQUEST_TIMED_OUT);
      expect(log.batches).toHaveLength(3);
      log.write();
      expect(codeOf(leadership.append(batchOf(1), requiredAcks))).toBeNull();
    },
  );
});

describe('a leadership that is over', () => {
  test.each([NOT_LEADER, STORAGE_FAILED])('breaks what it promised and refuses everything: %#', async (why) => {
    const { log, leadership } = await lead({ record: THREE });
    const answers = [leadership.append(batchOf(1), 1), leadership.append(batchOf(1), -1)];
    leadership.close(why);
    leadership.close(NOT_LEADER);
    expect(await Promise.all(answers.map(stateOf))).toEqual([why.code, why.code]);
    expect(codeOf(leadership.append(batchOf(1), 0))).toBe(why.code);
    expect(log.batches).toHaveLength(2);
  });

  test('leaves the high watermark alone', async () => {
    const { log, leadership } = await lead();
    leadership.append(batchOf(2), 1);
    leadership.close(NOT_LEADER);
    log.write();
    leadership.adopt(ledByUs(4, 10));
    expect([leadership.advanced(), log.highWatermark]).toEqual([false, offset(0)]);
  });

  test('refuses appends to a log that is offline before it knows', async () => {
    const { log, leadership } = await lead();
    log.isOffline = true;
    expect(codeOf(leadership.append(batchOf(1), 0))).toBe(ErrorCode.KAFKA_STORAGE_ERROR);
  });
});
