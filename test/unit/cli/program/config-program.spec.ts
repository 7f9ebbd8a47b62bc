import { entityOf } from '../../../../apps/cli/src/program/config-program';

test.each([
  [{}, { type: 'broker', name: '' }],
  [{ topic: 'a' }, { type: 'topic', name: 'a' }],
  [{ broker: '2' }, { type: 'broker', name: '2' }],
  [{ brokerDefaults: true }, { type: 'broker', name: '' }],
  [
    { entity: 'topic', name: 'a' },
    { type: 'topic', name: 'a' },
  ],
  [
    { entity: 'broker', name: '3' },
    { type: 'broker', name: '3' },
  ],
])('%j means %j', (flags, entity) => {
  expect(entityOf(flags)).toEqual(entity);
});
