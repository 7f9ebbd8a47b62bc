import fc from 'fast-check';
import { RecordCursor } from '../../../libs/records/src/record-cursor';
import { writeRecords } from '../../../libs/records/src/record-writer';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

function walk(bytes: Buffer): { count: number; fault: string | null } {
  const cursor = new RecordCursor();
  cursor.open(bytes, 0, bytes.length);
  let count = 0;
  while (!cursor.isAtEnd && cursor.next()) count += 1;
  return { count, fault: cursor.fault };
}

test('a walk finds every part of every record', () => {
  const bytes = writeRecords(
    [{ timestampMs: 5 }, { timestampMs: 9, key: Buffer.from('ab'), value: Buffer.from('c') }],
    5,
  );
  const cursor = new RecordCursor();
  cursor.open(Buffer.concat([Buffer.alloc(4), bytes]), 4, 4 + bytes.length);
  expect(cursor.next()).toBe(true);
  expect([
    cursor.timestampDelta,
    cursor.offsetDelta,
    cursor.keyLength,
    cursor.valueLength,
    cursor.headersCount,
  ]).toEqual([0, 0, -1, -1, 0]);
  expect(cursor.next()).toBe(true);
  expect([cursor.timestampDelta, cursor.offsetDelta]).toEqual([4, 1]);
  expect(cursor.bytes.toString('latin1', cursor.keyStart, cursor.keyStart + cursor.keyLength)).toBe('ab');
  expect(cursor.bytes.toString('latin1', cursor.valueStart, cursor.valueStart + cursor.valueLength)).toBe('c');
  expect(cursor.isAtEnd).toBe(true);
  cursor.close();
  expect(cursor.bytes.length).toBe(0);
});

// length attributes timestampDelta offsetDelta keyLength valueLength headersCount
test.each([
  ['0c 00 00 00 01 01 00', null],
  ['0d 00 00 00 01 01 00', 'does not fit'], // length −7
  ['0e 00 00 00 01 01 00', 'does not fit'], // one byte more than there is
  ['0a 00 00 00 01 01 00', 'disagree'], // one byte too short
  ['fe ff ff ff 0f 00 00 00 01 01 00', 'does not fit'], // 2 GiB
  ['80 80 80 80 80 01 00', 'varint longer'],
  ['0c 00 00 00 03 01 00', 'negative length'], // key −2
  ['0c 00 00 00 01 03 00', 'negative length'], // value −2
  ['0c 00 00 00 7e 01 00', 'disagree'], // a key of 63 bytes
  ['0c 00 00 00 01 01 01', 'negative count'],
  ['0c 00 00 00 01 01 02', 'do not fit'], // a header that is not there
  ['10 00 00 00 01 01 02 01 00', 'without a key'],
  ['10 00 00 00 01 01 02 00 03', 'negative length of a header'],
  ['12 00 00 00 01 01 02 02 61 01', null],
  ['20 00 80 80 80 80 80 80 80 80 80 80 01 00 01 01 00', 'varlong longer'],
  ['14 00 00 00 01 01 fe ff ff ff 0f', 'do not fit'], // 2^31 − 1 headers
])('the record %s is walked to the fault %s', (record, fault) => {
  const bytes = hex(record);
  const walked = walk(bytes);
  if (fault === null) expect(walked).toEqual({ count: 1, fault: null });
  else expect(walked.fault).toContain(fault);
});

test.each([
  ['80 80 80 80 20', 2 ** 32],
  ['ff ff ff ff ff ff ff ff ff 01', -(2 ** 63)],
  ['fe ff ff ff ff ff ff ff ff 01', 2 ** 63],
  ['81 80 80 80 80 80 80 10', -(2 ** 52) - 1],
])('a timestamp delta may be longer than 32 bits: %s', (delta, expected) => {
  const body = hex(`00 ${delta} 00 01 01 00`);
  const cursor = new RecordCursor();
  const bytes = Buffer.concat([Buffer.from([body.length * 2]), body]);
  cursor.open(bytes, 0, bytes.length);
  expect(cursor.next()).toBe(true);
  expect(cursor.timestampDelta).toBe(expected);
});

test('no bytes whatever make a walk read past its end or run for ever', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
      const { count, fault } = walk(Buffer.from(noise));
      expect(count).toBeLessThanOrEqual(noise.length);
      expect(fault === null || fault !== '').toBe(true);
    }),
  );
});

test('records cut anywhere are a fault, except between two records', () => {
  const one = writeRecords(
    [{ timestampMs: 1, key: Buffer.from('k'), value: Buffer.from('v'), headers: [{ key: 'h', value: null }] }],
    1,
  );
  for (let length = 1; length < one.length; length += 1)
    expect([length, walk(one.subarray(0, length)).fault]).not.toEqual([length, null]);
});
