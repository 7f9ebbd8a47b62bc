import { compileFormat } from '../../../apps/cli/src/record-format';

const record = {
  topic: 'orders',
  partition: 2,
  offset: 258,
  timestampMs: 1700000000000,
  key: Buffer.from('k'),
  value: Buffer.from('v\n'),
  headers: [
    { key: 'a', value: Buffer.from('1') },
    { key: 'b', value: null },
  ],
};
const print = (format: string, given = record as Parameters<ReturnType<typeof compileFormat>>[0]): string => {
  const pieces: Buffer[] = [];
  compileFormat(format)(given, pieces);
  return Buffer.concat(pieces).toString('latin1');
};

test.each([
  ['%k=%v', 'k=v\n'],
  ['%s', 'v\n'],
  ['%t[%p]@%o', 'orders[2]@258'],
  ['%d', '1700000000000'],
  ['%d{rfc3339}', '2023-11-14T22:13:20.000Z'],
  ['%h', 'a=1,b='],
  ['%h{%k:%v;}', 'a:1;b:;'],
  ['%H %K %V %T', '2 1 2 6'],
  ['%v{hex}', '760a'],
  ['%v{base64}', 'dgo='],
  ['%v{json}', '"v\\n"'],
  ['%o{hex}', '102'],
  ['%o{big16}', '\x01\x02'],
  ['%o{big32}', '\x00\x00\x01\x02'],
  ['%o{big64}', '\x00\x00\x00\x00\x00\x00\x01\x02'],
  ['a%%b%{c%}', 'a%b{c}'],
  ['\\t\\n\\\\\\x41\\q', '\t\n\\A\\q'],
  ['', ''],
])('the template %s prints %j', (format, text) => {
  expect(print(format)).toBe(text);
});

it('prints nothing for an absent key and null where JSON is asked for', () => {
  expect(print('[%k] %k{json}', { ...record, key: null })).toBe('[] null');
});

test.each(['%z', '%', '%v{upper}', '%o{big7}', '%d{local}', '%h{%o}', '%v{hex'])(
  'the template %s is a usage error',
  (format) => {
    expect(() => compileFormat(format)).toThrow('--format');
  },
);
