import { CleaningStopped, Pace } from '../../../../libs/storage/src/cleaner/pace';
import { SimulatedStorage } from '../../../support/storage/simulated-storage';

const open = (): AbortSignal => new AbortController().signal;

test('no more bytes are spent in a second than allowed, beyond a small burst', async () => {
  const storage = new SimulatedStorage('pace');
  const pace = new Pace(storage.clock, 1000);
  const startMs = storage.clock.monotonicMs();
  for (let i = 0; i < 10; i += 1) await storage.run(pace.spend(500, open()));
  expect(storage.clock.monotonicMs() - startMs).toBeCloseTo(5000, -2);
});

test('what was not spent is not saved up for long', async () => {
  const storage = new SimulatedStorage('saved');
  const pace = new Pace(storage.clock, 1000);
  await storage.pass(60_000);
  const startMs = storage.clock.monotonicMs();
  await storage.run(pace.spend(1000, open()));
  expect(storage.clock.monotonicMs() - startMs).toBeCloseTo(900, -1);
});

test('after a slice of work whoever serves has as long', async () => {
  const storage = new SimulatedStorage('slices');
  const pace = new Pace(storage.clock, Number.MAX_VALUE);
  await storage.run(pace.breathe(open()));
  expect(storage.clock.monotonicMs()).toBe(0);
  await storage.pass(20);
  await storage.run(pace.breathe(open()));
  expect(storage.clock.monotonicMs()).toBe(40);
  await storage.run(pace.breathe(open()));
  expect(storage.clock.monotonicMs()).toBe(40);
});

test('rest is no work: a pass that begins after an hour does not pause for an hour', async () => {
  const storage = new SimulatedStorage('rest');
  const pace = new Pace(storage.clock, Number.MAX_VALUE);
  await storage.pass(3_600_000);
  pace.begin();
  await storage.run(pace.spend(1000, open()));
  expect(storage.clock.monotonicMs()).toBe(3_600_000);
});

test('told to stop it waits no longer', async () => {
  const storage = new SimulatedStorage('stop');
  const pace = new Pace(storage.clock, 1);
  const stopping = new AbortController();
  const waiting = pace.spend(1_000_000, stopping.signal);
  stopping.abort();
  await expect(waiting).rejects.toThrow(CleaningStopped);
  await expect(pace.breathe(stopping.signal)).rejects.toThrow(CleaningStopped);
  expect(storage.clock.monotonicMs()).toBe(0);
});
