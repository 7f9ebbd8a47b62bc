import { ResponseQueue } from '../../../libs/network/src/response-queue';

describe('the requests in flight of a connection', () => {
  it('leave in the order in which they came, however they are answered', () => {
    const queue = new ResponseQueue(4);
    const first = queue.push(10);
    const second = queue.push(20);
    second.answer = { kind: 'silent' };
    expect(queue.takeAnswered()).toBeUndefined();
    first.answer = { kind: 'close', reason: 'enough' };
    expect(queue.takeAnswered()).toBe(first);
    expect(queue.bytes).toBe(20);
    expect(queue.takeAnswered()).toBe(second);
    expect(queue.takeAnswered()).toBeUndefined();
    expect(queue.bytes).toBe(0);
  });

  it('are bounded, and give all their bytes back when the connection goes', () => {
    const queue = new ResponseQueue(2);
    queue.push(10);
    queue.push(30);
    expect(queue.isFull).toBe(true);
    expect(() => queue.push(1)).toThrow('full queue');
    expect(queue.clear()).toBe(40);
    expect([queue.length, queue.bytes]).toEqual([0, 0]);
  });
});
