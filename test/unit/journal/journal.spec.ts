import { AssertionFailure, seededRandom } from '@yak/base';
import { Journal, type Transition } from '@yak/journal';
import { VirtualClock } from '@yak/simulation';

const clock = new VirtualClock({ random: seededRandom(1), wallStartMs: 5_000 });
const step = (id: string, to: string, machine = 'lamp'): Transition => ({
  machine,
  id,
  from: 'off',
  to,
  cause: 'pressed',
  facts: { volts: 5 },
});

const filled = (capacity: number, count: number): Journal => {
  const journal = new Journal({ node: 'broker-1', clock, capacity });
  for (let i = 1; i <= count; i += 1) journal.append(step(`l${i % 2}`, `s${i}`, i % 3 === 0 ? 'door' : 'lamp'));
  return journal;
};

describe('the journal of a node', () => {
  test('numbers its records from 1 and says when and where', () => {
    const journal = filled(4, 0);
    expect(journal.lastSequence).toBe(0);
    const record = { sequence: 1, timeMs: 5_000, node: 'broker-1', ...step('l', 'on') };
    expect(journal.append(step('l', 'on'))).toEqual(record);
    expect(journal.since(0)).toEqual([record]);
  });

  test('is one journal when several nodes of a process write it', () => {
    const journal = new Journal({ node: 'coordinator-1', clock, capacity: 4 });
    const heard: string[] = [];
    journal.onAppended(({ node }) => heard.push(node));
    journal.append(step('a', 'on'));
    journal.forNode('broker-1').append(step('b', 'on'));
    expect(journal.since(0).map(({ sequence, node, id }) => [sequence, node, id])).toEqual([
      [1, 'coordinator-1', 'a'],
      [2, 'broker-1', 'b'],
    ]);
    expect(heard).toEqual(['coordinator-1', 'broker-1']);
  });

  test.each([
    {
      name: 'nothing overwritten yet, all asked for',
      capacity: 4,
      count: 3,
      since: 0,
      filter: {},
      sequences: [1, 2, 3],
    },
    { name: 'nothing overwritten yet, some asked for', capacity: 4, count: 3, since: 2, filter: {}, sequences: [3] },
    { name: 'exactly full', capacity: 4, count: 4, since: 0, filter: {}, sequences: [1, 2, 3, 4] },
    { name: 'the oldest overwritten', capacity: 4, count: 6, since: 0, filter: {}, sequences: [3, 4, 5, 6] },
    { name: 'asked from within the ring', capacity: 4, count: 6, since: 4, filter: {}, sequences: [5, 6] },
    { name: 'asked from the newest', capacity: 4, count: 6, since: 6, filter: {}, sequences: [] },
    { name: 'asked from the future', capacity: 4, count: 6, since: 9, filter: {}, sequences: [] },
    { name: 'one record only', capacity: 1, count: 6, since: 0, filter: {}, sequences: [6] },
    { name: 'empty', capacity: 4, count: 0, since: 0, filter: {}, sequences: [] },
    { name: 'one machine', capacity: 9, count: 6, since: 0, filter: { machine: 'door' }, sequences: [3, 6] },
    { name: 'one id', capacity: 9, count: 6, since: 0, filter: { id: 'l1' }, sequences: [1, 3, 5] },
    {
      name: 'one machine and id',
      capacity: 9,
      count: 6,
      since: 0,
      filter: { machine: 'door', id: 'l0' },
      sequences: [6],
    },
    {
      name: 'a machine that is not there',
      capacity: 9,
      count: 6,
      since: 0,
      filter: { machine: 'roof' },
      sequences: [],
    },
  ])('gives what it keeps after a sequence: $name', ({ capacity, count, since, filter, sequences }) => {
    expect(
      filled(capacity, count)
        .since(since, filter)
        .map((record) => record.sequence),
    ).toEqual(sequences);
  });

  test.each([
    { name: 'a page', since: 0, limit: 2, sequences: [1, 2] },
    { name: 'the page after it', since: 2, limit: 2, sequences: [3, 4] },
    { name: 'the last page', since: 4, limit: 9, sequences: [5, 6] },
    { name: 'nothing', since: 0, limit: 0, sequences: [] },
  ])('gives no more than was asked for: $name', ({ since, limit, sequences }) => {
    expect(
      filled(9, 6)
        .since(since, {}, limit)
        .map((record) => record.sequence),
    ).toEqual(sequences);
  });

  test.each([
    { name: 'the newest', capacity: 9, limit: 2, filter: {}, sequences: [5, 6] },
    { name: 'the newest of one machine', capacity: 9, limit: 1, filter: { machine: 'door' }, sequences: [6] },
    { name: 'the newest of one id', capacity: 9, limit: 2, filter: { id: 'l1' }, sequences: [3, 5] },
    { name: 'more than are kept', capacity: 4, limit: 9, filter: {}, sequences: [3, 4, 5, 6] },
    { name: 'of a node that wrote nothing', capacity: 9, limit: 9, filter: { node: 'broker-2' }, sequences: [] },
    { name: 'of the node that wrote', capacity: 9, limit: 1, filter: { node: 'broker-1' }, sequences: [6] },
  ])('gives the latest records, oldest first: $name', ({ capacity, limit, filter, sequences }) => {
    expect(
      filled(capacity, 6)
        .latest(limit, filter)
        .map((record) => record.sequence),
    ).toEqual(sequences);
  });

  test('tells its listeners of every record until they leave', () => {
    const journal = filled(4, 2);
    const heard: string[] = [];
    const leave = journal.onAppended((record) => heard.push(record.to));
    journal.append(step('l', 'on'));
    leave();
    journal.append(step('l', 'off'));
    expect(heard).toEqual(['on']);
  });

  test.each([0, -1, 1.5, Number.NaN])('refuses a capacity of %p', (capacity) => {
    expect(() => new Journal({ node: 'broker-1', clock, capacity })).toThrow(AssertionFailure);
  });
});
