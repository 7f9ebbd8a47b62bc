import { errorName } from '@yak/model';
import { encodePlainBatch, type ProduceRules, type RecordInput } from '@yak/records';
import { judgeRecords } from '../../../libs/records/src/judge-records';
import { headerOf, lenientRules, plainBatch } from '../../support/records/batches';

const NOW = lenientRules.nowMs;
const KEY = Buffer.from('k');
const HOUR = 3_600_000;

function judge(records: readonly RecordInput[], rules: Partial<ProduceRules> = {}, attributes = 0): string | number {
  const bytes = encodePlainBatch({ records });
  const judged = judgeRecords(bytes, { ...headerOf(bytes), attributes }, { ...lenientRules, ...rules });
  if (typeof judged === 'number') return judged;
  return [errorName(judged.code), ...judged.recordErrors.map(({ batchIndex }) => batchIndex)].join(' ');
}
const at = (...timestamps: number[]): RecordInput[] => timestamps.map((timestampMs) => ({ timestampMs, key: KEY }));
const strict = { timestampBeforeMaxMs: HOUR, timestampAfterMaxMs: HOUR };
const appendTime = { timestampType: 'LogAppendTime' } as const;
const compacted = { compacted: true };
const keyless: RecordInput[] = [
  { timestampMs: 1 },
  { timestampMs: 1, key: KEY },
  { timestampMs: 1, key: Buffer.alloc(0) },
  { timestampMs: 1, key: null },
];

test.each([
  [at(NOW), strict, 0, NOW],
  [at(NOW - HOUR, NOW + HOUR, NOW), strict, 0, NOW + HOUR],
  [at(NOW, NOW - HOUR - 1), strict, 0, 'INVALID_TIMESTAMP 1'],
  [at(NOW, NOW, NOW + HOUR + 1), strict, 0, 'INVALID_TIMESTAMP 2'],
  [at(NOW - HOUR - 1, NOW), {}, 0, NOW],
  [at(-1), strict, 0, -1],
  [at(-1, NOW), strict, 0, NOW],
  [at(-5), {}, 0, -1],
  [at(5, NOW + 2 * HOUR), appendTime, 0, NOW + 2 * HOUR],
  [at(NOW, NOW), {}, 8, 'INVALID_TIMESTAMP 0 1'],
  [at(NOW), appendTime, 8, 'INVALID_TIMESTAMP 0'],
  [keyless, {}, 0, 1],
  [keyless, compacted, 0, 'INVALID_RECORD 0 3'],
  [[...keyless, ...at(NOW + 2 * HOUR)], compacted, 0, 'INVALID_TIMESTAMP 0 3 4'],
  [at(2 ** 53 - 1, 1), { timestampAfterMaxMs: Infinity }, 0, 2 ** 53 - 1],
  // compressed: the header alone
  [at(NOW - HOUR, NOW + HOUR), strict, 1, NOW + HOUR],
  [at(NOW, NOW + HOUR + 1), strict, 1, 'INVALID_TIMESTAMP'],
  [at(NOW - HOUR - 1, NOW), strict, 1, 'INVALID_TIMESTAMP'],
  [keyless, compacted, 1, 1],
  [at(NOW), {}, 9, 'INVALID_TIMESTAMP'],
] satisfies [RecordInput[], Partial<ProduceRules>, number, string | number][])(
  'records %j under %j with attributes %i are judged %s',
  (records, rules, attributes, expected) => {
    expect(judge(records, rules, attributes)).toBe(expected);
  },
);

test('a timestamp beyond ±2^53 is out of range', () => {
  const bytes = encodePlainBatch({ records: at(1) });
  const judged = judgeRecords(
    bytes,
    { ...headerOf(bytes), baseTimestamp: 2 ** 62 },
    { ...lenientRules, timestampAfterMaxMs: Infinity },
  );
  expect(judged).toMatchObject({ recordErrors: [{ batchIndex: 0 }] });
});

test('offset deltas count from 0 without a gap', () => {
  const bytes = plainBatch(3);
  const second = 61 + (bytes[61] ?? 0) / 2 + 1;
  bytes[second + 3] = 4; // its offset delta, 2 instead of 1; the timestamp delta before it is one byte
  expect(judgeRecords(bytes, headerOf(bytes), lenientRules)).toMatchObject({
    detail: 'offset delta 2 of record 1',
    recordErrors: [{ batchIndex: 1, message: 'offset delta 2 of record 1' }],
  });
});

test.each([
  [4, 'ends before the last record'],
  [2, 'bytes after the last record'],
])('a count of %i for 3 records is found out: %s', (recordsCount, detail) => {
  const bytes = plainBatch(3);
  const judged = judgeRecords(bytes, { ...headerOf(bytes), recordsCount }, lenientRules);
  expect(judged).toMatchObject({ detail: expect.stringContaining(detail) as string });
});

test('of many records at fault a hundred are named', () => {
  const records = Array.from({ length: 250 }, () => ({ timestampMs: 1 }));
  expect(judge(records, compacted)).toMatch(/^INVALID_RECORD 0 .* 99$/);
});
