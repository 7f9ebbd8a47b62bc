import { consumeRequest, groupConsumeRequest } from '../../../../apps/cli/src/program/consume-program';

const record = { topic: 't', partition: 0, offset: 1, timestampMs: 0, key: null, value: Buffer.from('v'), headers: [] };
const printed = (flags: Parameters<typeof consumeRequest>[1]): string => {
  const pieces: Buffer[] = [];
  consumeRequest(['t'], flags).print(record, pieces);
  return Buffer.concat(pieces).toString();
};

test.each([
  [{}, 'v\n'],
  [{ format: '%o=%v' }, '1=v'],
  [{ output: 'table' }, 'v\n'],
])('a record is printed by %j', (flags, text) => {
  expect(printed(flags)).toBe(text);
});

test.each(['json', 'ndjson'])('a record as %s is one line', (output) => {
  expect(JSON.parse(printed({ output }))).toMatchObject({ offset: '1', value: 'v' });
});

it('reads from the end, without an end, unless told otherwise', () => {
  expect(consumeRequest(['t'], {})).toMatchObject({
    topics: ['t'],
    partitions: null,
    range: { from: { kind: 'end' }, until: null },
    recordsMax: null,
    isEndingAtEnd: false,
    timeoutMs: null,
    isolationLevel: 'read_uncommitted',
  });
});

it('takes every flag', () => {
  const flags = {
    offset: '5:9',
    maxMessages: '3',
    exitEof: true,
    timeoutMs: '50',
    partition: ['0,2', '1'],
    isolationLevel: 'read_committed',
  };
  expect(consumeRequest(['t'], flags)).toMatchObject({
    partitions: [0, 2, 1],
    range: { from: { kind: 'exact', offset: 5 }, until: { kind: 'exact', offset: 9 } },
    recordsMax: 3,
    isEndingAtEnd: true,
    timeoutMs: 50,
    isolationLevel: 'read_committed',
  });
});

test.each<[Parameters<typeof consumeRequest>[1], string]>([
  [{ fromBeginning: true, offset: '3' }, 'exclude each other'],
  [{ format: '%v', output: 'json' }, 'exclude each other'],
  [{ assignor: 'range' }, 'goes with --group'],
  [{ isolationLevel: 'serializable' }, 'read_committed'],
  [{ partition: ['x'] }, '--partition'],
  [{ maxMessages: '-1' }, '--max-messages'],
  [{ output: 'xml' }, '--output'],
])('%j is a usage error', (flags, words) => {
  expect(() => consumeRequest(['t'], flags)).toThrow(words);
});

it('reads as a member of a group from where the group was', () => {
  expect(groupConsumeRequest(['t'], { group: 'g' })).toMatchObject({
    group: 'g',
    topics: ['t'],
    startAt: 'latest',
    recordsMax: null,
    isEndingAtEnd: false,
    timeoutMs: null,
    assignor: null,
  });
});

test.each([
  [{ fromBeginning: true }, { startAt: 'earliest' }],
  [{ offset: 'start' }, { startAt: 'earliest' }],
  [{ offset: 'latest' }, { startAt: 'latest' }],
  [{ assignor: 'cooperative-sticky' }, { assignor: 'cooperative-sticky' }],
  [
    { exitEof: true, maxMessages: '5', timeoutMs: '9' },
    { isEndingAtEnd: true, recordsMax: 5, timeoutMs: 9 },
  ],
])('a member takes %j', (flags, request) => {
  expect(groupConsumeRequest(['t'], { group: 'g', ...flags })).toMatchObject(request);
});

test.each<[Parameters<typeof groupConsumeRequest>[1], string]>([
  [{ group: '' }, 'a group has a name'],
  [{ group: 'g', partition: ['0'] }, 'exclude each other'],
  [{ group: 'g', offset: '5' }, 'group reset-offsets g'],
  [{ group: 'g', offset: ':end' }, 'group reset-offsets g'],
  [{ group: 'g', offset: 'stored' }, 'what a group does by itself'],
  [{ group: 'g', assignor: 'sticky' }, 'range or cooperative-sticky'],
])('of a member, %j is a usage error', (flags, words) => {
  expect(() => groupConsumeRequest(['t'], flags)).toThrow(words);
});
