import { BusError } from '@yak/bus';

test('a bus error tells its code and its cause', () => {
  const cause = new Error('disk');
  const error = new BusError('YAK_BUS_STORE_FAILED', 'the metadata file failed', { cause });
  expect([error.code, error.name, error.cause, error.message]).toEqual([
    'YAK_BUS_STORE_FAILED',
    'BusError',
    cause,
    'the metadata file failed',
  ]);
});
