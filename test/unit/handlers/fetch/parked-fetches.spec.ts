import { leaderEpoch } from '@yak/model';
import { ParkedFetches, type ParkOptions } from '../../../../libs/handlers/src/fetch/parked-fetches';
import { ManualClock } from '../../../support/cluster/manual-clock';
import { FakeReplica } from '../../../support/handlers/fake-broker';
import { FakeConnection } from '../../../support/handlers/ask';

describe('parked fetches', () => {
  let clock: ManualClock;
  let parked: ParkedFetches;
  let replica: FakeReplica;
  let other: FakeReplica;
  let connection: FakeConnection;
  let isOver: boolean;

  beforeEach(() => {
    clock = new ManualClock();
    parked = new ParkedFetches(clock, 1);
    replica = new FakeReplica();
    other = new FakeReplica();
    connection = new FakeConnection();
    isOver = false;
  });
  const optionsOf = (changes: Partial<ParkOptions> = {}): ParkOptions => ({
    partitions: [replica, other].map((one) => ({ replica: one, fetchOffset: 0, partitionBytesMax: 80 })),
    isolation: 'read_uncommitted',
    bytesMin: 100,
    waitMsMax: 500,
    connection,
    ...changes,
  });
  const park = (changes: Partial<ParkOptions> = {}): void =>
    void parked.park(optionsOf(changes))?.then(() => (isOver = true));

  it('are woken once their partitions together have enough', async () => {
    park();
    replica.available = 60;
    replica.advance();
    await clock.run(0);
    expect(isOver).toBe(false);
    other.available = 40;
    other.advance();
    await clock.run(0);
    expect(isOver).toBe(true);
  });

  it('count no partition for more than it may give', async () => {
    park();
    replica.available = 1_000;
    replica.advance();
    await clock.run(0);
    expect(isOver).toBe(false);
  });

  test.each([
    ['a new leader epoch', () => (replica.leaderEpoch = leaderEpoch(6))],
    ['the end of the leadership', () => (replica.role = 'follower')],
  ])('are woken by %s', async (_what, change) => {
    park();
    change();
    replica.advance();
    await clock.run(0);
    expect(isOver).toBe(true);
  });

  it('are woken by the end of their time and leave nothing behind', async () => {
    park();
    await clock.run(500);
    expect(isOver).toBe(true);
    expect([
      parked.count,
      replica.listeners.size,
      other.listeners.size,
      connection.closeListenerCount,
      clock.armed,
    ]).toEqual([0, 0, 0, 0, 0]);
  });

  it('are given up when their connection is gone', async () => {
    park();
    connection.close();
    await clock.run(0);
    expect(isOver).toBe(true);
    expect([parked.count, replica.listeners.size, clock.armed]).toEqual([0, 0, 0]);
  });

  it('do not wait for what came between the read and the parking', async () => {
    replica.available = 80;
    other.available = 20;
    park();
    await clock.run(0);
    expect(isOver).toBe(true);
    expect(replica.listeners.size).toBe(0);
  });

  it('are at most as many as there is room for', () => {
    park();
    expect(parked.count).toBe(1);
    expect(parked.park(optionsOf())).toBeNull();
  });

  it('do not wait without a time to wait', () => {
    expect(parked.park(optionsOf({ waitMsMax: 0 }))).toBeNull();
  });
});
