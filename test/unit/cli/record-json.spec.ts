import { recordJson, rfc3339, textOrBase64 } from '../../../apps/cli/src/record-json';

const record = {
  topic: 't',
  partition: 1,
  offset: 9007199254740991,
  timestampMs: 0,
  key: null,
  value: Buffer.from([0xff, 0xfe]),
  headers: [
    { key: 'h', value: Buffer.from('ä') },
    { key: 'h', value: null },
  ],
};

it('a record is one line of JSON whose int64 values are strings and whose odd bytes are base64', () => {
  expect(JSON.parse(recordJson(record))).toEqual({
    topic: 't',
    partition: 1,
    offset: '9007199254740991',
    timestamp: '1970-01-01T00:00:00.000Z',
    timestampMs: '0',
    key: null,
    value: '//4=',
    valueEncoding: 'base64',
    headers: [
      { key: 'h', value: 'ä' },
      { key: 'h', value: null },
    ],
  });
  expect(recordJson(record)).not.toContain('\n');
});

it('a record without a known partition leaves it out', () => {
  const plain = { offset: 1, timestampMs: 0, key: null, value: null, headers: [] };
  expect(JSON.parse(recordJson(plain))).not.toHaveProperty('topic');
});

test.each([
  [-1, null],
  [0, '1970-01-01T00:00:00.000Z'],
  [9e15, null],
])('the time %d is %s', (timestampMs, text) => {
  expect(rfc3339(timestampMs)).toBe(text);
});

it('a byte order mark stays', () => {
  expect(textOrBase64(Buffer.from('\ufeffx')).text).toBe('\ufeffx');
});
