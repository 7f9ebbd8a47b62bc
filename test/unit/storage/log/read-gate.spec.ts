import { ReadGate } from '../../../../libs/storage/src/log/read-gate';

/** Something that ends when it is told to. */
function held(): { readonly promise: Promise<void>; readonly end: () => void } {
  let end = (): void => undefined;
  const promise = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { promise, end };
}

const turns = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('a change waits for reads that have begun, and reads wait for the change', async () => {
  const gate = new ReadGate();
  const order: string[] = [];
  const [reading, changing] = [held(), held()];
  const first = gate.through(() => reading.promise.then(() => void order.push('first read')));
  const change = gate.whileClosed(() => changing.promise.then(() => void order.push('change')));
  const second = gate.through(() => Promise.resolve(void order.push('second read')));
  changing.end();
  await turns();
  expect(order).toEqual([]);
  reading.end();
  await Promise.all([first, change, second]);
  expect(order).toEqual(['first read', 'change', 'second read']);
});

test('an open gate lets a read begin at once', () => {
  let hasBegun = false;
  void new ReadGate().through(() => {
    hasBegun = true;
    return Promise.resolve();
  });
  expect(hasBegun).toBe(true);
});

test('a failing read or change leaves the gate open', async () => {
  const gate = new ReadGate();
  await expect(gate.through(() => Promise.reject(new Error('read')))).rejects.toThrow('read');
  await expect(gate.whileClosed(() => Promise.reject(new Error('change')))).rejects.toThrow('change');
  expect(await gate.through(() => Promise.resolve('read'))).toBe('read');
});
