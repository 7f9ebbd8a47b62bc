import { type Meter, seededRandom, silentLogger, silentMeter } from '@yak/base';
import { createMachineActor, Journal, type MachineActor, ownerOf, unexpectedEvent } from '@yak/journal';
import { VirtualClock } from '@yak/simulation';
import { assign, setup } from 'xstate';

type LampEvent =
  | { readonly type: 'button.pressed'; readonly cause: string }
  | { readonly type: 'volts.measured'; readonly cause: string; readonly volts: number }
  | { readonly type: 'wire.cut'; readonly cause: string }
  | { readonly type: 'never.expected'; readonly cause: string };

const lamp = setup({
  types: {
    context: {} as { readonly volts: number },
    events: {} as LampEvent,
    input: {} as { readonly volts: number },
  },
  actions: {
    unexpectedEvent,
    tellOwner: ({ self, event }) => ownerOf<{ heard: string[] }>(self).heard.push(event.type),
    explode: () => {
      throw new Error('short circuit');
    },
    measure: assign(({ context, event }) => (event.type === 'volts.measured' ? { volts: event.volts } : context)),
  },
  delays: { burnMs: 1_000 },
}).createMachine({
  id: 'lamp',
  initial: 'off',
  context: ({ input }) => input,
  on: {
    '*': { actions: 'unexpectedEvent' },
    'volts.measured': { actions: 'measure' },
    'wire.cut': { actions: 'explode' },
  },
  states: {
    off: { on: { 'button.pressed': 'on' } },
    on: { entry: 'tellOwner', after: { burnMs: 'off' }, on: { 'button.pressed': 'off' } },
  },
});

const countingMeter = (): { readonly meter: Meter; readonly counts: Map<string, number> } => {
  const counts = new Map<string, number>();
  const counter: Meter['counter'] = (name, _, labels) => ({
    add: () => {
      const series = `${name} ${JSON.stringify(labels)}`;
      counts.set(series, (counts.get(series) ?? 0) + 1);
    },
  });
  return { meter: { ...silentMeter, counter }, counts };
};

const start = () => {
  const clock = new VirtualClock({ random: seededRandom(1) });
  const journal = new Journal({ node: 'broker-1', clock, capacity: 100 });
  const owner = { heard: [] as string[] };
  const faults: unknown[] = [];
  const { meter, counts } = countingMeter();
  const actor: MachineActor<typeof lamp> = createMachineActor({
    machine: lamp,
    input: { volts: 5 },
    id: 'l1',
    clock,
    journal,
    logger: silentLogger,
    meter,
    owner,
    facts: ({ volts }) => ({ volts }),
    onFault: (error) => faults.push(error),
  });
  return { actor, clock, journal, owner, faults, counts };
};

const steps = (journal: Journal): string[] =>
  journal.since(0).map(({ from, to, cause, facts }) => `${from}→${to}: ${cause} ${JSON.stringify(facts)}`);

describe('a machine started by the factory', () => {
  test('journals its creation and every change of state with the cause of the event', () => {
    const { actor, journal } = start();
    actor.send({ type: 'button.pressed', cause: 'it was dark' });
    actor.send({ type: 'button.pressed', cause: 'it was bright' });
    expect(steps(journal)).toEqual([
      'none→off: created {"volts":5}',
      'off→on: it was dark {"volts":5}',
      'on→off: it was bright {"volts":5}',
    ]);
    expect(journal.since(0, { machine: 'lamp', id: 'l1' })).toHaveLength(3);
  });

  test('journals a change of its facts where the state stays, and nothing where neither changes', () => {
    const { actor, journal } = start();
    actor.send({ type: 'volts.measured', cause: 'a measurement', volts: 5 });
    actor.send({ type: 'volts.measured', cause: 'a second measurement', volts: 6 });
    expect(steps(journal).slice(1)).toEqual(['off→off: a second measurement {"volts":6}']);
    expect(actor.context.volts).toBe(6);
  });

  test('takes its time from the clock it was given and names the delay that elapsed', () => {
    const { actor, clock, journal } = start();
    actor.send({ type: 'button.pressed', cause: 'it was dark' });
    expect(clock.nextEventMs).toBe(1_000);
    clock.advance();
    expect(steps(journal).at(-1)).toBe('on→off: delay burnMs elapsed {"volts":5}');
    expect(actor.state).toBe('off');
  });

  test('reaches its owner from its actions', () => {
    const { actor, owner } = start();
    actor.send({ type: 'button.pressed', cause: 'it was dark' });
    expect(owner.heard).toEqual(['button.pressed']);
  });

  test('counts an event that it does not expect and goes on', () => {
    const { actor, counts, journal } = start();
    actor.send({ type: 'never.expected', cause: 'a mistake' });
    expect([...counts]).toEqual([['yak_machine_unexpected_events_total {"machine":"lamp"}', 1]]);
    expect(journal.lastSequence).toBe(1);
    expect(actor.isRunning).toBe(true);
  });

  test('tells its owner when an action throws, journals it, and takes no event any more', () => {
    const { actor, faults, journal, owner } = start();
    actor.send({ type: 'wire.cut', cause: 'the dog' });
    expect(faults).toEqual([new Error('short circuit')]);
    expect(steps(journal).at(-1)).toBe('off→faulted: Error: short circuit {"volts":5}');
    actor.send({ type: 'button.pressed', cause: 'it was dark' });
    expect(owner.heard).toEqual([]);
    expect([actor.state, actor.isRunning]).toEqual(['faulted', false]);
  });

  test('journals its end once, with the reason, and its timers do not fire after it', () => {
    const { actor, clock, journal } = start();
    actor.send({ type: 'button.pressed', cause: 'it was dark' });
    actor.stop('the house was sold');
    actor.stop('the house was sold again');
    expect(steps(journal).slice(2)).toEqual(['on→stopped: the house was sold {"volts":5}']);
    while (clock.advance());
    expect([actor.state, actor.isRunning]).toEqual(['stopped', false]);
  });

  test('a machine of the same kind has facts and an owner of its own', () => {
    const one = start();
    const other = start();
    one.actor.send({ type: 'button.pressed', cause: 'it was dark' });
    expect([one.actor.state, other.actor.state]).toEqual(['on', 'off']);
    expect(other.owner.heard).toEqual([]);
  });
});
