import { parseResetFile, resetFileText } from '../../../apps/cli/src/reset-file';

const places = (text: string) => [...parseResetFile(text, 'g').values()].map((each) => Object.values(each).join(' '));

test.each([
  ['orders,0,5\norders,1,7\n', ['orders 0 5', 'orders 1 7']],
  ['# made by hand\n\n"orders", 0 , 5\r\n', ['orders 0 5']],
  ['g,orders,0,5\nother,orders,0,9', ['orders 0 5']],
  ['orders,0,5\norders,0,6', ['orders 0 6']],
])('the file %j', (text, expected) => {
  expect(places(text)).toEqual(expected);
});

test.each([
  ['orders,0', 'line 1'],
  ['orders,0,5\norders,x,5', 'line 2'],
  ['orders,0,-5', 'line 1'],
  ['orders,0,99999999999999999', 'line 1'],
  [',0,5', 'line 1'],
  ['', 'no line is about group "g"'],
  ['other,orders,0,9', 'no line is about group "g"'],
])('the file %j is a usage error', (text, words) => {
  expect(() => places(text)).toThrow(words);
});

it('what is exported is read again', () => {
  const planned = [{ topic: 'orders', partition: 3, current: null, target: 8, note: '' }];
  expect(places(resetFileText(planned))).toEqual(['orders 3 8']);
});
