import { timerKey } from '../../../libs/groups/src/timer-key';

test('no two pairs of group and member have one timer', () => {
  const keys = [
    timerKey('session', 'a', 'b/c'),
    timerKey('session', 'a/b', 'c'),
    timerKey('session', 'a/b/c'),
    timerKey('session', '1/a', 'b'),
    timerKey('session', '1', 'a/b'),
    timerKey('join', 'a', 'b/c'),
  ];
  expect(new Set(keys).size).toBe(keys.length);
  expect(timerKey('session', 'a', 'b')).toBe('session/1/a/b');
});
