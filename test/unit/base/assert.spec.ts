import { assert, AssertionFailure, unreachable } from '@yak/base';

test('what holds passes, what does not is our own fault', () => {
  expect(() => assert(true, 'never shown')).not.toThrow();
  expect(() => assert(false, 'offsets go up')).toThrow(AssertionFailure);
  expect(() => assert(false, 'offsets go up')).toThrow('offsets go up');
});

test('an assertion failure carries its code', () => {
  expect(new AssertionFailure('x')).toMatchObject({ code: 'YAK_ASSERTION_FAILURE', name: 'AssertionFailure' });
});

test('a case that the compiler excluded names the value if it is reached', () => {
  expect(() => unreachable({ kind: 'new' } as never)).toThrow('unreachable: {"kind":"new"}');
});
