import { brokerEpoch, brokerId, leaderEpoch, partitionEpoch, partitionIndex, topicId } from '@yak/model';
import type { PartitionFacts } from '@yak/replica';
import { type ObeyedFile, ObeyedPartitionRecords } from '../../../libs/broker/src/obeyed-partition-records';
import { ManualClock } from '../../support/cluster/manual-clock';

const TOPIC = topicId('a'.repeat(32));
const at = (partition: number) => ({ topicId: TOPIC, partition: partitionIndex(partition) });
const factsOf = (epoch: number): PartitionFacts => ({
  leader: { brokerId: brokerId(1), brokerEpoch: brokerEpoch(3) },
  leaderEpoch: leaderEpoch(epoch),
  partitionEpoch: partitionEpoch(epoch + 1),
  isr: [{ brokerId: brokerId(1), brokerEpoch: brokerEpoch(3) }],
  elr: [],
  lastKnownLeader: null,
  replicas: [brokerId(1)],
});

class FakeFile implements ObeyedFile {
  content: Buffer[] = [];
  appends = 0;
  rewrites = 0;
  failure: Error | null = null;

  entries = () => this.content;
  append = (entries: readonly Buffer[]) => {
    this.appends += 1;
    this.content.push(...entries);
    return this.failure === null ? Promise.resolve() : Promise.reject(this.failure);
  };
  rewrite = (entries: readonly Buffer[]) => {
    this.rewrites += 1;
    this.content = [...entries];
    return Promise.resolve();
  };
}

describe('the obeyed partition records', () => {
  let clock: ManualClock;
  let file: FakeFile;
  let records: ObeyedPartitionRecords;

  beforeEach(() => {
    clock = new ManualClock();
    file = new FakeFile();
    records = new ObeyedPartitionRecords(file, clock);
  });

  it('come back in the next life, the newest of each partition', async () => {
    const kept = [records.keep(at(0), factsOf(1)), records.keep(at(1), factsOf(5)), records.keep(at(0), factsOf(2))];
    await clock.run(0);
    await Promise.all(kept);
    const again = new ObeyedPartitionRecords(file, clock);
    expect(again.newest(TOPIC, partitionIndex(0))).toEqual(factsOf(2));
    expect(again.newest(TOPIC, partitionIndex(1))).toEqual(factsOf(5));
    expect(again.newest(TOPIC, partitionIndex(2))).toBeNull();
  });

  it('of one turn share one append', async () => {
    for (let index = 0; index < 100; index += 1) void records.keep(at(index), factsOf(1));
    await clock.run(0);
    expect([file.appends, file.content.length]).toEqual([1, 100]);
  });

  it('are kept only once they are durable', async () => {
    let isKept = false;
    void records.keep(at(0), factsOf(1)).then(() => (isKept = true));
    await Promise.resolve();
    expect(isKept).toBe(false);
    await clock.run(0);
    expect(isKept).toBe(true);
  });

  it('tell a failing disk to those who wait, and go on', async () => {
    file.failure = new Error('ENOSPC');
    const failed = expect(records.keep(at(0), factsOf(1))).rejects.toThrow('ENOSPC');
    await clock.run(0);
    await failed;
    file.failure = null;
    const kept = records.keep(at(0), factsOf(2));
    await clock.run(0);
    await expect(kept).resolves.toBeUndefined();
  });

  it('are rewritten before stale ones fill the disk', async () => {
    for (let round = 0; round < 1_100; round += 1) {
      void records.keep(at(0), factsOf(round));
      await clock.run(0);
    }
    expect(file.rewrites).toBe(1);
    expect(file.content.length).toBeLessThan(200);
    expect(new ObeyedPartitionRecords(file, clock).newest(TOPIC, partitionIndex(0))).toEqual(factsOf(1_099));
  });

  it('forget a partition that is gone', async () => {
    void records.keep(at(0), factsOf(1));
    await clock.run(0);
    records.forget(TOPIC, partitionIndex(0));
    expect(records.newest(TOPIC, partitionIndex(0))).toBeNull();
  });
});
