import { ErrorCode, isRefusal, refusal } from '@yak/model';

test('a refusal carries its code, and says it in words', () => {
  expect(refusal(ErrorCode.INVALID_RECORD, 'no key')).toEqual({ kind: 'refusal', code: 87, detail: 'no key' });
  expect(refusal(ErrorCode.INVALID_RECORD).detail).toBe('INVALID_RECORD');
});

test.each([
  [refusal(ErrorCode.NONE), true],
  [{ kind: 'append' }, false],
  [{}, false],
  [null, false],
  [undefined, false],
  ['refusal', false],
  [87, false],
])('%j is a refusal: %s', (value, expected) => {
  expect(isRefusal(value)).toBe(expected);
});
