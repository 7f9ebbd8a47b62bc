import { ErrorCode, offset, type Refusal } from '@yak/model';
import type { LeaderLog } from '@yak/replica';
import { batchOf } from '../../../support/replica/batches';
import { ledByOther, ledByUs, member, partitionFacts } from '../../../support/replica/records-of-metadata';
import { ReplicaWorld, turn } from '../../../support/replica/replica-world';

const lead = async (record = ledByUs(4, 9)): Promise<{ world: ReplicaWorld; own: LeaderLog }> => {
  const world = new ReplicaWorld();
  await world.obey(record);
  const own = world.replica.leaderLog();
  if (own === null) throw new Error('the replica does not lead');
  return { world, own };
};
const settledTo = (waiting: Promise<unknown>): { value: unknown } => {
  const seen: { value: unknown } = { value: 'waits' };
  void waiting.then((value) => {
    seen.value = value;
  });
  return seen;
};

describe('the log of a leadership, for the broker itself', () => {
  test('is there while the replica leads, and is of its epoch', async () => {
    expect(new ReplicaWorld().replica.leaderLog()).toBeNull();
    expect((await lead()).own.leaderEpoch).toBe(4);
  });

  test('takes a batch at once and says where it ends; it is read once it is written', async () => {
    const { world, own } = await lead();
    expect(own.append(batchOf(3).bytes)).toEqual({ endOffset: 3 });
    expect([own.logStartOffset, own.logEndOffset, world.log.logEndOffset]).toEqual([0, 3, 0]);
    const reading = settledTo(own.read(offset(0), 1_000));
    await turn();
    expect(reading.value).toBe('waits');
    world.log.write();
    await turn();
    expect(reading.value).toEqual({ records: world.log.batches.map(({ bytes }) => bytes), nextOffset: 3 });
    expect(world.log.batches[0]?.header).toMatchObject({ baseOffset: 0, partitionLeaderEpoch: 4 });
  });

  test('reads nothing at its end', async () => {
    const { own } = await lead();
    expect(await own.read(offset(0), 1_000)).toEqual({ records: [], nextOffset: 0 });
  });

  test('takes a batch also where clients would want more in-sync replicas', async () => {
    const alone = partitionFacts({ epochs: [4, 9], leader: member(1), isr: [member(1)], replicas: [1, 2] });
    const { world, own } = await lead(alone);
    world.replica.configure({ minInSyncReplicas: 2, parkedAcksMax: 100 });
    expect(world.replica.append(batchOf(1), { requiredAcks: -1 })).toMatchObject({
      code: ErrorCode.NOT_ENOUGH_REPLICAS,
    });
    expect(own.append(batchOf(1).bytes)).toEqual({ endOffset: 1 });
  });

  test.each([
    ['cut', (bytes: Buffer) => bytes.subarray(0, bytes.length - 1)],
    ['two batches', (bytes: Buffer) => Buffer.concat([bytes, bytes])],
    ['noise', () => Buffer.alloc(3)],
  ])('takes no bytes that are not exactly one batch: %s', async (_what, harm) => {
    const { world, own } = await lead();
    expect(own.append(harm(batchOf(1).bytes))).toMatchObject({ code: ErrorCode.CORRUPT_MESSAGE });
    expect(world.log.batches).toEqual([]);
  });

  test('reads what is not committed yet, and says when it is', async () => {
    const isr = [member(1), member(2)];
    const { world, own } = await lead(partitionFacts({ epochs: [4, 9], leader: member(1), isr, replicas: [1, 2] }));
    own.append(batchOf(2).bytes);
    world.log.write();
    const committed = settledTo(own.committed(offset(2)));
    expect(await own.read(offset(0), 1_000)).toMatchObject({ nextOffset: 2 });
    await turn();
    expect([world.log.highWatermark, committed.value]).toEqual([0, 'waits']);
    await world.obey(partitionFacts({ epochs: [4, 10], leader: member(1), isr: [member(1)], replicas: [1, 2] }));
    expect([world.log.highWatermark, committed.value]).toEqual([2, null]);
    expect(await own.committed(offset(1))).toBeNull();
  });

  test('has a limit of those who wait for the high watermark', async () => {
    const { world, own } = await lead();
    own.append(batchOf(2).bytes);
    const waiting = Array.from({ length: 100 }, () => own.committed(offset(2)));
    expect(await own.committed(offset(2))).toMatchObject({ code: ErrorCode.REQUEST_TIMED_OUT });
    world.log.write();
    expect(new Set(await Promise.all(waiting))).toEqual(new Set([null]));
  });

  test('looks again where files were swapped under a read, and gives up where nothing is to be found', async () => {
    const { world, own } = await lead();
    own.append(batchOf(2).bytes);
    world.log.write();
    const read = world.log.read.bind(world.log);
    let reads = 0;
    const empty = { records: [], sizeInBytes: 0, startOffset: offset(0), nextOffset: offset(0) };
    world.log.read = (request) => ((reads += 1) < 3 ? empty : read(request));
    expect(await own.read(offset(0), 1_000)).toMatchObject({ nextOffset: 2 });
    world.log.read = () => empty;
    expect(await own.read(offset(0), 1_000)).toMatchObject({ code: ErrorCode.KAFKA_STORAGE_ERROR });
  });

  test('refuses everything once the leadership has ended, and tells those who wait', async () => {
    const { world, own } = await lead();
    own.append(batchOf(1).bytes);
    const waiting = [settledTo(own.committed(offset(1))), settledTo(own.read(offset(0), 1_000))];
    await world.obey(ledByOther(5, 10));
    await world.obey(ledByUs(6, 11));
    world.clock.advance();
    await turn();
    const code = ErrorCode.NOT_LEADER_OR_FOLLOWER;
    expect(waiting.map(({ value }) => (value as Refusal).code)).toEqual([code, code]);
    expect(own.append(batchOf(1).bytes)).toMatchObject({ code });
    expect(await own.read(offset(0), 1_000)).toMatchObject({ code });
    expect(await own.committed(offset(1))).toMatchObject({ code });
    expect(world.replica.leaderLog()?.leaderEpoch).toBe(6);
  });

  test('tells those who wait when the disk fails', async () => {
    const { world, own } = await lead();
    own.append(batchOf(1).bytes);
    const waiting = [settledTo(own.committed(offset(1))), settledTo(own.read(offset(0), 1_000))];
    world.log.goOffline();
    world.clock.advance();
    await turn();
    expect(waiting.map(({ value }) => (value as Refusal).code)).toEqual([
      ErrorCode.KAFKA_STORAGE_ERROR,
      ErrorCode.KAFKA_STORAGE_ERROR,
    ]);
  });
});
