import { HotTail, HotTailBudget, UNREAD_BYTES_MAX } from '../../../libs/storage/src/hot-tail';

const bytesOf = (size: number): Buffer => Buffer.allocUnsafeSlow(size);
const fill = (tail: HotTail, from: number, to: number): void => {
  for (let at = from; at < to; at += 1) tail.add({ baseOffset: at * 10, nextOffset: at * 10 + 10 }, bytesOf(100));
};

describe('the hot tail', () => {
  test('the oldest batch of all partitions leaves first when the budget is spent', () => {
    const budget = new HotTailBudget(1000);
    const [one, other] = [new HotTail(budget), new HotTail(budget)];
    fill(one, 0, 5);
    fill(other, 0, 8);
    expect([one.startOffset, other.startOffset, budget.retainedBytes]).toEqual([30, 0, 1000]);
    fill(other, 8, 200);
    expect([one.startOffset, other.startOffset, budget.retainedBytes]).toEqual([null, 1900, 1000]);
  });

  test.each([
    [1000, -1],
    [1900, 0],
    [1905, 0],
    [1999, 9],
    [2000, -1],
  ])('offset %i is found at index %i', (offset, index) => {
    const tail = new HotTail(new HotTailBudget(1000));
    fill(tail, 0, 200);
    expect(tail.indexOf(offset)).toBe(index);
  });

  test('a log that nobody reads keeps no tail, until it is read again', () => {
    const budget = new HotTailBudget(2 * UNREAD_BYTES_MAX);
    const tail = new HotTail(budget);
    const half = bytesOf(UNREAD_BYTES_MAX / 2);
    const add = (at: number): void => tail.add({ baseOffset: at, nextOffset: at + 1 }, half);
    [0, 1].forEach(add);
    expect([tail.startOffset, tail.indexOf(1)]).toEqual([0, 1]);
    add(2);
    expect([tail.startOffset, tail.indexOf(2), budget.retainedBytes]).toEqual([null, -1, 0]);
    tail.noteRead();
    add(3);
    expect([tail.startOffset, tail.indexOf(3)]).toEqual([3, 0]);
  });

  test('a small batch is copied out of a large frame, and the budget counts the copy', () => {
    const budget = new HotTailBudget(10_000);
    const tail = new HotTail(budget);
    const frame = bytesOf(5000);
    tail.add({ baseOffset: 0, nextOffset: 1 }, frame.subarray(0, 100));
    tail.add({ baseOffset: 1, nextOffset: 2 }, frame.subarray(100, 4900));
    expect(tail.at(0)?.bytes.buffer).not.toBe(frame.buffer);
    expect(tail.at(1)?.bytes.buffer).toBe(frame.buffer);
    expect(budget.retainedBytes).toBe(5100);
  });

  test('truncation drops the batches that reach the offset, clearing drops all, and both free the budget', () => {
    const budget = new HotTailBudget(1000);
    const tail = new HotTail(budget);
    fill(tail, 0, 300);
    tail.truncateTo(2955);
    expect([tail.indexOf(2945), tail.indexOf(2955), budget.retainedBytes]).toEqual([4, -1, 500]);
    tail.clear();
    expect([tail.startOffset, budget.retainedBytes]).toEqual([null, 0]);
    fill(tail, 0, 3);
    expect(budget.retainedBytes).toBe(300);
  });

  test('a batch larger than the budget empties the tail, so that what follows is contiguous', () => {
    const tail = new HotTail(new HotTailBudget(1000));
    fill(tail, 0, 3);
    tail.add({ baseOffset: 30, nextOffset: 31 }, bytesOf(2000));
    expect(tail.startOffset).toBe(null);
  });
});
