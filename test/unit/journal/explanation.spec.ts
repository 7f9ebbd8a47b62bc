import { seededRandom } from '@yak/base';
import { explanationOf, explanationText, type Explanation, Journal } from '@yak/journal';
import { VirtualClock } from '@yak/simulation';

const clock = new VirtualClock({ random: seededRandom(1), wallStartMs: 1_000 });
const journal = new Journal({ node: 'broker-1', clock, capacity: 100 });
const step = (machine: string, id: string, to: string, node = 'broker-1'): unknown =>
  journal.forNode(node).append({ machine, id, from: 'off', to, cause: 'pressed', facts: {} });
const said = { state: 'on', facts: { volts: 5 }, sentences: ['It is on.'] };
const lamp = { kind: 'lamp', id: 'l1', machines: ['bulb', 'led'] };

describe('an explanation', () => {
  test('joins the words of the room with the last transitions of that thing on this node, of each machine it may be', () => {
    step('bulb', 'l1', 'first');
    step('bulb', 'l2', 'another lamp');
    step('door', 'l1', 'another machine');
    step('bulb', 'l1', 'elsewhere', 'broker-2');
    step('led', 'l1', 'second');
    step('bulb', 'l1', 'third');
    const explanation = explanationOf(lamp, said, journal);
    expect(explanation).toMatchObject({ kind: 'lamp', id: 'l1', node: 'broker-1', ...said });
    expect(explanation.transitions.map(({ to }) => to)).toEqual(['first', 'second', 'third']);
  });

  test.each([
    ['it waits for member a', 'It waits for member a.'],
    ['It waits.', 'It waits.'],
    ['why?', 'Why?'],
  ])('makes a whole sentence of "%s"', (said, whole) => {
    expect(explanationOf(lamp, { state: 'on', facts: {}, sentences: [said] }, journal).sentences).toEqual([whole]);
  });

  test('shows the newest twenty transitions', () => {
    for (let turn = 1; turn <= 30; turn += 1) step('bulb', 'l3', `s${turn}`);
    const { transitions } = explanationOf({ ...lamp, id: 'l3' }, said, journal);
    expect(transitions.map(({ to }) => to)).toEqual(Array.from({ length: 20 }, (_, at) => `s${at + 11}`));
  });
});

describe('an explanation as text', () => {
  const explanation: Explanation = {
    kind: 'lamp',
    id: 'l1',
    node: 'broker-1',
    state: 'on',
    facts: { volts: 5, colour: null, name: '', isWarm: false },
    sentences: ['It is on.', 'Somebody pressed it.'],
    transitions: [
      {
        sequence: 1,
        timeMs: 1_000,
        node: 'broker-1',
        machine: 'bulb',
        id: 'l1',
        from: 'none',
        to: 'off',
        cause: 'made',
        facts: {},
      },
      {
        sequence: 2,
        timeMs: 2_000,
        node: 'broker-1',
        machine: 'bulb',
        id: 'l1',
        from: 'off',
        to: 'off',
        cause: 'dust',
        facts: {},
      },
    ],
  };

  test('has the state first, then the sentences, the facts and the last transitions', () => {
    expect(explanationText(explanation)).toBe(
      [
        'lamp l1 on broker-1: on',
        '',
        '  It is on.',
        '  Somebody pressed it.',
        '',
        'facts',
        '  volts   5',
        '  colour  -',
        '  name    -',
        '  isWarm  false',
        '',
        'last transitions',
        '  1970-01-01T00:00:01.000Z  none → off: made',
        '  1970-01-01T00:00:02.000Z  off: dust',
        '',
      ].join('\n'),
    );
  });

  test('leaves out what there is none of', () => {
    expect(explanationText({ ...explanation, facts: {}, transitions: [] })).toBe(
      'lamp l1 on broker-1: on\n\n  It is on.\n  Somebody pressed it.\n',
    );
  });

  test('writes control characters of an id as escapes', () => {
    const text = explanationText({ ...explanation, id: 'a\n\u001b[31mb\u009b', facts: {}, transitions: [] });
    expect(text.split('\n')[0]).toBe('lamp a\\x0a\\x1b[31mb\\x9b on broker-1: on');
  });
});
