import { int32, struct } from '@yak/codec';
import { api } from '../../../libs/protocol/src/api';

test('an API is its declaration with a codec for each of its messages', () => {
  const declaration = {
    key: 7,
    name: 'Ping',
    versions: { min: 1, max: 2 },
    flexibleFrom: 2,
    request: struct({ a: int32() }),
    response: struct({ b: int32() }),
  };
  const described = api(declaration);
  expect(described).toMatchObject(declaration);
  expect(described.requestCodec.schema).toBe(declaration.request);
  expect(described.responseCodec.schema).toBe(declaration.response);
  expect([1, 2].map((version) => described.responseCodec.isFlexible(version))).toEqual([false, true]);
});
