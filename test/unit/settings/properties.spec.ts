import { parseProperties } from '@yak/settings';

describe('a properties file reads as Java reads it', () => {
  test.each([
    ['a=b', { a: 'b' }],
    ['a = b ', { a: 'b ' }],
    ['a:b', { a: 'b' }],
    ['a b', { a: 'b' }],
    ['a\t:\tb', { a: 'b' }],
    ['  a=b', { a: 'b' }],
    ['a==b', { a: '=b' }],
    ['a', { a: '' }],
    ['# c\n! d\n\n   # e\na=1', { a: '1' }],
    ['a=1\na=2', { a: '2' }],
    ['a=1\r\nb=2\rc=3', { a: '1', b: '2', c: '3' }],
    ['a=x,\\\n   y,\\\r\n   z', { a: 'x,y,z' }],
    ['a=x\\\\\nb=y', { a: 'x\\', b: 'y' }],
    ['a=x\\\n# no comment', { a: 'x# no comment' }],
    ['a\\ b\\:c\\=d=e', { 'a b:c=d': 'e' }],
    ['a=\\t\\n\\u0041\\q', { a: '\t\nAq' }],
    ['a=1\\', { a: '1' }],
    ['a=C:\\\\logs', { a: 'C:\\logs' }],
    ['', {}],
  ])('%j', (text, expected) => {
    expect(Object.fromEntries(parseProperties(text))).toEqual(expected);
  });
});
