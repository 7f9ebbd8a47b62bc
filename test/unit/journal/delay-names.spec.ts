import { undeclaredDelays } from '@yak/journal';
import { type AnyStateMachine, createMachine } from 'xstate';

const machine = (keys: readonly string[]): AnyStateMachine =>
  createMachine(
    {
      initial: 'outer',
      states: {
        outer: {
          initial: 'inner',
          states: { inner: { after: Object.fromEntries(keys.map((key) => [key, '#done'])) } },
        },
        done: { id: 'done' },
      },
    },
    { delays: { restMs: 10, patienceMs: () => 20 } },
  );

test.each([
  ['declared delays are right            ', ['restMs', 'patienceMs'], []],
  ['milliseconds are right               ', ['100'], []],
  ['no delay at all is right             ', [], []],
  ['a misspelt one is named              ', ['restMS', 'restMs'], ['restMS']],
  ['a name from the object prototype too ', ['toString'], ['toString']],
])('a machine whose delay would fire at once is found: %s', (_, keys, undeclared) => {
  expect(undeclaredDelays(machine(keys))).toEqual(undeclared);
});
