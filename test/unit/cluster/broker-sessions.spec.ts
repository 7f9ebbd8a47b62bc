import { silentLogger, silentMeter } from '@yak/base';
import { BrokerSessions } from '@yak/cluster';
import { Journal } from '@yak/journal';
import { brokerEpoch, brokerId } from '@yak/model';
import { ManualClock } from '../../support/cluster/manual-clock';
import { brokerRecord } from '../../support/cluster/records';

const ONE = brokerId(1);
const FIRST = brokerEpoch(1);

function setUp(): { clock: ManualClock; sessions: BrokerSessions; expired: string[]; states: () => string[] } {
  const clock = new ManualClock();
  const journal = new Journal({ node: 'coordinator-1', clock, capacity: 100 });
  const expired: string[] = [];
  const sessions = new BrokerSessions({
    clock,
    journal,
    logger: silentLogger,
    meter: silentMeter,
    sessionTimeoutMs: 1_000,
    onExpired: (id, epoch) => expired.push(`${id}@${epoch}`),
    onFault: (error) => {
      throw error;
    },
  });
  return { clock, sessions, expired, states: () => journal.since(0).map((record) => record.to) };
}

test('a broker that beats stays alive', async () => {
  const { clock, sessions, expired } = setUp();
  sessions.start([]);
  sessions.registered(ONE, FIRST);
  sessions.caughtUp(ONE, FIRST);
  for (let beat = 0; beat < 20; beat += 1) {
    await clock.run(400);
    sessions.heard(ONE, FIRST);
  }
  expect(sessions.isLive(ONE)).toBe(true);
  expect(expired).toEqual([]);
});

test('a silent broker becomes suspect, then expires, and says so until it is heard', async () => {
  const { clock, sessions, expired, states } = setUp();
  sessions.start([]);
  sessions.registered(ONE, FIRST);
  sessions.caughtUp(ONE, FIRST);
  await clock.run(600);
  expect(states()).toEqual(['registering', 'alive', 'suspect']);
  expect(expired).toEqual([]);
  await clock.run(400);
  expect(states().at(-1)).toBe('fenced');
  expect(sessions.isLive(ONE)).toBe(false);
  await clock.run(200);
  expect(new Set(expired)).toEqual(new Set(['1@1']));
  const told = expired.length;
  sessions.heard(ONE, FIRST);
  sessions.caughtUp(ONE, FIRST);
  await clock.run(300);
  expect([expired.length, states().at(-1)]).toEqual([told, 'alive']);
});

test('a suspect broker that is heard again is alive', async () => {
  const { clock, sessions, states } = setUp();
  sessions.start([]);
  sessions.registered(ONE, FIRST);
  sessions.caughtUp(ONE, FIRST);
  await clock.run(700);
  sessions.heard(ONE, FIRST);
  expect(states()).toEqual(['registering', 'alive', 'suspect', 'alive']);
});

test('R19: a coordinator that stood still for a minute fences nobody', async () => {
  const { clock, sessions, expired } = setUp();
  sessions.start([]);
  sessions.registered(ONE, FIRST);
  sessions.caughtUp(ONE, FIRST);
  clock.stall(60_000);
  await clock.run(300);
  expect(sessions.isLive(ONE)).toBe(true);
  expect(expired).toEqual([]);
});

test('a new coordinator gives every unfenced broker a session of grace, which does not keep a second process out', async () => {
  const { clock, sessions, expired } = setUp();
  sessions.start([brokerRecord(1), brokerRecord(2, { state: 'fenced' }), brokerRecord(3, { state: 'shutting-down' })]);
  expect(sessions.isLive(ONE)).toBe(false);
  await clock.run(900);
  expect(expired).toEqual([]);
  await clock.run(150);
  expect([...new Set(expired)].sort()).toEqual(['1@1', '3@1']);
});

test('a new registration of a broker starts a new session of the same machine', () => {
  const { sessions, states } = setUp();
  sessions.start([]);
  sessions.registered(ONE, FIRST);
  sessions.caughtUp(ONE, FIRST);
  sessions.registered(ONE, brokerEpoch(2));
  sessions.shuttingDown(ONE, FIRST);
  sessions.caughtUp(ONE, brokerEpoch(2));
  sessions.shuttingDown(ONE, brokerEpoch(2));
  expect(states()).toEqual(['registering', 'alive', 'registering', 'alive', 'shutting-down']);
});

test('stopped sessions look no more', async () => {
  const { clock, sessions, expired } = setUp();
  sessions.start([brokerRecord(1)]);
  sessions.stop();
  await clock.run(5_000);
  expect([expired, clock.armed, sessions.isLive(ONE)]).toEqual([[], 0, false]);
});
