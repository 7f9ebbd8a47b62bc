import { PartitionQueue, type PendingBatch } from '../../../libs/client/src/partition-queue';

const record = (text: string) => ({ timestampMs: 0, value: Buffer.from(text) });
const identity = { producerId: 7, producerEpoch: 0 };

function queueOf(...texts: string[]): PartitionQueue {
  const queue = new PartitionQueue('orders', 0, 10);
  queue.identity = identity;
  for (const text of texts) {
    queue.append(record(text), 4, 0);
    queue.closeOpen();
  }
  return queue;
}

function taken(queue: PartitionQueue, nowMs = 0): PendingBatch {
  const batch = queue.take(nowMs);
  if (batch === null) throw new Error('nothing to take');
  return batch;
}
const textOf = (batch: PendingBatch | null): string | undefined => batch?.records[0]?.value?.toString();

describe('the batches of a partition', () => {
  it('fill up to their size, and the next record begins another', () => {
    const queue = new PartitionQueue('orders', 0, 10);
    const places = ['a', 'b', 'c'].map((text) => queue.append(record(text), 4, 0));
    expect(places.map(({ index }) => index)).toEqual([0, 1, 0]);
    expect(taken(queue).records).toHaveLength(2);
    expect(queue.take(0)).toBeNull();
    queue.closeOpen();
    expect(taken(queue).producer).toBeNull();
  });

  it('get their sequences when first taken, and keep them when sent again', () => {
    const queue = queueOf('a', 'b');
    const [first, second] = [taken(queue), taken(queue)];
    expect([first.producer?.baseSequence, second.producer?.baseSequence]).toEqual([0, 1]);
    queue.giveBack(second, 0);
    queue.giveBack(first, 0);
    expect([textOf(taken(queue)), textOf(taken(queue))]).toEqual(['a', 'b']);
    expect([first.producer?.baseSequence, second.producer?.baseSequence]).toEqual([0, 1]);
  });

  it('are not taken past one that came back, until all in flight are back and the wait is over', () => {
    const queue = queueOf('a', 'b', 'c');
    const [first, second] = [taken(queue), taken(queue)];
    queue.giveBack(first, 100);
    expect(queue.take(200)).toBeNull();
    expect(queue.isOldest(first)).toBe(true);
    expect(queue.isOldest(second)).toBe(false);
    queue.giveBack(second, 100);
    expect(queue.take(50)).toBeNull();
    expect([textOf(queue.take(100)), textOf(queue.take(100)), textOf(queue.take(100))]).toEqual(['a', 'b', 'c']);
  });

  it('begin a new row of sequences after a gap, except those that may be in the log', () => {
    const queue = queueOf('a', 'b', 'c', 'd');
    const [first, second, third] = [taken(queue), taken(queue), taken(queue)];
    expect(queue.beginRenewal()).toBe(true);
    expect(queue.beginRenewal()).toBe(false);
    queue.settle(first);
    second.isUncertain = true;
    queue.giveBack(second, 0);
    queue.giveBack(third, 0);
    expect(queue.take(0)).toBeNull();
    expect(queue.renew({ producerId: 8, producerEpoch: 0 })).toEqual([second]);
    const again = [taken(queue), taken(queue)];
    expect(again.map(textOf)).toEqual(['c', 'd']);
    expect(again.map(({ producer }) => [producer?.producerId, producer?.baseSequence])).toEqual([
      [8, 0],
      [8, 1],
    ]);
  });

  it('forget the sequence of a row that was given up while they were in flight', () => {
    const queue = queueOf('a', 'b');
    const [first, second] = [taken(queue), taken(queue)];
    queue.settle(first);
    queue.beginRenewal();
    queue.renew({ producerId: 8, producerEpoch: 0 });
    expect(queue.isRowBroken(second)).toBe(true);
    queue.giveBack(second, 0);
    expect(taken(queue).producer).toEqual({ producerId: 8, producerEpoch: 0, baseSequence: 0 });
  });
});
