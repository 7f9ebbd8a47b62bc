import { InProcessCoordinatorLink } from '@yak/bus';
import type { CoordinatorDuties, HeartbeatRequest } from '@yak/control';
import { brokerEpoch, brokerId } from '@yak/model';
import { ManualClock } from '../../support/cluster/manual-clock';

const heartbeat: HeartbeatRequest = { brokerId: brokerId(1), brokerEpoch: brokerEpoch(1), appliedRevision: 0 };

/** Duties that know only heartbeats. */
const hearing = (answer: CoordinatorDuties['heartbeat']): CoordinatorDuties =>
  ({ heartbeat: answer }) as CoordinatorDuties;

function linkWith(answer: CoordinatorDuties['heartbeat']): { clock: ManualClock; link: InProcessCoordinatorLink } {
  const clock = new ManualClock();
  const link = new InProcessCoordinatorLink({ clock, requestTimeoutMs: 1_000 });
  link.serve(hearing(answer));
  return { clock, link };
}

test('a request gets the answer of the one who serves, and no timer stays behind', async () => {
  const { clock, link } = linkWith(() => Promise.resolve({ kind: 'heard', isFenced: true }));
  expect(await link.request('heartbeat', heartbeat)).toEqual({ kind: 'heard', isFenced: true });
  expect(clock.armed).toBe(0);
});

test('a request that is not answered in time is given up', async () => {
  const { clock, link } = linkWith(() => new Promise(() => undefined));
  const late = expect(link.request('heartbeat', heartbeat)).rejects.toMatchObject({ code: 'YAK_BUS_TIMEOUT' });
  const hasty = expect(link.request('heartbeat', heartbeat, 10)).rejects.toMatchObject({ code: 'YAK_BUS_TIMEOUT' });
  await clock.run(10);
  await hasty;
  await clock.run(1_000);
  await late;
});

test('where nobody serves, or no longer, requests are refused at once', async () => {
  const silent = new InProcessCoordinatorLink({ clock: new ManualClock(), requestTimeoutMs: 1_000 });
  await expect(silent.request('heartbeat', heartbeat)).rejects.toMatchObject({ code: 'YAK_BUS_UNAVAILABLE' });
  const { link } = linkWith(() => new Promise(() => undefined));
  const pending = expect(link.request('heartbeat', heartbeat)).rejects.toMatchObject({ code: 'YAK_BUS_UNAVAILABLE' });
  link.stop();
  await pending;
  await expect(link.request('heartbeat', heartbeat)).rejects.toMatchObject({ code: 'YAK_BUS_UNAVAILABLE' });
});

test('an answer that fails comes as it failed', async () => {
  const { link } = linkWith(() => Promise.reject(new Error('store')));
  await expect(link.request('heartbeat', heartbeat)).rejects.toThrow('store');
});

test('more requests than the link holds are refused', async () => {
  const { link } = linkWith(() => new Promise(() => undefined));
  const held = Array.from({ length: 10_000 }, () => link.request('heartbeat', heartbeat).catch(() => undefined));
  await expect(link.request('heartbeat', heartbeat)).rejects.toMatchObject({ code: 'YAK_BUS_OVERLOADED' });
  link.stop();
  await Promise.all(held);
});
