import { GroupView } from '../../support/groups/group-view';

const TWO_PARTITIONS = { topic: 'numbers', partitionsCount: 2, consumerSessionTimeoutMs: 1000 };
const SECOND_US = 1_000_000;

/** A view, and what it found wrong with what happened. */
function faultsAfter(happens: (view: GroupView) => void): string[] {
  const faults: string[] = [];
  happens(new GroupView('watched', TWO_PARTITIONS, (fault) => faults.push(fault)));
  return faults;
}

const join = (view: GroupView, generation: number, memberId = 'one', protocol = 'range'): void =>
  view.joined({ generation, leader: 'one', protocol, memberId, instanceId: null });
const propose = (view: GroupView, generation: number, shares: Record<string, number[]>): void =>
  view.proposed(generation, 'one', new Map(Object.entries(shares)));
const commit = (view: GroupView, offset: number, generation = 1): void =>
  view.committed(0, offset, { memberId: 'one', generation, lastSynced: view.lastSynced });
const handOver = (view: GroupView, offset: number, committedBefore: number): void =>
  view.handedOver('client', { partition: 0, offset, committedBefore, atUs: 1 });
const beat = (view: GroupView, memberId: string, assigned: number[] | null, atUs: number): void =>
  view.beaten(memberId, { epoch: 1, assigned, atUs });

describe('the witness of a group', () => {
  test.each<[string, string, (view: GroupView) => void]>([
    [
      'a committed offset that goes back',
      'went back from 5 to 4',
      (view) => {
        commit(view, 5);
        commit(view, 4);
      },
    ],
    ['an answer below what was committed', 'was told 4, but 5', (view) => handOver(view, 4, 5)],
    [
      'a commit of a generation that is over',
      'committed 5 in generation 1 after 2 began',
      (view) => {
        join(view, 2);
        view.synced(2, 'one', [0, 1]);
        commit(view, 5, 1);
      },
    ],
    [
      'a generation that goes back',
      'joined generation 1 after generation 2 began',
      (view) => {
        join(view, 2);
        join(view, 1);
      },
    ],
    [
      'two protocols in one generation',
      'speaks range and roundrobin',
      (view) => {
        join(view, 1);
        join(view, 1, 'two', 'roundrobin');
      },
    ],
    [
      'a partition of two members',
      'partition 0 belongs to one and two',
      (view) => {
        join(view, 1);
        view.synced(1, 'one', [0]);
        view.synced(1, 'two', [0]);
      },
    ],
    [
      'a share that the leader did not mean',
      'one was given 1 in generation 1, the leader meant 0',
      (view) => {
        join(view, 1);
        propose(view, 1, { one: [0], two: [1] });
        view.synced(1, 'one', [1]);
      },
    ],
    [
      'a partition that an eager leader leaves out',
      'left partitions out',
      (view) => {
        join(view, 1);
        propose(view, 1, { one: [0] });
      },
    ],
    [
      'a partition given to another while its owner is heard of',
      'was given to two while one, heard of 800 ms ago, owned it',
      (view) => {
        beat(view, 'one', [0], 0);
        beat(view, 'two', [0], 0.8 * SECOND_US);
      },
    ],
    [
      'a record seen again below its hand-over',
      'saw 3 again, below 5',
      (view) => {
        handOver(view, 5, 5);
        view.saw('client', 0, { first: 3, last: 3, atUs: 2 });
      },
    ],
    [
      'a record seen without a hand-over',
      'without a hand-over',
      (view) => view.saw('client', 0, { first: 0, last: 0, atUs: 2 }),
    ],
  ])('finds %s', (_what, fault, happens) => {
    expect(faultsAfter(happens)).toEqual([expect.stringContaining(fault)]);
  });

  it('takes an answer that a good-bye has overtaken for nothing', () => {
    const faults = faultsAfter((view) => {
      beat(view, 'one', [0], 0);
      view.beating('one', { epoch: 1, owned: [0], atUs: 1 });
      view.beating('one', { epoch: -1, owned: null, atUs: 2 });
      beat(view, 'one', [0], 3); // of the heartbeat before
      beat(view, 'two', [0], 4);
    });
    expect(faults).toEqual([]);
  });

  test('finds nothing wrong with a partition that its owner gave up, or whose owner fell silent', () => {
    const faults = faultsAfter((view) => {
      beat(view, 'one', [0, 1], 0);
      view.beating('one', { epoch: 1, owned: [1], atUs: 1 });
      beat(view, 'two', [0], 2);
      beat(view, 'two', [0, 1], 2 * SECOND_US);
    });
    expect(faults).toEqual([]);
  });

  test('finds nothing wrong with cooperative partitions held back, nor with a static member under its new id', () => {
    const faults = faultsAfter((view) => {
      join(view, 1, 'one', 'cooperative-sticky');
      propose(view, 1, { one: [0] });
      const told = { generation: 1, leader: 'one', protocol: 'cooperative-sticky', instanceId: 'static' };
      view.joined({ ...told, memberId: 'one' });
      view.synced(1, 'one', [0]);
      view.joined({ ...told, memberId: 'one-again' });
      view.synced(1, 'one-again', [0]);
      expect(view.restarts).toBe(1);
    });
    expect(faults).toEqual([]);
  });

  test('misses what nobody saw, wherever it lies', () => {
    const view = new GroupView('watched', TWO_PARTITIONS, () => undefined);
    handOver(view, -1, -1);
    view.saw('client', 0, { first: 0, last: 3, atUs: 2 });
    view.saw('client', 0, { first: 5, last: 9, atUs: 2 });
    expect(view.missing([10, 0])).toEqual([expect.stringContaining('1 records from 4 to 4')]);
    view.saw('client', 0, { first: 4, last: 4, atUs: 2 });
    expect(view.missing([10, 0])).toEqual([]);
  });
});
