import fc from 'fast-check';
import { BoundedQueue } from '@yak/base';

test('items leave in the order in which they came, around the ring', () => {
  const queue = new BoundedQueue<number>(3);
  expect([queue.shift(), queue.peek(), queue.length]).toEqual([undefined, undefined, 0]);
  for (let item = 0; item < 10; item += 1) {
    queue.push(item);
    queue.push(item + 100);
    expect(queue.peek()).toBe(item);
    expect([queue.shift(), queue.shift(), queue.length]).toEqual([item, item + 100, 0]);
  }
});

test('a full queue says so, and pushing to it is a bug', () => {
  const queue = new BoundedQueue<string>(2);
  queue.push('a');
  expect(queue.isFull).toBe(false);
  queue.push('b');
  expect(queue.isFull).toBe(true);
  expect(() => queue.push('c')).toThrow('full queue');
  expect([queue.shift(), queue.isFull]).toEqual(['a', false]);
});

test.each([0, -1, 1.5, NaN])('a capacity of %s is a bug', (capacity) => {
  expect(() => new BoundedQueue(capacity)).toThrow('capacity out of range');
});

test('whatever is pushed and taken, it behaves as an array of limited length', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.array(fc.option(fc.nat()), { maxLength: 60 }), (capacity, steps) => {
      const queue = new BoundedQueue<number>(capacity);
      const model: number[] = [];
      for (const step of steps) {
        if (step === null) expect(queue.shift()).toBe(model.shift());
        else if (!queue.isFull) {
          queue.push(step);
          model.push(step);
        }
        expect([queue.length, queue.peek(), queue.isFull]).toEqual([model.length, model[0], model.length === capacity]);
      }
    }),
  );
});
