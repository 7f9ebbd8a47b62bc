import fc from 'fast-check';
import { EventHeap, type VirtualEvent } from '../../../../libs/simulation/src/clock/event-heap';

const event = (timeMs: number, tie: number, serial: number): VirtualEvent => ({
  timeMs,
  tie,
  serial,
  callback: () => undefined,
  place: -1,
});

test('events leave by time, then tie, then serial', () => {
  const heap = new EventHeap();
  const events = [event(5, 1, 1), event(3, 9, 2), event(5, 0, 3), event(3, 9, 1), event(0, 7, 5)];
  for (const one of events) heap.add(one);
  expect(heap.peek()).toBe(events[4]);
  expect([1, 2, 3, 4, 5].map(() => heap.take())).toEqual([events[4], events[3], events[1], events[2], events[0]]);
  expect(heap.take()).toBeNull();
  expect(heap.peek()).toBeNull();
});

test('whatever is added, removed and taken, the soonest leaves first', () => {
  const step = fc.tuple(fc.constantFrom('add', 'add', 'add', 'remove', 'take'), fc.nat(20), fc.nat(3));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const heap = new EventHeap();
      let model: VirtualEvent[] = [];
      const order = (one: VirtualEvent, other: VirtualEvent): number =>
        one.timeMs - other.timeMs || one.tie - other.tie || one.serial - other.serial;
      steps.forEach(([verb, number, tie], serial) => {
        const chosen = model[number % Math.max(model.length, 1)];
        if (verb === 'add') {
          const added = event(number, tie, serial);
          heap.add(added);
          model = [...model, added].sort(order);
        } else if (verb === 'remove' && chosen !== undefined) {
          heap.remove(chosen);
          model = model.filter((one) => one !== chosen);
        } else if (verb === 'take') {
          expect(heap.take()).toBe(model[0] ?? null);
          model = model.slice(1);
        }
        expect(heap.size).toBe(model.length);
        expect(heap.peek()).toBe(model[0] ?? null);
      });
    }),
  );
});

test('removing twice is ignored, adding twice is a bug', () => {
  const heap = new EventHeap();
  const [one, other] = [event(1, 0, 1), event(2, 0, 2)];
  heap.add(one);
  heap.add(other);
  expect(() => heap.add(one)).toThrow('in a heap already');
  heap.remove(one);
  heap.remove(one);
  expect(heap.size).toBe(1);
});
